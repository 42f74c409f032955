import test, {type ExecutionContext} from 'ava';
import fc from 'fast-check';
import {emptyDigest} from '../../../source/engine/content/digest.js';
import type {Content} from '../../../source/engine/disk/replica.js';
import {FsyncError} from '../../../source/engine/fault.js';
import type {Message} from '../../../source/engine/protocol/messages.js';
import {DigestLocks} from '../../../source/engine/transfer/digest-locks.js';
import {propertySeed, seededBytes, spliceBytes} from '../content/seeded-bytes.js';
import {MemoryReplica, nodeOf} from './memory-replica.js';
import {joinTwoEnds, literalBytes, type Tap} from './two-ends.js';

const join = (tap?: Tap) => joinTwoEnds({left: new MemoryReplica(), right: new MemoryReplica(), ...(tap && {tap})});

function assertStaged(t: ExecutionContext, replica: MemoryReplica, contents: readonly Content[], bytes: (path: string) => Uint8Array): void {
	for (const {path, node} of contents) {
		t.true(replica.stage.whole.has(node.digest), path);
		t.is(Buffer.compare(replica.stage.whole.get(node.digest)!, bytes(path)), 0, path);
	}
}

/** Sizes around everything that matters: nothing, one chunk, the minimum, the maximum, several messages. */
const anySize = fc.oneof(fc.constantFrom(0, 1, 16_384, 16_385, 65_536, 262_144, 262_145), fc.nat(3000), fc.nat(200_000), fc.integer({min: 1_000_000, max: 2_500_000}));
const files = fc.array(fc.record({seed: fc.nat(1000), size: anySize}), {minLength: 1, maxLength: 12});

test('whatever is offered arrives, verified', async t => {
	await fc.assert(fc.asyncProperty(files, async list => {
		const {left, right} = join();
		const contents = list.map(({seed, size}, index) => left.replica.write(`file-${index}`, seededBytes(seed, size)));
		const results = await left.sender.offer(contents);
		await right.receiver.settled(contents.map(({node}) => node.digest));
		t.true(contents.every(({node}) => results.get(node.digest) === 'sent'));
		assertStaged(t, right.replica, contents, path => left.replica.files.get(path)!);
		t.is(left.sender.queued(), 0);
		t.is(right.replica.stage.begun.size, 0);
	}), {seed: propertySeed, numRuns: 25});
});

test('whatever is wanted comes, and what is not there is unavailable', async t => {
	await fc.assert(fc.asyncProperty(files, async list => {
		const {left, right} = join();
		const contents = list.map(({seed, size}, index) => right.replica.write(`file-${index}`, seededBytes(seed, Math.max(1, size))));
		const gone = nodeOf(seededBytes(5000, 300));
		const items = [...contents.map(({path, node}) => ({path, digest: node.digest, size: node.size})), {path: 'gone', digest: gone.digest, size: 300}];
		const settled = await left.want(items);
		t.true(contents.every(({node}) => settled.get(node.digest) === 'staged'));
		t.is(settled.get(gone.digest), 'unavailable');
		assertStaged(t, left.replica, contents, path => right.replica.files.get(path)!);
	}), {seed: propertySeed, numRuns: 15});
});

test('what was asked for and is interrupted before it begins does not come, and does when it is asked for again', async t => {
	let interrupt: (() => void) | undefined;
	const {left, right} = join((message, from) => {
		if (from === 'right' && message.type === 'init') {
			interrupt?.();
			interrupt = undefined;
		}

		return message;
	});
	interrupt = () => {
		left.receiver.interrupt();
	};

	const {path, node} = right.replica.write('large', seededBytes(3, 3_000_000));
	const item = {path, digest: node.digest, size: node.size};
	t.is((await left.want([item])).get(node.digest), 'interrupted');
	t.is((await left.want([item])).get(node.digest), 'interrupted', 'the end of the first has not been told yet');
	t.is((await left.want([item])).get(node.digest), 'staged');
	t.is(left.arrived.filter(({type}) => type === 'init').length, 2);
	t.is(literalBytes(left), node.size, 'none of it came twice');
});

test('what is offered and interrupted ends at its next piece or is not begun, and what is offered from then on is sent', async t => {
	let interrupt: (() => void) | undefined;
	const {left, right} = join((message, from) => {
		if (from === 'left' && message.type === 'data') {
			interrupt?.();
			interrupt = undefined;
		}

		return message;
	});
	interrupt = () => {
		left.sender.interrupt();
	};

	const contents = Array.from({length: 70}, (_, index) => left.replica.write(`file-${index}`, seededBytes(index, 3_000_000)));
	const first = await left.sender.offer(contents);
	t.true([...first.values()].includes('interrupted'));
	t.is(first.get(contents.at(-1)!.node.digest), 'interrupted', 'it had no turn yet');
	const again = await left.sender.offer(contents);
	t.true(contents.every(({node}) => again.get(node.digest) === 'sent'));
	assertStaged(t, right.replica, contents, path => left.replica.files.get(path)!);
});

test('small contents travel many in a message, and equal ones once', async t => {
	const {left, right} = join();
	const contents = Array.from({length: 3000}, (_, index) => left.replica.write(`file-${index}`, seededBytes(index % 1500, 200)));
	const results = await left.sender.offer(contents);
	t.is(results.size, 1500);
	t.is(left.replica.reads.contents, 1500);
	t.deepEqual(right.arrived.map(({type}) => type), ['pack', 'pack']);
	const packs = left.progress.filter(event => event.type === 'pack');
	t.is(packs.length, 2);
	t.like(packs[0]!.contents[0], {path: 'file-0', digest: contents[0]!.node.digest, size: 200});
});

test('a content that two calls offer at once is sent once, and both hear how it ended', async t => {
	const {left} = join();
	const shared = left.replica.write('shared', seededBytes(1, 400_000));
	const small = left.replica.write('small', seededBytes(2, 100));
	const [first, second] = await Promise.all([left.sender.offer([shared, small]), left.sender.offer([small, shared])]);
	t.deepEqual([first.get(shared.node.digest), second.get(shared.node.digest)], ['sent', 'sent']);
	t.deepEqual([first.get(small.node.digest), second.get(small.node.digest)], ['sent', 'sent']);
	t.is(left.replica.reads.contents, 1);
	t.is(left.replica.reads.chunks, left.replica.chunkDigests(shared.node).length);
});

test('I12: an edit of a file that the receiver has costs the edit, not the file', async t => {
	await fc.assert(fc.asyncProperty(fc.nat(2_000_000), fc.nat(2000), fc.nat(3000), async (at, removed, added) => {
		const {left, right} = join();
		const old = seededBytes(77, 2_000_000);
		const base = right.replica.write('file', old);
		left.replica.write('file', old);
		left.index.at(left.replica.tree).file(base.node.digest);
		const next = left.replica.write('file', spliceBytes(old, at, Math.min(old.length, at + removed), seededBytes(at, added)));
		const results = await left.sender.offer([{...next, base: base.node.digest}]);
		t.is(results.get(next.node.digest), 'sent');
		assertStaged(t, right.replica, [next], path => left.replica.files.get(path)!);
		t.true(literalBytes(right) <= added + (5 * 262_144), `${literalBytes(right)} bytes`);
		const init = right.arrived.find(message => message.type === 'init');
		t.true(init === undefined || init.recipe.length < 400, `${init?.recipe.length} bytes of recipe`);
	}), {seed: propertySeed, numRuns: 15});
});

test('chunks that lie anywhere in the receiver\'s share are not sent', async t => {
	const {left, right} = join();
	const parts = [seededBytes(1, 900_000), seededBytes(2, 700_000), seededBytes(3, 200_000)];
	right.replica.write('a', parts[0]!);
	right.replica.write('b', parts[1]!);
	const joined = left.replica.write('joined', new Uint8Array(Buffer.concat([parts[1]!, parts[2]!, parts[0]!])));
	await left.sender.offer([joined]);
	assertStaged(t, right.replica, [joined], path => left.replica.files.get(path)!);
	t.true(literalBytes(right) < 200_000 + (4 * 262_144));
	const ended = right.progress.find(event => event.type === 'file' && event.isOver);
	t.like(ended, {isOk: true, transfer: {direction: 'up', sentBytes: literalBytes(right), reusedBytes: joined.node.size - literalBytes(right)}});
});

test('both ends tell what is reused of the file itself from what comes from other files, and what was packed', async t => {
	const {left, right} = join();
	const [own, foreign] = [seededBytes(1, 900_000), seededBytes(2, 900_000)];
	const base = right.replica.write('file', own);
	left.replica.write('file', own);
	left.index.at(left.replica.tree).file(base.node.digest);
	right.replica.write('other', foreign);
	const zeros = new Uint8Array(400_000);
	const next = left.replica.write('file', new Uint8Array(Buffer.concat([own, zeros, foreign])));
	await left.sender.offer([{...next, base: base.node.digest}]);
	const ends = [left, right].map(({progress}) => progress.findLast(event => event.type === 'file')!.transfer);
	for (const {reusedBytes, sentBytes, packedBytes} of ends) {
		t.is(reusedBytes + sentBytes, next.node.size);
		t.true(packedBytes < sentBytes, `${packedBytes} of ${sentBytes}`);
	}

	// Only the receiver knows where its chunks lie: this sender was not told.
	t.is(ends[0]!.borrowedBytes, 0);
	t.true(ends[1]!.borrowedBytes > 500_000 && ends[1]!.borrowedBytes <= 900_000, `${ends[1]!.borrowedBytes}`);
	t.true(ends[1]!.reusedBytes - ends[1]!.borrowedBytes > 500_000);
	t.deepEqual(ends[0]!.packedBytes, ends[1]!.packedBytes);
});

test('a receiver that does not have the base is told the whole recipe', async t => {
	const {left, right} = join();
	const old = left.replica.write('file', seededBytes(1, 1_000_000));
	left.index.at(left.replica.tree).file(old.node.digest);
	const next = left.replica.write('file', spliceBytes(seededBytes(1, 1_000_000), 500_000, 500_000, Uint8Array.of(1)));
	const results = await left.sender.offer([{...next, base: old.node.digest}]);
	t.is(results.get(next.node.digest), 'sent');
	t.deepEqual(right.arrived.filter(({type}) => type === 'init').map(message => 'base' in message), [true, false]);
});

test('F28: after a cut at any message a second connection goes on where the first one was', async t => {
	const bytes = [seededBytes(1, 3_000_000), seededBytes(2, 1_500_000), seededBytes(3, 5000)];
	await fc.assert(fc.asyncProperty(fc.nat(20), fc.boolean(), async (messages, isWant) => {
		const [left, right] = [new MemoryReplica(), new MemoryReplica()];
		const [giver, taker] = isWant ? [right, left] : [left, right];
		const contents = bytes.map((content, index) => giver.write(`file-${index}`, content));
		const items = contents.map(({path, node}) => ({path, digest: node.digest, size: node.size}));
		let count = 0;
		const first = joinTwoEnds({
			left,
			right,
			tap(message) {
				if (count++ >= messages) {
					throw new FsyncError('unreachable', 'cut');
				}

				return message;
			},
		});
		const run = async ({left: client}: typeof first) => isWant ? client.want(items) : client.sender.offer(contents);
		let isCut = false;
		try {
			await run(first);
		} catch (error) {
			isCut = (error as FsyncError).message === 'cut';
		}

		t.is(isCut, first.failure() !== undefined);
		const arrived = literalBytes(isWant ? first.left : first.right);
		first.close();
		const second = joinTwoEnds({left, right});
		await run(second);
		await second.right.receiver.settled(items.map(({digest}) => digest));
		assertStaged(t, taker, contents, path => giver.files.get(path)!);
		const sentAgain = literalBytes(isWant ? second.left : second.right);
		const total = bytes.reduce((sum, {length}) => sum + length, 0);
		t.true(arrived + sentAgain <= total + 5000 + (isCut ? 1024 * 1024 : 0), `${arrived} and ${sentAgain} of ${total}`);
	}), {seed: propertySeed, numRuns: 30});
});

/** Flips a byte of every data message that `isBad` picks. */
const corrupting = (isBad: (index: number) => boolean): Tap => {
	let count = 0;
	return message => {
		if (message.type !== 'data' || !isBad(count++)) {
			return message;
		}

		const payload = new Uint8Array(message.payload);
		payload[payload.length >> 1]! ^= 1;
		return {...message, payload};
	};
};

test('A29: a chunk that arrives wrong is asked for again', async t => {
	const {left, right} = join(corrupting(count => count === 1));
	const content = left.replica.write('file', seededBytes(1, 3_000_000));
	const results = await left.sender.offer([content]);
	t.is(results.get(content.node.digest), 'sent');
	assertStaged(t, right.replica, [content], path => left.replica.files.get(path)!);
	const answers = left.arrived.filter(message => message.type === 'check-hash-response').map(({again}) => again.length);
	t.deepEqual(answers, [1, 0]);
});

test('A29: what arrives wrong again and again is given up and not staged', async t => {
	const {left, right, failure} = join(corrupting(() => true));
	const content = left.replica.write('file', seededBytes(1, 600_000));
	const other = left.replica.write('other', seededBytes(2, 300));
	const results = await left.sender.offer([content, other]);
	await right.receiver.settled([content.node.digest]);
	t.is(results.get(content.node.digest), 'corrupt');
	t.is(results.get(other.node.digest), 'sent');
	t.false(right.replica.stage.whole.has(content.node.digest));
	t.like(right.arrived.at(-1), {type: 'finish', isOk: false});
	t.is(failure(), undefined);
	t.like(left.progress.findLast(event => event.type === 'file'), {isOver: true, isOk: false});
});

test('F54 A30: bytes reused from a file that was altered on the disk are found out and sent instead', async t => {
	const {left, right} = join();
	const old = seededBytes(5, 2_000_000);
	right.replica.write('file', old);
	right.replica.tamper('file', spliceBytes(old, 1_000_000, 1_000_001, Uint8Array.of(old[1_000_000]! ^ 1)));
	const content = left.replica.write('file', spliceBytes(old, 100, 100, Uint8Array.of(7)));
	const results = await left.sender.offer([content]);
	t.is(results.get(content.node.digest), 'sent');
	assertStaged(t, right.replica, [content], path => left.replica.files.get(path)!);
});

test('F16: a file that changes while it is read is not sent', async t => {
	const {left, right} = join();
	const large = left.replica.write('large', seededBytes(1, 900_000));
	const small = left.replica.write('small', seededBytes(2, 500));
	const stable = left.replica.write('stable', seededBytes(3, 500));
	left.replica.tamper('large', seededBytes(1, 900_001));
	left.replica.tamper('small', seededBytes(2, 501));
	const results = await left.sender.offer([large, small, stable]);
	await right.receiver.settled([]);
	t.deepEqual([large, small, stable].map(({node}) => results.get(node.digest)), ['changed', 'changed', 'sent']);
	t.deepEqual(new Set(right.replica.stage.whole.keys()), new Set([stable.node.digest]));
	t.true(right.arrived.some(message => message.type === 'unavailable' && message.digest === small.node.digest && message.reason === 'changed'));
});

test('F16: whoever asked for a file that changes hears that it cannot be had', async t => {
	const {left, right} = join();
	const large = right.replica.write('large', seededBytes(1, 900_000));
	const small = right.replica.write('small', seededBytes(2, 500));
	right.replica.tamper('large', seededBytes(1, 900_001));
	right.replica.tamper('small', seededBytes(2, 501));
	const settled = await left.want([large, small].map(({path, node}) => ({path, digest: node.digest, size: node.size})));
	t.deepEqual([settled.get(large.node.digest), settled.get(small.node.digest)], ['failed', 'unavailable']);
});

test('a large file without a recipe cannot be read, and an empty one can', async t => {
	const {left, right} = join();
	const {path, node: {recipe, ...node}} = left.replica.write('large', seededBytes(1, 900_000));
	t.truthy(recipe);
	const empty = left.replica.write('empty', new Uint8Array());
	const results = await left.sender.offer([{path, node}, empty]);
	t.is(results.get(node.digest), 'unreadable');
	t.is(results.get(emptyDigest), 'sent');
	await right.receiver.settled([]);
	t.true(right.replica.stage.whole.has(emptyDigest));
});

test('many files are under way at once: nothing waits a round trip for each', async t => {
	let most = 0;
	let open = 0;
	const {left} = join((message: Message) => {
		open += message.type === 'init' ? 1 : 0;
		open -= message.type === 'finish' ? 1 : 0;
		most = Math.max(most, open);
		return message;
	});
	const contents = Array.from({length: 100}, (_, index) => left.replica.write(`file-${index}`, seededBytes(index, 263_000)));
	await left.sender.offer(contents);
	t.true(most > 8 && most <= 64, `${most} at once`);
});

test('F05: a full disk refuses what has no room; the rest goes on', async t => {
	const {left, right} = join();
	const noSpace = new FsyncError('no-space', 'full');
	right.replica.stage.faults.begin = ({size}) => size > 1_000_000 ? noSpace : undefined;
	const large = left.replica.write('large', seededBytes(1, 1_200_000));
	const medium = left.replica.write('medium', seededBytes(2, 400_000));
	const results = await left.sender.offer([large, medium]);
	t.deepEqual([results.get(large.node.digest), results.get(medium.node.digest)], ['refused:no-space', 'sent']);
	t.deepEqual(right.troubles, [noSpace]);
});

test('F05: contents that find no room in the stage are settled, not waited for', async t => {
	const {left, right, failure} = join();
	left.replica.stage.faults.putPack = () => new FsyncError('no-space', 'full');
	left.replica.stage.faults.begin = () => new FsyncError('root', 'EIO');
	const small = right.replica.write('small', seededBytes(1, 500));
	const large = right.replica.write('large', seededBytes(2, 700_000));
	const settled = await left.want([small, large].map(({path, node}) => ({path, digest: node.digest, size: node.size})));
	t.deepEqual([settled.get(small.node.digest), settled.get(large.node.digest)], ['no-space', 'failed']);
	t.is(failure(), undefined);
});

test('F13: a disk that fails in the middle costs a try, not everything again', async t => {
	const {left, right} = join();
	let failures = 0;
	right.replica.stage.faults.putChunks = indexes => indexes.includes(20) && failures++ === 0 ? new FsyncError('no-space', 'full') : undefined;
	const content = left.replica.write('file', seededBytes(1, 4_000_000));
	const results = await left.sender.offer([content]);
	t.is(results.get(content.node.digest), 'sent');
	t.true(literalBytes(right) < 4_000_000 + (2 * 1024 * 1024));
});

test('F05: a disk that has become full is not sent everything three times', async t => {
	const {left, right} = join();
	right.replica.stage.faults.putChunks = () => new FsyncError('no-space', 'full');
	const content = left.replica.write('file', seededBytes(1, 4_000_000));
	const results = await left.sender.offer([content]);
	t.is(results.get(content.node.digest), 'corrupt');
	t.true(literalBytes(right) < 4_000_000 + (2 * 262_144));
});

test('a file is checked when all that was sent of it has been written', async t => {
	const {left, right} = join();
	right.replica.stage.faults.gate = async () => new Promise(resolve => {
		setImmediate(resolve);
	});
	const content = left.replica.write('file', seededBytes(1, 3_000_000));
	await left.sender.offer([content]);
	t.deepEqual(left.arrived.filter(message => message.type === 'check-hash-response'), [{type: 'check-hash-response', transfer: 1, again: []}]);
});

test('a bug in the stage ends the connection with its reason', async t => {
	const {left, right, failure} = join();
	const bug = new Error('a bug');
	right.replica.stage.faults.finish = () => bug;
	await t.throwsAsync(left.sender.offer([left.replica.write('file', seededBytes(1, 500_000))]), {is: bug});
	await t.throwsAsync(right.receiver.settled([]), {is: bug});
	t.is(failure(), bug);
});

test('the same content from two connections goes into the stage one after the other', async t => {
	const locks = new DigestLocks();
	const right = new MemoryReplica();
	const bytes = seededBytes(1, 2_000_000);
	const pairs = [0, 1].map(() => joinTwoEnds({left: new MemoryReplica(), right, locks}));
	const results = await Promise.all(pairs.map(async ({left}) => {
		const content = left.replica.write('file', bytes);
		const answer = await left.sender.offer([content]);
		return answer.get(content.node.digest);
	}));
	t.deepEqual(results, ['sent', 'sent']);
	t.is(pairs.reduce((sum, pair) => sum + literalBytes(pair.right), 0), bytes.length);
});

test('a lock that a broken connection held is free again', async t => {
	const locks = new DigestLocks();
	const right = new MemoryReplica();
	const bytes = seededBytes(1, 2_000_000);
	const broken = joinTwoEnds({
		left: new MemoryReplica(),
		right,
		locks,
		tap(message) {
			if (message.type === 'check-hash') {
				throw new FsyncError('unreachable', 'cut');
			}

			return message;
		},
	});
	const second = joinTwoEnds({left: new MemoryReplica(), right, locks});
	await t.throwsAsync(broken.left.sender.offer([broken.left.replica.write('file', bytes)]), {message: 'cut'});
	const content = second.left.replica.write('file', bytes);
	const results = await second.left.sender.offer([content]);
	t.is(results.get(content.node.digest), 'sent');
	t.is(literalBytes(second.right), 0);
});

test('A34: a receiver takes a few messages ahead of its disk and no more', async t => {
	const {left, right} = join();
	const gate = Promise.withResolvers<void>();
	right.replica.stage.faults.gate = async () => gate.promise;
	const contents = Array.from({length: 700}, (_, index) => left.replica.write(`file-${index}`, seededBytes(index, 16_000)));
	const offered = left.sender.offer(contents);
	// The queue of the test is empty whenever nothing but the disk is waited for.
	for (let turn = 0; turn < 50; turn++) {
		await new Promise(resolve => {
			setImmediate(resolve);
		});
	}

	t.is(right.arrived.length, 5);
	gate.resolve();
	await offered;
	await right.receiver.settled([]);
	assertStaged(t, right.replica, contents, path => left.replica.files.get(path)!);
});

test('when the connection ends, everyone who waits hears it', async t => {
	const {left, right, close} = join();
	const gate = Promise.withResolvers<void>();
	right.replica.stage.faults.gate = async () => gate.promise;
	const offered = left.sender.offer([left.replica.write('file', seededBytes(1, 500_000))]);
	const expected = left.receiver.expect([emptyDigest]);
	const reason = new FsyncError('unreachable', 'gone');
	close(reason);
	gate.resolve();
	await t.throwsAsync(offered, {is: reason});
	await t.throwsAsync(expected, {is: reason});
	await t.throwsAsync(left.sender.offer([]), {is: reason});
	await t.throwsAsync(left.receiver.expect([]), {is: reason});
	await t.throwsAsync(right.receiver.handle({type: 'check-hash', transfer: 1}), {is: reason});
});

test('a file\'s progress tells every chunk\'s state at the start, with each message and at the end', async t => {
	const {left} = join();
	const content = left.replica.write('file', seededBytes(1, 3_000_000));
	await left.sender.offer([content]);
	const events = left.progress.filter(event => event.type === 'file');
	t.true(events.length >= 5);
	t.deepEqual(events.map(({isOver}) => isOver), [...events.slice(1).map(() => false), true]);
	t.like(events.at(-1), {
		isOk: true, transfer: {
			id: 1, direction: 'up', path: 'file', size: 3_000_000, sentBytes: 3_000_000, reusedBytes: 0,
		},
	});
	t.true(events.at(-1)!.transfer.chunks.every(state => state === 2));
	const sent = events.map(({transfer}) => transfer.sentBytes);
	t.deepEqual(sent, sent.toSorted((a, b) => a - b));
});
