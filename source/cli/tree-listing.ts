import {createHash} from 'node:crypto';
import {
	closeSync,
	lstatSync,
	openSync,
	readdirSync,
	readlinkSync,
	readSync,
} from 'node:fs';
import {join} from 'node:path';
import {reservedName} from '../engine/core/path.js';

const readBytes = 1024 * 1024;

function digestOf(file: string): string {
	const hash = createHash('sha256');
	const buffer = Buffer.allocUnsafe(readBytes);
	const handle = openSync(file, 'r');
	try {
		for (let read = readSync(handle, buffer); read > 0; read = readSync(handle, buffer)) {
			hash.update(buffer.subarray(0, read));
		}
	} finally {
		closeSync(handle);
	}

	return hash.digest('hex');
}

function describe(path: string): string {
	const stat = lstatSync(path);
	if (stat.isSymbolicLink()) {
		return `link to ${readlinkSync(path)}`;
	}

	if (stat.isDirectory()) {
		return 'folder';
	}

	const executable = (stat.mode & 0o100) === 0 ? '' : ' executable';
	return stat.isFile() ? `file ${stat.size} ${digestOf(path)}${executable}` : 'other';
}

/**
What stands in a folder, read from the disk itself and not from what the engine believes: paths in order, each with its kind,
content digest, executable bit or link text. The reserved folder is left out. Two folders are equal when their listings are.
*/
export function listTree(root: string): ReadonlyMap<string, string> {
	const paths = readdirSync(root, {recursive: true, encoding: 'utf8'})
		.filter(path => path !== reservedName && !path.startsWith(`${reservedName}/`))
		.toSorted();
	return new Map(paths.map(path => [path, describe(join(root, path))]));
}

/** The paths in which two listings differ. */
export function differingPaths(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): readonly string[] {
	return [...new Set([...one.keys(), ...other.keys()])].filter(path => one.get(path) !== other.get(path));
}
