/*
What is measured: scenarios of steps, each of which changes the source (after the first, which fills it) and is then synced by everybody in
turn. `goal`: what to reach, as a ratio of time to the plain daemon of rsync (or to who `of` names), and bytes both ways together.
*/
import {execFileSync, spawnSync} from 'node:child_process';
import {
	appendFileSync,
	closeSync,
	copyFileSync,
	cpSync,
	openSync,
	readdirSync,
	readSync,
	renameSync,
	rmSync,
	writeSync,
} from 'node:fs';
import path from 'node:path';
import {
	makeSmallFiles,
	randomBytes,
	randomSource,
	writeRandomFile,
} from './trees.js';

const megabyte = 1e6;
const mebibyte = 2 ** 20;
const twoTo32 = 2 ** 32;

/** Folders in which `count` of the small files lie, 50 to each. */
function foldersWith(root, part, count) {
	const folders = readdirSync(path.join(root, part), {recursive: true, withFileTypes: true})
		.filter(entry => entry.isDirectory() && entry.name.startsWith('folder-'))
		.map(entry => path.join(entry.parentPath, entry.name))
		.toSorted((one, other) => one.localeCompare(other));
	return folders.slice(0, count / 50);
}

function small({files}) {
	return {
		name: 'small',
		title: `${files.toLocaleString('en')} small files`,
		steps: [
			{name: 'first sync', goal: {ratio: 1, byteShare: 0.3}, change: root => makeSmallFiles(root, files)},
			{name: 'nothing changed', goal: {ratio: 1, bytes: 6000}, change() {/* Nothing is. */}},
			{
				name: 'one file changed', goal: {ratio: 1, bytes: 8000}, change(root) {
					appendFileSync(path.join(root, 'part-0/group-000/folder-0/file-1.txt'), 'one more line\n');
				},
			},
			{
				name: 'folder of half the files renamed', goal: {ratio: 0.2, bytes: 8000}, change(root) {
					renameSync(path.join(root, 'part-1'), path.join(root, 'renamed'));
				},
			},
			{
				name: 'a tenth deleted', goal: {ratio: 1, bytes: 20_000}, change(root) {
					for (const folder of foldersWith(root, 'part-0', files / 10)) {
						rmSync(folder, {recursive: true});
					}
				},
			},
			{
				name: 'folder with a tenth copied', goal: {ratio: 1, of: 'rsync over ssh', byteShare: 0.02}, change(root) {
					for (const [index, folder] of foldersWith(root, 'renamed', files / 10).entries()) {
						cpSync(folder, path.join(root, 'copied', String(index)), {recursive: true, preserveTimestamps: true});
					}
				},
			},
		],
	};
}

function large({bytes}) {
	const at = root => path.join(root, 'large.bin');
	return {
		name: 'large',
		title: `one file of ${(bytes / mebibyte).toLocaleString('en')} MiB`,
		steps: [
			{name: 'first sync', goal: {ratio: 0.8}, change: root => writeRandomFile(at(root), bytes, 1)},
			{name: '1 byte inserted at the front', goal: {ratio: 0.9, bytes: 8000}, change: root => insert(at(root), 0)},
			{name: '1 byte inserted in the middle', goal: {ratio: 0.9, bytes: 8000}, change: root => insert(at(root), Math.floor(bytes / 2))},
			{name: '200 overwrites of 100 bytes', goal: {ratio: 0.9, bytes: 600_000}, change: root => overwrite(at(root), bytes)},
			{name: '10 MiB appended', goal: {ratio: 1, bytes: 10.7 * megabyte}, change: root => writeRandomFile(at(root), 10 * mebibyte, 1_000_000, 'a')},
			{
				name: 'renamed', goal: {ratio: 0.25, bytes: 8000}, change(root) {
					renameSync(at(root), path.join(root, 'renamed.bin'));
				},
			},
			{
				name: 'copied', goal: {ratio: 0.7, bytes: 8000}, change(root) {
					copyFileSync(path.join(root, 'renamed.bin'), path.join(root, 'copied.bin'));
				},
			},
		],
	};
}

/** Puts a byte in by writing the file anew beside it, as programs that save a file do. */
function insert(file, at) {
	const name = `${file}.new`;
	const output = openSync(name, 'w');
	copyRange(file, output, 0, at);
	writeSync(output, Buffer.from([42]));
	copyRange(file, output, at, Infinity);
	closeSync(output);
	renameSync(name, file);
}

function overwrite(file, bytes) {
	const next = randomSource(5);
	const output = openSync(file, 'r+');
	for (let count = 0; count < 200; count++) {
		writeSync(output, randomBytes(next(), 100), 0, 100, Math.floor((next() / twoTo32) * (bytes - 100)));
	}

	closeSync(output);
}

const pieceBytes = 4 * mebibyte;

function copyRange(file, output, from, to) {
	const input = openSync(file, 'r');
	const piece = Buffer.allocUnsafe(pieceBytes);
	for (let at = from; at < to;) {
		const length = readSync(input, piece, 0, Math.min(pieceBytes, to - at), at);
		if (length === 0) {
			break;
		}

		writeSync(output, piece, 0, length);
		at += length;
	}

	closeSync(input);
}

/** A package as a package manager puts it there: unpacked anew, every file with new times. Needs the registry that npm is set to. */
function installPackage(root, name) {
	execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-save', '--ignore-scripts', '--omit=optional', '--prefix', root, name], {stdio: ['ignore', 'ignore', 'inherit']});
}

function packages() {
	return {
		name: 'packages',
		title: 'a package with what it needs',
		/** Without a registry there is nothing to install. */
		isPossible: () => spawnSync('npm', ['view', 'next@16.4.0', 'version'], {stdio: 'ignore'}).status === 0,
		steps: [
			{name: 'first sync', goal: {ratio: 1}, change: root => installPackage(root, 'next@16.3.8')},
			{name: 'updated', goal: {ratio: 1, bytes: 15 * megabyte}, change: root => installPackage(root, 'next@16.4.0')},
		],
	};
}

export const scenarios = {small, large, packages};
