import {
	cpSync,
	readFileSync,
	renameSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {noise} from '../../source/cli/demo-folders.js';
import {
	put,
	sameTrees,
	World,
	type Line,
} from './command.js';

type Row = {readonly side: 'here' | 'there'; readonly size: number; readonly overwrites: number; readonly limits: {readonly wire: number; readonly literal: number}};

/** Which way edits go, and what scattered overwrites of 100 bytes may cost: a signature and a block or two for each chunk that they touch. */
const rows: readonly Row[] = [
	{
		side: 'here', size: 64 * 1024 * 1024, overwrites: 200, limits: {wire: 400_000, literal: 250_000},
	},
	{
		side: 'there', size: 8 * 1024 * 1024, overwrites: 20, limits: {wire: 50_000, literal: 25_000},
	},
];

/** Edits places that lie an odd distance apart, so that they fall anywhere in the chunks. */
function overwrite(path: string, count: number, seed: number): void {
	const bytes = readFileSync(path);
	const fresh = noise(count * 100, seed);
	for (let edit = 0; edit < count; edit++) {
		bytes.set(fresh.subarray(edit * 100, (edit + 1) * 100), Math.floor((edit + 0.37) * (bytes.length / count)));
	}

	writeFileSync(path, bytes);
}

const prepend = (path: string, text: string) => {
	writeFileSync(path, Buffer.concat([Buffer.from(text), readFileSync(path)]));
};

type Costs = {readonly wire: number; readonly literal: number; readonly reused: number};

/** The bytes on the wire both ways, TLS and greeting included. */
const costsOf = (summary: Line): Costs => ({
	wire: (summary.wireSentBytes as number) + (summary.wireReceivedBytes as number), literal: summary.literalBytes as number, reused: summary.reusedBytes as number,
});

for (const {
	side, size, overwrites, limits,
} of rows) {
	test(`edits of a large file made ${side} cost what they changed, and what is anywhere costs nothing`, async t => {
		const world = await World.open(t);
		const both = {here: world.folder('here', {large: noise(size, 1), 'tree/a': noise(300_000, 2), 'tree/b/c': noise(500, 3)}), there: world.folder('there')};
		const server = await world.serve(both.there);
		const first = await world.once('client', both.here, server.invite);
		t.is(first.code, 0, first.stderr);
		const at = both[side];
		const large = join(at, 'large');
		const sync = async (): Promise<Costs & {readonly lines: readonly Line[]}> => {
			const {code, summary, stderr, lines} = await world.once('client', both.here, `127.0.0.1:${server.port}`);
			t.is(code, 0, stderr);
			return {...costsOf(summary!), lines};
		};

		const cost = async (what: string, edit: () => void, most: {readonly wire: number; readonly literal: number}) => {
			edit();
			const costs = await sync();
			t.log(`${what}: ${costs.wire} bytes on the wire, ${costs.literal} of them new`);
			t.true(costs.wire <= most.wire && costs.literal <= most.literal, `${what}: ${JSON.stringify({...costs, lines: 0})}`);
			return costs;
		};

		const scattered = await cost(`${overwrites} overwrites of 100 bytes in ${size}`, () => {
			overwrite(large, overwrites, 4);
		}, limits);
		t.is(scattered.literal + scattered.reused, size);
		const told = scattered.lines.findLast(line => line.type === 'transfer' && line.path === 'large');
		t.like(told, {size, sentBytes: scattered.literal, reusedBytes: scattered.reused});
		await cost('a byte in front', () => {
			prepend(large, '!');
		}, {wire: 8000, literal: 3000});
		await cost('300,000 bytes appended', () => {
			writeFileSync(large, noise(300_000, 5), {flag: 'a'});
		}, {wire: 310_000 + 8000, literal: 302_000});
		await cost('a rename', () => {
			renameSync(large, `${large} renamed`);
		}, {wire: 6000, literal: 0});
		await cost('a copy of the file and of a folder', () => {
			cpSync(`${large} renamed`, large);
			cpSync(join(at, 'tree'), join(at, 'copy'), {recursive: true});
			put(join(at, 'copy', 'small copy'), noise(500, 3));
		}, {wire: 8000, literal: 0});
		sameTrees(t, both.here, both.there);
	});
}
