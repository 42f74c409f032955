import test, {type ExecutionContext} from 'ava';
import fc from 'fast-check';
import {chunkCount} from '../../../source/engine/content/recipe.js';
import {VarintWriter} from '../../../source/engine/content/varint.js';
import type {Content} from '../../../source/engine/disk/replica.js';
import {FsyncError} from '../../../source/engine/fault.js';
import type {DeltaMessage, Message} from '../../../source/engine/protocol/messages.js';
import {chunkState} from '../../../source/engine/transfer/chunk-state.js';
import {propertySeed, seededBytes, spliceBytes} from '../content/seeded-bytes.js';
import {MemoryReplica} from './memory-replica.js';
import {
	joinTwoEnds,
	literalBytes,
	type Tap,
	type TwoEnds,
} from './two-ends.js';

type Version = {readonly content: Content; readonly bytes: Uint8Array};

/** Both sides have `old` at the same path; the left one has edited it. */
function edited(old: Uint8Array, next: Uint8Array, tap?: Tap): TwoEnds & {readonly base: Content; readonly next: Version} {
	const [left, right] = [new MemoryReplica(), new MemoryReplica()];
	const ends = joinTwoEnds({left, right, ...tap && {tap}});
	const base = right.write('file', old);
	left.write('file', old);
	ends.left.index.at(left.tree).file(base.node.digest);
	return {...ends, base, next: {content: left.write('file', next), bytes: next}};
}

async function push({left, base, next}: ReturnType<typeof edited>): Promise<string | undefined> {
	const {content} = next;
	const results = await left.sender.offer([{...content, base: base.node.digest}]);
	return results.get(content.node.digest);
}

/** The left end wants the other version, and has its own as the base. */
async function pull({left, base: {node}, next}: ReturnType<typeof edited>): Promise<string | undefined> {
	const settled = await left.want([{
		path: 'file', digest: node.digest, size: node.size, base: next.content.node.digest,
	}]);
	return settled.get(node.digest);
}

function isStaged(t: ExecutionContext, replica: MemoryReplica, {content, bytes}: Version): void {
	const staged = replica.stage.whole.get(content.node.digest);
	t.true(staged !== undefined && Buffer.compare(staged, bytes) === 0);
}

const transferOf = ({progress}: TwoEnds['left']) => progress.findLast(event => event.type === 'file')!.transfer;
const patchedChunks = (end: TwoEnds['left']) => transferOf(end).chunks.filter(state => state === chunkState.patched).length;
const typesIn = (end: TwoEnds['left']) => new Set(end.arrived.map(({type}) => type));
const signatureBytes = ({arrived}: TwoEnds['left']) => arrived.reduce((sum, message) => sum + ('signatures' in message ? message.signatures?.packed.length ?? 0 : 0), 0);

/** Bytes with 100 of them replaced in `count` places. */
function scattered(bytes: Uint8Array, count: number): Uint8Array {
	const next = new Uint8Array(bytes);
	for (let edit = 0; edit < count; edit++) {
		next.set(seededBytes(1000 + edit, 100), Math.floor((edit + 0.4) * (bytes.length / count)));
	}

	return next;
}

const size = 1_500_000;
const original = seededBytes(71, size);
const place = fc.nat(size - 60_000);
/** An edit, and what it may cost at most. A chunk that is new but for an eighth goes whole. */
type Edit = {readonly apply: (bytes: Uint8Array) => Uint8Array; readonly limit: number};
const editOf = (length: number, apply: Edit['apply']): Edit => ({apply, limit: (length * 8 / 7) + 8000});
/** What moves between two other edits of the same chunks can lie at neither end of what was replaced: then a chunk goes whole. */
const moveOf = (length: number, apply: Edit['apply']): Edit => ({apply, limit: (2 * length * 8 / 7) + 262_144});
const edit: fc.Arbitrary<Edit> = fc.oneof(
	fc.tuple(place, fc.integer({min: 1, max: 500})).map(([at, length]) => editOf(length, bytes => spliceBytes(bytes, at, at + length, seededBytes(at, length)))),
	fc.tuple(place, fc.integer({min: 1, max: 3000})).map(([at, length]) => editOf(length, bytes => spliceBytes(bytes, at, at, seededBytes(at, length)))),
	fc.tuple(place, fc.integer({min: 1, max: 3000})).map(([at, length]) => editOf(length, bytes => spliceBytes(bytes, at, at + length, new Uint8Array()))),
	fc.tuple(place, place, fc.integer({min: 1, max: 50_000})).map(([from, to, length]) => moveOf(length, bytes => spliceBytes(spliceBytes(bytes, from, from + length, new Uint8Array()), to, to, bytes.subarray(from, from + length)))),
);
const edits = fc.array(edit, {minLength: 1, maxLength: 6});

test('whatever is edited in a file arrives, and every byte counts as sent or reused once', async t => {
	await fc.assert(fc.asyncProperty(edits, fc.boolean(), async (list, isWant) => {
		const bytes = list.reduce((all, {apply}) => apply(all), original);
		const pair = edited(...isWant ? [bytes, original] as const : [original, bytes] as const);
		const {left, right, base, next} = pair;
		const wanted = {content: base, bytes: isWant ? bytes : original};
		const settled = isWant ? await pull(pair) : await push(pair);
		t.is(settled, isWant ? 'staged' : 'sent');
		isStaged(t, isWant ? left.replica : right.replica, isWant ? wanted : next);
		const {size: whole} = (isWant ? base : next.content).node;
		for (const end of [left, right]) {
			const {sentBytes, reusedBytes} = transferOf(end);
			t.is(sentBytes + reusedBytes, whole);
		}

		t.deepEqual(transferOf(left).sentBytes, transferOf(right).sentBytes);
		const limit = list.reduce((sum, each) => sum + each.limit, 0);
		t.true(literalBytes(isWant ? left : right) <= limit, `${literalBytes(isWant ? left : right)} bytes, at most ${limit} expected`);
	}), {seed: propertySeed, numRuns: 25});
});

test('an overwrite costs a signature and a block or two, and both chunk maps say which chunk was patched', async t => {
	const pair = edited(original, scattered(original, 1));
	t.is(await push(pair), 'sent');
	isStaged(t, pair.right.replica, pair.next);
	t.true(literalBytes(pair.right) < 2000 && signatureBytes(pair.left) < 2500, `${literalBytes(pair.right)} + ${signatureBytes(pair.left)}`);
	t.deepEqual([patchedChunks(pair.left), patchedChunks(pair.right)], [1, 1]);
	t.false(typesIn(pair.right).has('data'));
	t.like(transferOf(pair.right), {borrowedBytes: 0});
});

test('a file that was written anew is not signed but for a probe', async t => {
	const pair = edited(seededBytes(1, 6_000_000), seededBytes(2, 6_000_000));
	t.is(await push(pair), 'sent');
	isStaged(t, pair.right.replica, pair.next);
	t.true(signatureBytes(pair.left) < 8000, `${signatureBytes(pair.left)}`);
	t.false(typesIn(pair.right).has('want-signatures'));
	t.is(patchedChunks(pair.right), 0);
});

test('where deltas pay, signatures come some chunks at a time until all that is missing has come', async t => {
	const old = seededBytes(3, 8_000_000);
	const pair = edited(old, scattered(old, 250));
	t.is(await push(pair), 'sent');
	isStaged(t, pair.right.replica, pair.next);
	t.true(pair.right.arrived.filter(({type}) => type === 'want-signatures').length >= 2);
	t.true(literalBytes(pair.right) < 250 * 1400, `${literalBytes(pair.right)}`);
	t.true(patchedChunks(pair.left) > 60);
});

test('an old version that changes on the receiver\'s disk after it was signed costs the chunk, not the file', async t => {
	const next = scattered(original, 3);
	const pair = edited(original, next, message => {
		if (message.type === 'delta') {
			pair.right.replica.tamper('file', seededBytes(9, size));
		}

		return message;
	});
	t.is(await push(pair), 'sent');
	isStaged(t, pair.right.replica, pair.next);
	const answers = pair.left.arrived.flatMap(message => message.type === 'check-hash-response' ? [message.again.length] : []);
	t.is(answers.length, 2);
	t.true(answers[0]! >= 1 && answers[0]! < chunkCount(pair.next.content.node.recipe!), answers.join(', '));
	t.deepEqual([patchedChunks(pair.left), patchedChunks(pair.right)], [0, 0]);
	t.deepEqual(transferOf(pair.left).sentBytes, transferOf(pair.right).sentBytes);
});

test('an old version that is shorter than it was, or gone, is not signed', async t => {
	for (const now of [original.subarray(0, 1000), undefined]) {
		const pair = edited(original, seededBytes(72, size));
		if (now) {
			pair.right.replica.tamper('file', now);
		} else {
			pair.right.replica.files.delete('file');
		}

		t.is(await push(pair), 'sent');
		isStaged(t, pair.right.replica, pair.next);
		t.is(signatureBytes(pair.left), 0);
	}
});

test('a disk that refuses to read the old version is a trouble and nothing more', async t => {
	const pair = edited(original, scattered(original, 2));
	pair.right.replica.stage.faults.sign = () => new FsyncError('root', 'EIO');
	t.is(await push(pair), 'sent');
	isStaged(t, pair.right.replica, pair.next);
	t.is(pair.right.troubles.length, 1);
	t.is(signatureBytes(pair.left), 0);
});

test('what stands at the path is signed when the sender does not know it', async t => {
	const pair = edited(original, scattered(original, 2));
	const {content} = pair.next;
	const results = await pair.left.sender.offer([content]);
	t.is(results.get(content.node.digest), 'sent');
	isStaged(t, pair.right.replica, pair.next);
	t.true(literalBytes(pair.right) < 4000, `${literalBytes(pair.right)}`);
});

test('F16: a file that changes while its deltas are made is given up, and the connection lives', async t => {
	const old = seededBytes(3, 8_000_000);
	let deltas = 0;
	const pair = edited(old, scattered(old, 250), message => {
		if (message.type === 'delta' && ++deltas === 1) {
			pair.left.replica.tamper('file', seededBytes(1, 10));
		}

		return message;
	});
	t.is(await push(pair), 'changed');
	t.is(pair.failure(), undefined);
	const small = pair.left.replica.write('small', seededBytes(5, 100));
	const results = await pair.left.sender.offer([small]);
	t.is(results.get(small.node.digest), 'sent');
});

test('F28: after a cut at any message of deltas a second connection goes on', async t => {
	const old = seededBytes(3, 2_000_000);
	const next = scattered(old, 40);
	await fc.assert(fc.asyncProperty(fc.nat(9), async messages => {
		let count = 0;
		const pair = edited(old, next, message => {
			if (count++ >= messages) {
				throw new FsyncError('unreachable', 'cut');
			}

			return message;
		});
		await push(pair).catch(() => undefined);
		pair.close();
		const second = joinTwoEnds({left: pair.left.replica, right: pair.right.replica});
		const results = await second.left.sender.offer([{...pair.next.content, base: pair.base.node.digest}]);
		t.is(results.get(pair.next.content.node.digest), 'sent');
		isStaged(t, pair.right.replica, pair.next);
	}), {seed: propertySeed, numRuns: 10});
});

const delta = (write: (writer: VarintWriter) => unknown): Partial<DeltaMessage> => {
	const writer = new VarintWriter();
	write(writer);
	const payload = writer.done();
	return {lengths: [payload.length], payload, isCompressed: false};
};

/** The message with only its first delta, changed. */
const first = ({indexes, ...message}: DeltaMessage, changes: Partial<DeltaMessage>): DeltaMessage => ({...message, indexes: [indexes[0]!], ...changes});

const attacks: ReadonlyArray<readonly [title: string, attack: (message: DeltaMessage) => Message, name: RegExp]> = [
	['A32: a delta of a chunk of which nothing was signed', message => first(message, {...delta(writer => writer.number(0)), indexes: [0]}), /not asked for|nothing was signed/v],
	['A32: a delta of a chunk beyond the last one', message => first(message, {...delta(writer => writer.number(0)), indexes: [10_000]}), /chunk 10000 of a file/v],
	['A32: two deltas of one chunk', message => ({
		...message, indexes: [message.indexes[0]!, message.indexes[0]!], ...delta(writer => writer.number(0)), lengths: [1, 0],
	}), /chunk/v],
	['A32: a delta of no bytes', message => first(message, {lengths: [0], payload: new Uint8Array(), isCompressed: false}), /a delta of 0 bytes/v],
	['A32: a delta as long as the longest chunk', message => first(message, {lengths: [262_144], payload: new Uint8Array(262_144), isCompressed: false}), /a delta of 262144 bytes/v],
	['A32: a delta that copies beyond what was signed', message => first(message, delta(writer => writer.number(1000).number(2001).signed(600_000))), /delta-range/v],
	['A32: a delta that copies from before what was signed', message => first(message, delta(writer => writer.number(1000).number(2001).signed(-1))), /delta-range/v],
	['A18: a delta that makes more than it says', message => first(message, delta(writer => writer.number(10).number(2001).signed(0))), /delta-size/v],
	['A18: a delta that says it makes 2^40 bytes', message => first(message, delta(writer => writer.number(2 ** 40))), /delta-size/v],
	['A31: signatures asked for when there are no more', ({transfer}) => ({type: 'want-signatures', transfer}), /want-signatures .* at the wrong time/v],
	['A31: signatures asked for of another transfer', () => ({type: 'want-signatures', transfer: 77}), /want-signatures for transfer 77/v],
];

for (const [title, attack, message] of attacks) {
	test(`${title}: the connection ends, nothing is staged`, async t => {
		const pair = edited(original, scattered(original, 3), told => told.type === 'delta' ? attack(told) : told);
		await t.throwsAsync(push(pair), {code: 'protocol', message});
		t.false(pair.right.replica.stage.whole.has(pair.next.content.node.digest));
	});
}

test('A29: a delta that makes other bytes of the right length is asked for again, whole', async t => {
	const pair = edited(original, scattered(original, 1), told => told.type === 'delta' ? first(told, lie(told.indexes[0]!)) : told);
	t.is(await push(pair), 'sent');
	isStaged(t, pair.right.replica, pair.next);
	t.deepEqual(pair.right.arrived.filter(({type}) => type === 'delta' || type === 'data').map(({type}) => type), ['delta', 'data']);

	function lie(index: number): Partial<DeltaMessage> {
		const view = Buffer.from(pair.next.content.node.recipe!);
		const length = view.readUInt32BE((index * 36) + 32);
		return delta(writer => writer.number(length).number((length * 2) + 1).signed(0));
	}
});
