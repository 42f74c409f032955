/*
A file of 20 GiB that is nearly all hole, with edits on both sides of 2^32: `npm run bench:sparse -- [--gibibytes N] [--base FOLDER]`. Says what it costs (the goal is 200 MB of
memory at either end), and fails when a byte is not where it should be, or when the hole has been filled.
*/
import assert from 'node:assert/strict';
import {once} from 'node:events';
import {
	closeSync,
	existsSync,
	ftruncateSync,
	mkdirSync,
	openSync,
	readSync,
	rmSync,
	statSync,
	writeSync,
} from 'node:fs';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {
	cpuSeconds,
	megabytes,
	openBase,
	peakBytes,
	runOnce,
	start,
} from './ends.js';
import {randomBytes} from './trees.js';

const {values} = parseArgs({options: {gibibytes: {type: 'string', default: '20'}, base: {type: 'string'}}});
const size = Number(values.gibibytes) * (2 ** 30);
const memoryGoal = 200e6;
/** What may be on the disk of either side: the islands with a chunk around each. */
const diskLimit = 64 * (2 ** 20);
const base = openBase('sparse', values.base);
const [here, there] = ['here', 'there'].map(name => path.join(base, name));
const name = 'sparse.img';

/** Bytes by their place in the file. */
const islands = new Map([0, 2 ** 31, (2 ** 32) - 3000, (2 ** 32) + 500_000, size - 4096].map((offset, index) => [offset, randomBytes(index + 1, 4096)]));

function write(pieces) {
	const file = openSync(path.join(here, name), existsSync(path.join(here, name)) ? 'r+' : 'w');
	ftruncateSync(file, size);
	for (const [offset, bytes] of pieces) {
		writeSync(file, bytes, 0, bytes.length, offset);
	}

	closeSync(file);
}

function check() {
	const [ours, theirs] = [here, there].map(folder => openSync(path.join(folder, name), 'r'));
	for (const [offset] of islands) {
		const length = Math.min(400_000, size - offset);
		const [one, other] = [ours, theirs].map(file => {
			const bytes = Buffer.alloc(length);
			assert.equal(readSync(file, bytes, 0, length, offset), length);
			return bytes;
		});
		assert.ok(one.equals(other), `The bytes at ${offset} differ`);
	}

	closeSync(ours);
	closeSync(theirs);
	const {size: theirSize, blocks} = statSync(path.join(there, name));
	assert.equal(theirSize, size);
	assert.ok(blocks * 512 < diskLimit, `${megabytes(blocks * 512)} on the server's disk`);
}

mkdirSync(here);
mkdirSync(there);
const server = start(base, 'server', ['--server', there, '--listen', '127.0.0.1:0']);
const {invite} = await server.event('listening');

async function step(work, pieces) {
	write(pieces);
	const before = cpuSeconds(server.child);
	const {seconds, cpu, memory, sent, received} = await runOnce(base, here, invite);
	check();
	const serverMemory = peakBytes(server.child);
	console.log(`| ${work} | ${seconds.toFixed(1)} s | ${cpu.toFixed(1)}, ${(cpuSeconds(server.child) - before).toFixed(1)} s | ${megabytes(memory)}, ${megabytes(serverMemory)} ${Math.max(memory, serverMemory) <= memoryGoal ? '✓' : '✗'} | ${sent.toLocaleString('en')} B, ${received.toLocaleString('en')} B |`);
}

try {
	console.log(`| ${values.gibibytes} GiB, nearly all hole | time | processor: client, server | peak memory: client, server | sent, received |\n|---|---|---|---|---|`);
	await step('first sync', islands);
	await step('a byte at each of 2^32 - 1, 2^32, 2^32 + 1', [-1, 0, 1].map(offset => [(2 ** 32) + offset, Buffer.from([offset + 100])]));
} finally {
	server.child.kill('SIGTERM');
	await once(server.child, 'exit');
	rmSync(base, {recursive: true, force: true});
}
