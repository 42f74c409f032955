/*
What the parts do by themselves, beside the figures that the design counts with: `npm run bench:parts`. Each is done again until half a second of processor time is
over, three times; the best counts, for others can only take away. A second is one of processor time. Bytes are random, so that nothing repeats.
*/
import {once} from 'node:events';
import {mkdirSync, rmSync} from 'node:fs';
import {connect as connectTcp, createServer} from 'node:net';
import path from 'node:path';
import process from 'node:process';
import tls from 'node:tls';
import {zstdCompressSync, zstdDecompressSync, constants} from 'node:zlib';
import {chunkerFor} from '../build/source/engine/content/chunker.js';
import {makeDelta} from '../build/source/engine/content/delta.js';
import {Checksum, sha256} from '../build/source/engine/content/digest.js';
import {patch} from '../build/source/engine/content/patch.js';
import {Guide} from '../build/source/engine/content/guide.js';
import {digestBytes, RecipeBuilder} from '../build/source/engine/content/recipe-builder.js';
import {makeSignature, readSignature} from '../build/source/engine/content/signature.js';
import {emptyTree} from '../build/source/engine/core/tree.js';
import {inlineScanDisk} from '../build/source/engine/disk/inline-disk.js';
import {openFileSystem} from '../build/source/engine/disk/node-file-system.js';
import {scan} from '../build/source/engine/disk/scan.js';
import {walk} from '../build/source/engine/disk/walk.js';
import {encodeBytes, MessageDecoder} from '../build/source/engine/protocol/codec.js';
import {FrameDecoder} from '../build/source/engine/protocol/framing.js';
import {loadOrCreateIdentity} from '../build/source/engine/protocol/identity.js';
import {tlsOptions} from '../build/source/engine/protocol/tls-connection.js';
import {systemClock} from '../build/source/engine/system-clock.js';
import {openBase} from './ends.js';
import {makeSmallFiles, randomBytes, randomSource, textBytes} from './trees.js';

const block = randomBytes(1, 8 * 1024 * 1024);
const chunk = block.subarray(0, 64 * 1024);
const text = textBytes(randomSource(3), 1024 * 1024);
const base = openBase('parts');

/** The best of three: how much of `unit` a second, when one call does `amount` of it. */
async function measure(amount, work) {
	let best = 0;
	for (let round = 0; round < 3; round++) {
		const started = process.cpuUsage();
		let calls = 0;
		let seconds = 0;
		while (seconds < 0.5) {
			await work();
			calls++;
			const {user, system} = process.cpuUsage(started);
			seconds = (user + system) / 1e6;
		}

		best = Math.max(best, calls * amount / seconds);
	}

	return best;
}

const bytes = amount => ({amount, show: perSecond => `${(perSecond / 1e9).toFixed(2)} GB/s`});
const entries = amount => ({amount, show: perSecond => `${Math.round(perSecond).toLocaleString('en')} entries/s`});

function cutAll() {
	const chunker = chunkerFor('fastcdc');
	for (let at = 0; at !== -1 && at < block.length;) {
		at = chunker.next(block, at, block.length);
	}
}

const builder = new RecipeBuilder();
const {recipe} = digestBytes(block);
const edited = Buffer.from(chunk);
edited.fill(0, 30_000, 30_100);
const signature = readSignature(makeSignature(chunk));
const delta = makeDelta(signature, edited);
const message = {type: 'data', transfer: 1, indexes: Array.from({length: 16}, (_, index) => index), lengths: Array.from({length: 16}, () => chunk.length), payload: block.subarray(0, 1024 * 1024), isCompressed: false};
const frames = Buffer.concat(encodeBytes(message));

function frameAll() {
	const decoder = new FrameDecoder();
	const messages = new MessageDecoder();
	for (let at = 0; at < frames.length; at += 16 * 1024) {
		for (const frame of decoder.push(frames.subarray(at, at + (16 * 1024)))) {
			messages.decode(frame);
		}
	}
}

const compressed = zstdCompressSync(text, {params: {[constants.ZSTD_c_compressionLevel]: 1}});
const root = path.join(base, 'tree');
mkdirSync(root);
const files = 20_000;
makeSmallFiles(root, files);
const disk = openFileSystem(root);
const late = {...systemClock, wallMilliseconds: () => Date.now() + 3_600_000};
const first = await scan(inlineScanDisk(disk), {previous: emptyTree, rules: {ignores: () => false}}, late);

function walkAll() {
	let folders = [''];
	while (folders.length > 0) {
		const found = [];
		walk(disk, folders.map(folder => ({folder})), [], batch => {
			const names = batch.names.split('/');
			let place = 0;
			for (const {look, count} of batch.parts) {
				for (const end = place + count; place < end; place++) {
					if (batch.numbers[place * 6] === 2) {
						found.push(folders[look] === '' ? names[place] : `${folders[look]}/${names[place]}`);
					}
				}
			}
		});
		folders = found;
	}
}

/** A pair of TLS sockets in this process, with the options that the program uses: both ends on one core. */
async function openTls() {
	const [server, client] = await Promise.all(['server', 'client'].map(async name => loadOrCreateIdentity(path.join(base, name))));
	const {promise, resolve} = Promise.withResolvers();
	const listener = createServer(raw => {
		resolve(new tls.TLSSocket(raw, {...tlsOptions(server), isServer: true, requestCert: true}));
	});
	listener.listen(0, '127.0.0.1');
	await once(listener, 'listening');
	const raw = connectTcp(listener.address().port, '127.0.0.1');
	await once(raw, 'connect');
	const out = tls.connect({...tlsOptions(client), socket: raw, checkServerIdentity: () => undefined});
	await once(out, 'secureConnect');
	const into = await promise;
	let awaited = 0;
	let arrived;
	into.on('data', ({length}) => {
		awaited -= length;
		if (awaited <= 0) {
			arrived();
		}
	});
	return {
		async send(piece, times) {
			awaited += piece.length * times;
			const all = Promise.withResolvers();
			arrived = all.resolve;
			for (let time = 0; time < times; time++) {
				if (!out.write(piece)) {
					await once(out, 'drain');
				}
			}

			return all.promise;
		},
		close() {
			out.destroy();
			into.destroy();
			listener.close();
		},
	};
}

const channel = await openTls();
const parts = [
	{name: 'cutting (FastCDC)', planned: '2.1 GB/s', ...bytes(block.length), work: cutAll},
	{name: 'SHA-256 of 64 KiB', planned: '1.8 GB/s', ...bytes(chunk.length * 100), work: () => {
		for (let index = 0; index < 100; index++) {
			sha256(chunk);
		}
	}},
	{name: 'XXH3-128', planned: '', ...bytes(block.length), work: () => new Checksum().update(block).digest()},
	{name: 'naming a large file (all three)', planned: '', ...bytes(block.length), work: () => builder.update(block).finish()},
	{name: 'naming it along its former version', planned: '', ...bytes(block.length), work: () => builder.follow(new Guide(recipe)).update(block).finish()},
	{name: 'walk (readdir and lstat)', planned: '450,000 entries/s', ...entries(files), work: walkAll},
	{name: 'scan of a known tree, one thread', planned: '', ...entries(files), work: async () => scan(inlineScanDisk(disk), {previous: first.tree, rules: {ignores: () => false}}, late)},
	{name: 'scan of a new tree, one thread', planned: '', ...entries(files), work: async () => scan(inlineScanDisk(disk), {previous: emptyTree, rules: {ignores: () => false}}, late)},
	{name: 'zstd, level 1, of text', planned: '1 GB/s', ...bytes(text.length), work: () => zstdCompressSync(text, {chunkSize: text.length, params: {[constants.ZSTD_c_compressionLevel]: 1}})},
	{name: 'zstd back', planned: '', ...bytes(text.length), work: () => zstdDecompressSync(compressed, {chunkSize: text.length})},
	{name: 'signature of a chunk', planned: '', ...bytes(chunk.length), work: () => makeSignature(chunk)},
	{name: 'delta of a chunk with an edit', planned: '', ...bytes(chunk.length), work: () => makeDelta(signature, edited)},
	{name: 'patch', planned: '', ...bytes(chunk.length), work: () => patch(chunk, delta)},
	{name: 'a message of 1 MiB to frames', planned: '', ...bytes(message.payload.length * 100), work: () => {
		for (let index = 0; index < 100; index++) {
			encodeBytes(message);
		}
	}},
	{name: 'frames back, from pieces of 16 KiB', planned: '', ...bytes(message.payload.length), work: frameAll},
	{name: 'TLS 1.3, both ends on one thread', planned: '2.7 GB/s', ...bytes(message.payload.length * 64), work: async () => channel.send(message.payload, 64)},
];

console.log('| part | design | here |\n|---|---|---|');
for (const {name, planned, amount, show, work} of parts) {
	console.log(`| ${name} | ${planned} | ${show(await measure(amount, work))} |`);
}

channel.close();
rmSync(base, {recursive: true, force: true});
process.exit(0);
