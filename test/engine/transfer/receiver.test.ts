import test from 'ava';
import {chunkCount, chunkOffsets, packRecipe} from '../../../source/engine/content/recipe.js';
import {makeSplice} from '../../../source/engine/content/splice.js';
import {FsyncError} from '../../../source/engine/fault.js';
import type {DataMessage, Init, Message} from '../../../source/engine/protocol/messages.js';
import {createReceiver, type ContentMessage, type Receiver} from '../../../source/engine/transfer/receiver.js';
import {seededBytes} from '../content/seeded-bytes.js';
import {ManualClock} from './manual-clock.js';
import {MemoryReplica, nodeOf, packOf} from './memory-replica.js';

const bytes = seededBytes(1, 1_000_000);
const node = nodeOf(bytes);
const recipe = node.recipe!;
const baseRecipe = nodeOf(seededBytes(1, 900_000)).recipe!;
const base = 'b'.repeat(64);

const init: Init = {
	type: 'init', transfer: 1, path: 'file', digest: node.digest, size: node.size, recipe,
};
const pack = packOf([bytes.subarray(0, 100)]);
const offsets = chunkOffsets(recipe);

/** Some of the file's chunks; with `changes` a message that lies. */
function data(indexes: readonly number[], changes: Partial<DataMessage> = {}): DataMessage {
	const chunks = indexes.map(index => bytes.subarray(offsets[index], offsets[index + 1]));
	return {
		type: 'data', transfer: 1, indexes, ...packOf(chunks), ...changes,
	};
}

const allChunks = Array.from({length: chunkCount(recipe)}, (_, index) => index);

type Fixture = {readonly receiver: Receiver; readonly sent: Message[]; readonly failures: Error[]; readonly troubles: Error[]; readonly stage: MemoryReplica['stage']; send(message: ContentMessage): Promise<void>};

function receive(takes: 'answers' | 'offers' = 'offers', options: {recipeLimitBytes?: number} = {}): Fixture {
	const sent: Message[] = [];
	const failures: Error[] = [];
	const troubles: Error[] = [];
	const {stage} = new MemoryReplica();
	const receiver = createReceiver({
		stage,
		async send(message) {
			sent.push(message);
		},
		clock: new ManualClock(),
		direction: 'up',
		takes,
		...options,
		locate: () => undefined,
		recipeOf: digest => digest === base ? baseRecipe : undefined,
		nodeAt: () => undefined,
		onFailure(reason) {
			failures.push(reason);
		},
		onTrouble(trouble) {
			troubles.push(trouble);
		},
	});
	const turns = async () => {
		for (let turn = 0; turn < 5; turn++) {
			await new Promise(resolve => {
				setImmediate(resolve);
			});
		}
	};

	return {
		receiver,
		sent,
		failures,
		troubles,
		stage,
		/** Handles a message and whatever it sets off. */
		async send(message) {
			await receiver.handle(message);
			await turns();
		},
	};
}

const splice = makeSplice(baseRecipe, recipe);
const check = {type: 'check-hash', transfer: 1} as const;
const finish = (isOk: boolean) => ({type: 'finish', transfer: 1, isOk} as const);
const chunks = (...lengths: number[]) => packRecipe(lengths.map(length => ({digest: seededBytes(length, 32), length})), seededBytes(0, 16));

type Row = readonly [title: string, ...messages: ContentMessage[]];

const violations: readonly Row[] = [
	['A16: data before an init', data([0])],
	['A16: a check before an init', check],
	['A16: a finish before an init', finish(true)],
	['A16: a second init for an open transfer', init, {...init, digest: 'c'.repeat(64)}],
	['A16: the same content in two transfers at once', init, {...init, transfer: 2}],
	['A16: another transfer than the open one', init, {...check, transfer: 2}],
	['A16: a finish that says all is well before the check', init, finish(true)],
	['A16: a message after the end', init, finish(false), check],
	['A16: a second check while the first is answered by chunks to send again, over and over', init, check, check, check, check, check],
	['A16: data after the check found everything right', init, data(allChunks), check, data([0])],
	['A32: a recipe of another digest', {...init, digest: 'c'.repeat(64)}],
	['A32: a recipe that does not add up to the size', {...init, size: node.size + 1}],
	['A32: a size beyond 2^53', {...init, size: 2 ** 53}],
	['A32: a negative size', {...init, size: -1}],
	['A32: a size that is no number', {...init, size: NaN}],
	['A32: a recipe of one chunk', {...init, recipe: chunks(20_000), size: 20_000}],
	['A32: an empty chunk', {...init, recipe: chunks(20_000, 0, 20_000), size: 40_000}],
	['A32: a chunk above the maximum', {...init, recipe: chunks(262_145, 20_000), size: 282_145}],
	['A32: a cut-off recipe', {...init, recipe: recipe.subarray(1)}],
	['A32: no recipe', {...init, recipe: new Uint8Array()}],
	['A32: a splice that is no splice', {...init, base, recipe: seededBytes(9, 500)}],
	['A32: a splice that leads to another digest', {
		...init, base, digest: 'c'.repeat(64), recipe: splice,
	}],
	['A32: a splice that leads to another size', {
		...init, base, size: node.size - 1, recipe: splice,
	}],
	['A32: a base again after it was said to be unknown', {...init, base: 'd'.repeat(64), recipe: splice}, {...init, base, recipe: splice}],
	['A32: another content after the base was unknown', {...init, base: 'd'.repeat(64), recipe: splice}, {...init, digest: 'c'.repeat(64)}],
	['A32: chunk -1', init, data([0], {indexes: [-1]})],
	['A32: chunk 1.5', init, data([0], {indexes: [1.5]})],
	['A32: a chunk that is no number', init, data([0], {indexes: [NaN]})],
	['A32: a chunk beyond the last one', init, data([0], {indexes: [10_000]})],
	['A32: chunk 2^53', init, data([0], {indexes: [2 ** 53]})],
	['A32: a chunk twice in a message', init, data([0, 0])],
	['A32: a chunk twice', init, data([0]), data([0])],
	['A29: the right chunk with a wrong length', init, data([0], {lengths: [99]})],
	['A32: fewer lengths than chunks', init, data([0, 1], {lengths: [20_000]})],
	['A31: signatures asked for of a file that replaces nothing', init, {type: 'want-signatures', transfer: 1}],
	['A31: a delta where nothing was signed', init, {...data([0], {lengths: [1], payload: new Uint8Array(1), isCompressed: false}), type: 'delta'}],
	['A18: a content in a pack that is longer than a chunk', {type: 'pack', ...pack, lengths: [262_145]}],
	['A32: a content in a pack of -1 bytes', {type: 'pack', ...pack, lengths: [-1]}],
	['A32: a content in a pack of a length that is no number', {type: 'pack', ...pack, lengths: [NaN]}],
];

for (const [title, ...messages] of violations) {
	test(`${title}: the connection ends, nothing is staged`, async t => {
		const {send, failures, stage} = receive();
		const last = messages.at(-1)!;
		for (const message of messages.slice(0, -1)) {
			await send(message);
		}

		await t.throwsAsync(send(last), {instanceOf: FsyncError, code: 'protocol'});
		t.deepEqual(failures, []);
		t.true(!stage.whole.has(node.digest) || title.includes('everything right'));
	});
}

test('A34: one peer cannot open more than 256 files', async t => {
	const {receiver} = receive();
	for (let transfer = 1; transfer <= 256; transfer++) {
		await receiver.handle({
			...init, transfer, base: 'd'.repeat(64), recipe: splice,
		});
	}

	await t.throwsAsync(receiver.handle({...init, transfer: 257}), {code: 'protocol', message: /256/v});
});

test('A34: recipes of open files may take so much memory and no more, and ended files make room', async t => {
	const {send, sent} = receive('offers', {recipeLimitBytes: recipe.length + 100});
	const other = nodeOf(seededBytes(2, 800_000));
	const second: Init = {
		...init, transfer: 2, digest: other.digest, size: other.size, recipe: other.recipe!,
	};
	await send(init);
	await send(second);
	await send(finish(false));
	await send({...second, transfer: 3});
	t.like(sent, [
		{transfer: 1, answer: 'missing'},
		{transfer: 2, answer: 'refused', reason: 'too-large'},
		{transfer: 3, answer: 'missing'},
	]);
});

test('A36: a client takes nothing that it did not ask for', async t => {
	for (const message of [init, {...init, base: 'd'.repeat(64), recipe: splice}]) {
		const {send} = receive('answers');
		await t.throwsAsync(send(message), {code: 'protocol', message: /not asked for/v});
	}
});

const manyContents = (count: number) => ({type: 'pack', ...packOf(Array.from({length: count}, (_, index) => bytes.subarray(index, index + 50)))} as const);

test('A36: a client cuts off who sends one content after the other that it did not ask for', async t => {
	const {receiver, failures, send} = receive('answers');
	await send(manyContents(64));
	t.deepEqual(failures, []);
	await send({type: 'pack', ...pack});
	t.like(failures, [{code: 'protocol'}]);
	await t.throwsAsync(receiver.expect([]), {is: failures[0]!});
});

test('F52: another content than the one that was asked for is not waited for any longer', async t => {
	const {receiver, failures, troubles, send} = receive('answers');
	const expected = receiver.expect([node.digest]);
	await send({type: 'pack', ...pack});
	const settlements = await expected;
	t.is(settlements.get(node.digest), 'failed');
	t.like(troubles, [{code: 'internal'}]);
	t.deepEqual(failures, []);
});

test('a content that was asked for twice may come twice', async t => {
	const {receiver, troubles, send} = receive('answers');
	const {digest} = nodeOf(bytes.subarray(0, 100));
	const expected = Promise.all([receiver.expect([digest]), receiver.expect([digest])]);
	await send({type: 'pack', ...pack});
	const settlements = await expected;
	t.deepEqual(settlements.map(settlement => settlement.get(digest)), ['staged', 'staged']);
	await send({type: 'pack', ...pack});
	t.deepEqual(troubles, []);
	await send({type: 'pack', ...pack});
	t.is(troubles.length, 1);
});

const unknownBase: Init = {...init, base: 'd'.repeat(64), recipe: splice};

test('a sender may give up a file whose base is unknown', async t => {
	const {send, sent, receiver} = receive('answers');
	const expected = receiver.expect([node.digest]);
	await send(unknownBase);
	await send(finish(false));
	t.like(sent, [{type: 'init-response', answer: 'unknown-base'}]);
	const settlements = await expected;
	t.is(settlements.get(node.digest), 'failed');
});

test('a sender may tell a file whole whose base is unknown', async t => {
	const {send, sent} = receive();
	await send(unknownBase);
	await send(init);
	t.like(sent, [{type: 'init-response', answer: 'unknown-base'}, {type: 'init-response', answer: 'missing', ranges: [[0, chunkCount(recipe)]]}]);
});

test('a splice of a known base is understood', async t => {
	const {send, sent} = receive();
	await send({...init, base, recipe: splice});
	t.like(sent, [{type: 'init-response', transfer: 1, answer: 'missing'}]);
});

test('settled waits for what is being written and for nothing else', async t => {
	const {receiver, stage, send} = receive();
	await receiver.settled([node.digest]);
	const gate = Promise.withResolvers<void>();
	stage.faults.gate = async () => gate.promise;
	await send({type: 'pack', ...pack});
	let isSettled = false;
	const settled = (async () => {
		await receiver.settled([]);
		isSettled = true;
	})();
	await send(init);
	t.false(isSettled);
	gate.resolve();
	await settled;
	t.is(stage.whole.size, 1);
});

test('what the peer no longer has is of no interest to who did not ask', async t => {
	const {send, failures} = receive();
	await send({
		type: 'unavailable', path: 'file', digest: node.digest, reason: 'changed',
	});
	t.deepEqual(failures, []);
});

const cancelled = {type: 'cancel', transfer: 1} as const;

test('a file that is cancelled here is settled at once, keeps what has come, and what still comes of it is passed over until its end', async t => {
	const {receiver, send, sent, stage, failures} = receive('answers');
	const expected = receiver.expect([node.digest]);
	await send(init);
	await send(data([0]));
	receiver.cancel(1);
	receiver.cancel(1);
	const settlements = await expected;
	t.is(settlements.get(node.digest), 'cancelled');
	t.deepEqual(sent.filter(({type}) => type === 'cancel'), [cancelled]);
	for (const message of [data([1]), data([0]), {type: 'want-signatures', transfer: 1} as const, check, finish(true)]) {
		await send(message);
	}

	t.is(sent.at(-1)?.type, 'cancel');
	t.deepEqual([...stage.parts.get(node.digest)!.present], [0]);
	t.false(stage.begun.has(node.digest));
	t.deepEqual(failures, []);
	await t.throwsAsync(send(data([1])), {code: 'protocol'}, 'its end was its end');
});

test('a file can be asked for again before the sender has told the end of the transfer that was cancelled', async t => {
	const {receiver, send, stage} = receive('answers');
	const first = receiver.expect([node.digest]);
	await send(init);
	await send(data([0, 1]));
	receiver.cancel(1);
	await first;
	const second = receiver.expect([node.digest]);
	await send({...init, transfer: 2});
	await send(finish(false));
	await send({...data(allChunks.slice(2)), transfer: 2});
	await send({...check, transfer: 2});
	await send({...finish(true), transfer: 2});
	t.is((await second).get(node.digest), 'staged');
	t.is(Buffer.compare(stage.whole.get(node.digest)!, bytes), 0);
});

test('a file can be cancelled while the disk still looks what there is of it', async t => {
	const {receiver, send, sent, stage, failures} = receive('answers');
	const expected = receiver.expect([node.digest]);
	await receiver.handle(init);
	receiver.cancel(1);
	const settlements = await expected;
	t.is(settlements.get(node.digest), 'cancelled');
	await send(finish(false));
	t.deepEqual(sent, [cancelled]);
	t.false(stage.begun.has(node.digest));
	t.deepEqual(failures, []);
});

test('a file can be cancelled while its chunks wait to be written', async t => {
	const {receiver, send, stage, failures, sent} = receive('answers');
	const expected = receiver.expect([node.digest]);
	const gate = Promise.withResolvers<void>();
	stage.faults.gate = async () => gate.promise;
	await send(init);
	await Promise.all([0, 1, 2, 3].map(async index => receiver.handle(data([index]))));
	const waiting = receiver.handle(data([4]));
	receiver.cancel(1);
	gate.resolve();
	await waiting;
	t.is((await expected).get(node.digest), 'cancelled');
	await send(finish(false));
	t.deepEqual(failures, []);
	t.false(sent.some(({type}) => type === 'check-hash-response'));
});

test('cancelling a transfer that is not open is nothing, and its number stays taken until its end', async t => {
	const {receiver, send, sent, failures} = receive();
	receiver.cancel(1);
	await send(init);
	receiver.cancel(1);
	await t.throwsAsync(receiver.handle(init), {code: 'protocol'});
	t.is(sent.filter(({type}) => type === 'cancel').length, 1);
	t.deepEqual(failures, []);
});
