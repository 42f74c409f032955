import test from 'ava';
import {makeSignature} from '../../../source/engine/content/signature.js';
import type {Pack} from '../../../source/engine/disk/replica.js';
import {FsyncError} from '../../../source/engine/fault.js';
import {claim, release} from '../../../source/engine/memory.js';
import type {CheckHashResponse, InitResponse, Message} from '../../../source/engine/protocol/messages.js';
import {createSender} from '../../../source/engine/transfer/sender.js';
import {seededBytes} from '../content/seeded-bytes.js';
import {ManualClock} from './manual-clock.js';
import {MemoryReplica} from './memory-replica.js';

function offerOne() {
	const sent: Message[] = [];
	const replica = new MemoryReplica();
	const content = replica.write('file', seededBytes(1, 1_000_000));
	const sender = createSender({
		reader: replica,
		async send(message) {
			sent.push(message);
		},
		clock: new ManualClock(),
		direction: 'up',
	});
	const offered = sender.offer([content]);
	offered.catch(() => undefined);
	const until = async (type: Message['type']) => {
		while (sent.every(message => message.type !== type)) {
			await new Promise(resolve => {
				setImmediate(resolve);
			});
		}
	};

	return {
		sent, replica, content, sender, offered, until,
	};
}

const count = offerOne().replica.chunkDigests(offerOne().content.node).length;
const missing = (...ranges: Array<readonly [number, number]>): InitResponse => ({
	type: 'init-response', transfer: 1, answer: 'missing', ranges,
});
const again = (...indexes: number[]): CheckHashResponse => ({type: 'check-hash-response', transfer: 1, again: indexes});

test('a transfer that is cancelled ends at the next piece, as one that was not done, and tells the other side', async t => {
	const {sender, until, offered, sent, content} = offerOne();
	await until('init');
	sender.cancel(99);
	sender.cancel(1);
	sender.handle(missing([0, count]));
	const results = await offered;
	t.is(results.get(content.node.digest), 'cancelled');
	t.false(sent.some(({type}) => type === 'data' || type === 'check-hash'));
	t.like(sent.at(-1), {type: 'finish', transfer: 1, isOk: false});
	t.is(sender.queued(), 0);
});

test('an answer to a transfer that is not open is a violation', async t => {
	const {sender, until} = offerOne();
	await until('init');
	t.throws(() => {
		sender.handle({...missing(), transfer: 2});
	}, {instanceOf: FsyncError, code: 'protocol'});
	t.throws(() => {
		sender.handle(again());
	}, {code: 'protocol'});
});

const impossibleRanges: ReadonlyArray<readonly [string, InitResponse]> = [
	['beyond the last chunk', missing([0, count + 1])],
	['from behind the last chunk', missing([count, 1])],
	['of no chunks', missing([0, 0])],
	['before the first chunk', missing([-1, 1])],
	['that overlap', missing([0, 2], [1, 2])],
	['out of order', missing([3, 1], [0, 1])],
	['of 2^53 chunks', missing([0, 2 ** 53])],
	['that are no numbers', missing([NaN, NaN])],
	['in halves', missing([0.5, 1])],
	['of a base that was not named', {type: 'init-response', transfer: 1, answer: 'unknown-base'}],
];

for (const [title, response] of impossibleRanges) {
	test(`A32: a receiver that asks for ranges ${title} is refused`, async t => {
		const {sender, offered, until, replica} = offerOne();
		await until('init');
		sender.handle(response);
		await t.throwsAsync(offered, {instanceOf: FsyncError, code: 'protocol'});
		t.is(replica.reads.chunks, 0);
	});
}

const signature = makeSignature(seededBytes(5, 3000));
const signed = (indexes: readonly number[], packed: Uint8Array = Buffer.concat(indexes.map(() => signature)), hasMore = false): InitResponse => ({
	type: 'init-response', transfer: 1, answer: 'missing', ranges: [[1, 2], [5, 1]], signatures: {indexes, packed, hasMore},
});
const headOf = (size: number, blockBytes: number, rest = 0): Uint8Array => {
	const packed = Buffer.alloc(6 + rest);
	packed.writeUInt32BE(size, 0);
	packed.writeUInt16BE(blockBytes, 4);
	return packed;
};

const impossibleSignatures: ReadonlyArray<readonly [string, InitResponse]> = [
	['of a chunk that is not missing', signed([0])],
	['of a chunk beyond the last one', signed([count])],
	['out of order', signed([2, 1])],
	['twice of one chunk', signed([1, 1])],
	['of fewer chunks than it names', signed([1, 2], signature)],
	['with bytes too many', signed([1], Buffer.concat([signature, signature]))],
	['cut off', signed([1], signature.subarray(1))],
	['of blocks of no bytes', signed([1], headOf(3000, 0, 100))],
	['of blocks of one byte', signed([1], headOf(3000, 1, 24_000))],
	['of 2^32 - 1 bytes', signed([1], headOf(0xFF_FF_FF_FF, 512, 1000))],
	['of nothing, and more of them', signed([], new Uint8Array(), true)],
];

for (const [title, response] of impossibleSignatures) {
	test(`A31: signatures ${title} are refused before anything is read`, async t => {
		const {sender, offered, until, replica} = offerOne();
		await until('init');
		sender.handle(response);
		await t.throwsAsync(offered, {instanceOf: FsyncError, code: 'protocol'});
		t.is(replica.reads.chunks, 0);
	});
}

test('A31: signatures that nobody asked for are a violation', async t => {
	const {sender, until} = offerOne();
	await until('init');
	t.throws(() => {
		sender.handle({type: 'signatures', transfer: 1, signatures: {indexes: [], packed: new Uint8Array(), hasMore: false}});
	}, {code: 'protocol'});
});

for (const [title, response] of [
	['beyond the last', again(count)],
	['-1', again(-1)],
	['1.5', again(1.5)],
	['twice the same', again(1, 1)],
	['out of order', again(2, 1)],
	['2^53', again(2 ** 53)],
] as const) {
	test(`A32: a receiver that asks again for chunk ${title} is refused`, async t => {
		const {sender, offered, until} = offerOne();
		await until('init');
		sender.handle(missing());
		await until('check-hash');
		sender.handle(response);
		await t.throwsAsync(offered, {code: 'protocol'});
	});
}

test('only what is missing is read and sent', async t => {
	const {sender, offered, until, sent, content, replica} = offerOne();
	await until('init');
	sender.handle(missing([1, 2], [5, 1]));
	await until('check-hash');
	sender.handle(again());
	const results = await offered;
	t.is(results.get(content.node.digest), 'sent');
	t.is(replica.reads.chunks, 3);
	t.deepEqual(sent.flatMap(message => message.type === 'data' ? message.indexes : []), [1, 2, 5]);
	t.deepEqual(sent.map(({type}) => type), ['init', 'data', 'check-hash', 'finish']);
});

test('a receiver\'s refusal is the result', async t => {
	for (const reason of ['no-space', 'too-large', 'io'] as const) {
		const {sender, offered, until, sent, content} = offerOne();
		await until('init');
		sender.handle({
			type: 'init-response', transfer: 1, answer: 'refused', reason,
		});
		const results = await offered;
		t.is(results.get(content.node.digest), `refused:${reason}`);
		t.is(sent.length, 1);
	}
});

test('a message that cannot be sent fails the offer, and nothing stays under way', async t => {
	const gone = new FsyncError('unreachable', 'gone');
	const replica = new MemoryReplica();
	const contents = [replica.write('small', seededBytes(1, 10)), replica.write('large', seededBytes(2, 900_000))];
	const sender = createSender({
		reader: replica,
		async send() {
			throw gone;
		},
		clock: new ManualClock(),
		direction: 'up',
	});
	await t.throwsAsync(sender.offer(contents), {is: gone});
	t.is(sender.queued(), 0);
});

test('a limit paces the messages', async t => {
	const sent: Message[] = [];
	const replica = new MemoryReplica();
	const taken: number[] = [];
	const sender = createSender({
		reader: replica,
		async send(message) {
			sent.push(message);
		},
		clock: new ManualClock(),
		direction: 'up',
		limiter: {
			pieceBytes: 65_536,
			async take(bytes) {
				taken.push(bytes);
			},
		},
	});
	await sender.offer(Array.from({length: 20}, (_, index) => replica.write(`file-${index}`, seededBytes(index, 10_000))));
	t.is(sent.length, 4);
	t.deepEqual(taken, sent.map(message => message.type === 'pack' ? message.payload.length : 0));
});

test('a receiver that cancels gets the end of the transfer at once, and is not asked for an answer any more', async t => {
	const moments: ReadonlyArray<readonly [title: string, reach: (one: ReturnType<typeof offerOne>) => Promise<void>]> = [
		['while the init is answered', async ({until}) => until('init')],
		['while chunks are sent', async ({until, sender}) => {
			await until('init');
			sender.handle(missing([0, count]));
		}],
		['while the whole file is checked', async ({until, sender}) => {
			await until('init');
			sender.handle(missing());
			await until('check-hash');
		}],
	];
	for (const [title, reach] of moments) {
		const one = offerOne();
		await reach(one);
		one.sender.handle({type: 'cancel', transfer: 1});
		one.sender.handle({type: 'cancel', transfer: 1});
		t.is(one.sender.queued(), 0, title);
		const results = await one.offered;
		t.is(results.get(one.content.node.digest), 'cancelled', title);
		t.like(one.sent.at(-1), {type: 'finish', transfer: 1, isOk: false}, title);
		t.is(one.sent.filter(({type}) => type === 'finish').length, 1, title);
		t.throws(() => {
			one.sender.handle(again());
		}, {code: 'protocol'}, title);
	}
});

test('a cancel that crosses the end of its transfer means nothing, one of a transfer that never was is a violation', async t => {
	const {sender, offered, until} = offerOne();
	await until('init');
	sender.handle(missing());
	await until('check-hash');
	sender.handle(again());
	await offered;
	sender.handle({type: 'cancel', transfer: 1});
	for (const transfer of [0, 2, 2 ** 40]) {
		t.throws(() => {
			sender.handle({type: 'cancel', transfer});
		}, {code: 'protocol'});
	}
});

test('a content that is offered again after its receiver has cancelled it travels anew, even before the end of the first transfer', async t => {
	const {sender, offered, until, sent, content} = offerOne();
	await until('init');
	sender.handle({type: 'cancel', transfer: 1});
	const second = sender.offer([content]);
	t.is(sender.queued(), 1);
	t.is((await offered).get(content.node.digest), 'cancelled');
	t.is(sender.queued(), 1);
	while (sent.every(message => message.type !== 'init' || message.transfer !== 2)) {
		await new Promise(resolve => {
			setImmediate(resolve);
		});
	}

	sender.handle({...missing(), transfer: 2});
	await until('check-hash');
	sender.handle({...again(), transfer: 2});
	t.is((await second).get(content.node.digest), 'sent');
	t.is(sender.queued(), 0);
});

test('what was packed is counted although its memory is given back as soon as the connection has taken it', async t => {
	const replica = new MemoryReplica();
	const contents = [replica.write('small', seededBytes(2, 10_000)), replica.write('large', seededBytes(3, 700_000))];
	let packedBytes = 0;
	const own = (pack: Pack): Pack => ({...pack, payload: claim(new Uint8Array(pack.payload))});
	const sender = createSender({
		reader: {
			async readPack(some) {
				const read = await replica.readPack(some);
				return {...read, pack: own(read.pack)};
			},
			async readChunks(content, indexes) {
				const read = await replica.readChunks(content, indexes);
				return read && own(read);
			},
			readDeltas: async (content, requests) => replica.readDeltas(content, requests),
		},
		async send(message) {
			if (message.type === 'pack' || message.type === 'data') {
				release(message.payload);
			} else if (message.type === 'init') {
				sender.handle({...missing([0, replica.chunkDigests(contents[1]!.node).length]), transfer: message.transfer});
			} else if (message.type === 'check-hash') {
				sender.handle({...again(), transfer: message.transfer});
			}
		},
		clock: new ManualClock(),
		direction: 'up',
		onProgress(event) {
			packedBytes += event.type === 'pack' ? event.packedBytes : 0;
			packedBytes += event.type === 'file' && event.isOver ? event.transfer.packedBytes : 0;
		},
	});
	await sender.offer(contents);
	t.true(packedBytes >= 710_000, `${packedBytes}`);
});
