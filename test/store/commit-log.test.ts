import test from 'ava';
import type {Commit, Head} from '../../source/engine/protocol/messages.js';
import {CommitLog, logLimits, type LogLimits} from '../../source/store/commit-log.js';
import {nodeOf} from './random-trees.js';
import {isDoneBeforeCrash, SimulatedDisk, type Loss} from './simulated-disk.js';

const small: LogLimits = {
	segmentCommits: 4, segmentBytes: 2000, commits: 10, bytes: 100_000,
};
const head = (generation: number): Head => ({generation, lineage: `l${generation}`});
const commit = (generation: number, count = 1): Commit => ({
	...head(generation),
	device: 'device',
	operations: Array.from({length: count}, (_, index) => ({
		kind: 'put', path: `file ${generation} ${index}`, node: nodeOf({kind: 'file', seed: generation})!, expected: undefined,
	})),
});
const logOn = (disk: SimulatedDisk, limits = small): CommitLog => new CommitLog({disk, folder: '/log', owner: 'me'}, limits);

async function logged(count: number, limits = small): Promise<{disk: SimulatedDisk; log: CommitLog}> {
	const disk = new SimulatedDisk();
	await disk.makeFolder('/log');
	const log = logOn(disk, limits);
	for (let generation = 1; generation <= count; generation++) {
		await log.append(commit(generation));
	}

	return {disk, log};
}

const generationsSince = async (log: CommitLog, from: Head): Promise<number[] | undefined> => {
	const commits = await log.since(from, []);
	return commits?.map(({generation}) => generation);
};

test('the commits after any head are handed out, across segments and after a restart', async t => {
	const {disk, log} = await logged(11);
	const reopened = logOn(disk);
	t.true(await reopened.open([]));
	t.deepEqual(reopened.head, head(11));
	for (const each of [log, reopened]) {
		for (let from = 1; from <= 11; from++) {
			t.deepEqual(await generationsSince(each, head(from)), Array.from({length: 11 - from}, (_, index) => from + 1 + index));
		}
	}

	t.deepEqual(await log.since(head(9), []), [commit(10), commit(11)]);
});

test('a head that the log does not contain has no commits after it', async t => {
	const {log} = await logged(9);
	for (const from of [head(0), head(12), {generation: 3, lineage: 'other'}, {generation: 9, lineage: 'other'}]) {
		t.is(await log.since(from, []), undefined);
	}
});

test('an empty log has no head and knows nothing', async t => {
	const {disk} = await logged(0);
	const log = logOn(disk);
	t.true(await log.open([]));
	t.is(log.head, undefined);
	t.is(await log.since(head(0), []), undefined);
});

test('segments end when they have enough commits or enough bytes', async t => {
	const {disk} = await logged(9);
	t.is(disk.list('/log').length, 3);
	const log = logOn(disk);
	await log.open([]);
	await log.append(commit(10, 40));
	await log.append(commit(11));
	t.is(disk.list('/log').length, 4);
	t.deepEqual(await generationsSince(log, head(8)), [9, 10, 11]);
});

test('only what the saved tree has is ever dropped, oldest first', async t => {
	const {disk, log} = await logged(30);
	log.trim(6);
	t.is((await generationsSince(log, head(5)))?.length, 25);
	t.is(await generationsSince(log, head(3)), undefined);
	log.trim(30);
	t.is(await log.since(head(16), []), undefined);
	t.is((await generationsSince(log, head(20)))?.length, 10);
	const reopened = logOn(disk);
	await reopened.open([]);
	t.is((await generationsSince(reopened, head(24)))?.length, 6);
	t.true(disk.list('/log').length <= 4);
});

test('a log that is too large by bytes is trimmed too', async t => {
	const {disk, log} = await logged(12, {...small, commits: 1000, bytes: 2000});
	log.trim(12);
	t.true(disk.list('/log').length <= 2);
	t.deepEqual(await generationsSince(log, head(11)), [12]);
});

test('a generation that does not follow is a bug and is not written', async t => {
	const {disk, log} = await logged(2);
	await t.throwsAsync(log.append(commit(4)), {instanceOf: RangeError});
	t.deepEqual(log.head, head(2));
	t.is(disk.list('/log').length, 1);
});

test('F32: a newest segment that is cut or flipped anywhere is damage', async t => {
	const {disk} = await logged(2);
	const [path] = disk.paths();
	const whole = disk.read(path!)!;
	for (let index = 0; index < whole.length; index++) {
		const flipped = Buffer.from(whole);
		flipped[index]! ^= 1 << (index % 8);
		for (const bytes of [whole.subarray(0, index), flipped]) {
			disk.put(path!, bytes);
			const damage: string[] = [];
			t.false(await logOn(disk).open(damage));
			t.is(damage.length, 1);
		}
	}
});

test('F32: an older segment that is damaged, missing or from another history ends the log there', async t => {
	const {disk} = await logged(11);
	const [first, second] = disk.paths().toSorted();
	const other = new SimulatedDisk();
	await other.makeFolder('/log');
	const foreign = logOn(other);
	for (let generation = 1; generation <= 8; generation++) {
		await foreign.append({...commit(generation), lineage: `foreign ${generation}`});
	}

	for (const bytes of [undefined, Buffer.alloc(3), disk.read(first!), other.read(second!)]) {
		const broken = disk.reboot('nothing');
		broken.put(second!, bytes);
		const log = logOn(broken);
		t.true(await log.open([]));
		t.deepEqual(await generationsSince(log, head(9)), [10, 11]);
		t.deepEqual(await generationsSince(log, head(8)), [9, 10, 11]);
		t.is(await generationsSince(log, head(2)), undefined);
	}
});

for (const loss of ['nothing', 'everything', 'bytes'] satisfies Loss[]) {
	test(`F04: a crash in an append that loses ${loss} leaves the log with the commit or without it`, async t => {
		for (const before of [0, 2, 4]) {
			for (let calls = 0, isDone = false; !isDone; calls++) {
				const {disk, log} = await logged(before);
				disk.crashAfter = disk.calls + calls;
				isDone = await isDoneBeforeCrash((async () => {
					await log.append(commit(before + 1));
				})());
				const damage: string[] = [];
				const again = logOn(disk.reboot(loss));
				t.true(await again.open(damage));
				t.deepEqual(damage, []);
				const generation = again.head?.generation ?? 0;
				t.true(generation === before + 1 || (!isDone && generation === before));
			}
		}
	});
}

test('an append that fails can be done again', async t => {
	const {disk, log} = await logged(3);
	disk.failure = {at: disk.calls + 2, code: 'ENOSPC'};
	await t.throwsAsync(log.append(commit(4)));
	disk.failure = undefined;
	t.deepEqual(log.head, head(3));
	await log.append(commit(4));
	t.deepEqual(await generationsSince(log, head(2)), [3, 4]);
	t.is(logLimits.segmentCommits, 64);
});
