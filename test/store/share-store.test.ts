import test, {type ExecutionContext} from 'ava';
import {applyOperations} from '../../source/engine/core/apply-operation.js';
import type {Operation} from '../../source/engine/core/operation.js';
import {emptyTree, type Tree} from '../../source/engine/core/tree.js';
import type {Commit, Head} from '../../source/engine/protocol/messages.js';
import {openShareStore, readShareTree, type ShareStore} from '../../source/store/share-store.js';
import {
	describe,
	edit,
	nodeOf,
	noTrees,
} from './random-trees.js';
import {isDoneBeforeCrash, SimulatedDisk, type Loss} from './simulated-disk.js';

type State = {readonly commit: Commit; readonly tree: Tree};

const head = (generation: number): Head => ({generation, lineage: `l${generation}`});
const put = (path: string, seed: number): Operation => ({
	kind: 'put', path, node: nodeOf({kind: 'file', seed})!, expected: undefined,
});

/** A history: the first commit stands for whatever was there, as a server's does. */
function history(count: number, bulk = 0): State[] {
	const [tree] = edit(noTrees, Array.from({length: bulk}, (_, index) => ({
		owners: 7, path: `bulk ${index % 20}/${index}`, kind: 'file', seed: index,
	})));
	const states: State[] = [{commit: {...head(1), device: 'd', operations: []}, tree}];
	for (let generation = 2; generation <= count; generation++) {
		const folder: Operation = {
			kind: 'put', path: `folder ${generation % 5}`, node: emptyTree, expected: undefined,
		};
		const operations = [put(`file ${generation}`, generation), folder, put(`${folder.path}/file ${generation}`, generation)];
		states.push({commit: {...head(generation), device: 'd', operations}, tree: applyOperations(states.at(-1)!.tree, operations).tree});
	}

	return states;
}

const open = async (disk: SimulatedDisk): Promise<ShareStore> => openShareStore('/share', disk);

async function stored(states: readonly State[], disk = new SimulatedDisk()): Promise<{disk: SimulatedDisk; store: ShareStore}> {
	await disk.makeFolder('/share');
	const store = await open(disk);
	await store.load();
	for (const {commit, tree} of states) {
		await store.append(commit, tree);
	}

	return {disk, store};
}

/** What is loaded must be the state of the generation that it says it is. */
async function generationOf(t: ExecutionContext, disk: SimulatedDisk, states: readonly State[]): Promise<number> {
	const store = await open(disk);
	const found = await store.load();
	t.deepEqual(store.damage.filter(line => !line.includes('history starts anew')), []);
	if (!found) {
		return 0;
	}

	const state = states[found.head.generation - 1]!;
	t.is(describe(found.tree, false), describe(state.tree, false));
	t.is(found.head.lineage, state.commit.lineage);
	return found.head.generation;
}

test('a share that was never saved has nothing to load and no damage', async t => {
	const {store} = await stored([]);
	t.is(await store.load(), undefined);
	t.is(await store.commitsSince(head(1)), undefined);
	t.deepEqual(store.damage, []);
});

test('the tree that was last saved whole is read beside the server, and nothing is written for it', async t => {
	const disk = new SimulatedDisk();
	t.is(await readShareTree('/share', disk), undefined);
	const states = history(3);
	const {store} = await stored(states, disk);
	await store.saveTree(states[2]!.tree);
	const before = disk.list('/share');
	const tree = await readShareTree('/share', disk);
	t.is(describe(tree, false), describe(states[2]!.tree, false));
	t.deepEqual(disk.list('/share'), before);
});

test('every generation can be loaded, whether the tree was saved since or not', async t => {
	const states = history(40);
	const disk = new SimulatedDisk();
	const {store} = await stored(states.slice(0, 1), disk);
	for (const {commit, tree} of states.slice(1)) {
		await store.append(commit, tree);
		t.is(await generationOf(t, disk.reboot('everything'), states), commit.generation);
	}

	await store.close();
	t.is(await generationOf(t, disk.reboot('everything'), states), 40);
});

test('a tree that was saved keeps what the disk said', async t => {
	const states = history(3);
	const {disk, store} = await stored(states);
	await store.close();
	const again = await open(disk);
	t.is(describe((await again.load())!.tree, true), describe(states[2]!.tree, true));
	const [rescanned] = edit([states[2]!.tree, states[2]!.tree, states[2]!.tree], [{
		owners: 7, path: 'file 2', kind: 'file', seed: 4,
	}]);
	await again.saveTree(rescanned);
	const found = await (await open(disk.reboot('everything'))).load();
	t.is(describe(found!.tree, true), describe(rescanned, true));
	t.deepEqual(found!.head, head(3));
});

test('the commits after a head are handed out after a restart too', async t => {
	const states = history(70);
	const {disk} = await stored(states);
	const store = await open(disk);
	t.is(await store.commitsSince(head(69)), undefined, 'nothing is known before it is loaded');
	await store.load();
	t.deepEqual(await store.commitsSince(head(69)), [states[69]!.commit]);
	t.deepEqual(await store.commitsSince(head(70)), []);
	t.is((await store.commitsSince(head(1)))?.length, 69);
	t.is(await store.commitsSince({generation: 30, lineage: 'other'}), undefined);
});

test('appending to a large share writes one small file', async t => {
	const states = history(3, 5000);
	const {disk, store} = await stored(states.slice(0, 2));
	disk.created.length = 0;
	await store.append(states[2]!.commit, states[2]!.tree);
	t.is(disk.created.length, 1);
});

test('the tree is saved when the commits since have become many', async t => {
	const states = history(1200);
	const {disk} = await stored(states);
	t.is(await generationOf(t, disk, states), 1200);
	t.true(disk.created.filter(path => path.startsWith('/share/trees')).length < 20);
});

for (const loss of ['nothing', 'everything', 'bytes'] satisfies Loss[]) {
	test(`F02, F04: a crash anywhere that loses ${loss} leaves a generation whole, and none that was confirmed is lost`, async t => {
		const states = history(4);
		for (let calls = 0, isDone = false; !isDone; calls++) {
			const disk = new SimulatedDisk();
			disk.crashAfter = calls;
			let confirmed = 0;
			isDone = await isDoneBeforeCrash((async () => {
				const store = await open(disk);
				await store.load();
				for (const {commit, tree} of states) {
					await store.append(commit, tree);
					confirmed = commit.generation;
				}

				await store.close();
			})());
			const generation = await generationOf(t, disk.reboot(loss), states);
			t.true(generation === confirmed || generation === confirmed + 1, `after ${calls} calls: ${generation}, confirmed ${confirmed}`);
		}
	});
}

test('F13: an append that fails at any call loses nothing and can be done again', async t => {
	const states = history(4);
	for (let call = 1, hasFailed = true; hasFailed; call++) {
		const {disk, store} = await stored(states.slice(0, 3));
		disk.failure = {at: disk.calls + call, code: 'EIO'};
		const [outcome] = await Promise.allSettled([store.append(states[3]!.commit, states[3]!.tree)]);
		hasFailed = outcome.status === 'rejected';
		disk.failure = undefined;
		t.true(await generationOf(t, disk.reboot('nothing'), states) >= 3);
		const [retried] = await Promise.allSettled([hasFailed ? store.append(states[3]!.commit, states[3]!.tree) : store.close()]);
		t.is(retried.status, 'fulfilled');
		t.is(await generationOf(t, disk.reboot('everything'), states), 4);
	}
});

test('a first commit that could not be saved whole is begun anew', async t => {
	const states = history(1, 50);
	for (let call = 1, hasFailed = true; hasFailed; call++) {
		const {disk, store} = await stored([]);
		disk.failure = {at: disk.calls + call, code: 'ENOSPC'};
		const [outcome] = await Promise.allSettled([store.append(states[0]!.commit, states[0]!.tree)]);
		hasFailed = outcome.status === 'rejected';
		disk.failure = undefined;
		await store.append({...head(hasFailed ? 1 : 2), device: 'd', operations: []}, states[0]!.tree);
		const found = await (await open(disk.reboot('everything'))).load();
		t.is(describe(found?.tree, true), describe(states[0]!.tree, true));
	}
});

/** Each way in which what is on disk can be wrong; the history must then start anew. */
const damages: Record<string, (disk: SimulatedDisk, older: SimulatedDisk) => void> = {
	'a missing manifest'(disk) {
		disk.put('/share/trees/manifest', undefined);
	},
	'a damaged manifest'(disk) {
		disk.put('/share/trees/manifest', Buffer.alloc(0));
	},
	'a missing log'(disk) {
		for (const name of disk.list('/share/log')) {
			disk.put(`/share/log/${name}`, undefined);
		}
	},
	'a damaged newest segment'(disk) {
		disk.put(`/share/log/${disk.list('/share/log').toSorted().at(-1)}`, Buffer.from('x'));
	},
	'a log older than the tree'(disk, older) {
		for (const name of disk.list('/share/log')) {
			disk.put(`/share/log/${name}`, older.read(`/share/log/${name}`));
		}
	},
	'a damaged id'(disk) {
		disk.put('/share/id', Buffer.from('x'));
	},
	'a missing id'(disk) {
		disk.put('/share/id', undefined);
	},
};

for (const [name, harm] of Object.entries(damages)) {
	test(`F32, F34: ${name} reads as an absent share, is named, and does not stop a new history`, async t => {
		const states = history(90);
		const {disk, store} = await stored(states.slice(0, 20));
		const older = disk.reboot('nothing');
		for (const {commit, tree} of states.slice(20)) {
			await store.append(commit, tree);
		}

		await store.acknowledge('session', head(90));
		await store.close();
		harm(disk, older);
		const damaged = await open(disk);
		t.is(await damaged.load(), undefined);
		t.true(damaged.damage.length > 0);
		t.is(await damaged.commitsSince(head(89)), undefined);
		const anew = {generation: 1, lineage: 'anew'};
		await damaged.append({...anew, device: 'd', operations: []}, emptyTree);
		await damaged.append({
			generation: 2, lineage: 'anew 2', device: 'd', operations: [put('x', 1)],
		}, applyOperations(emptyTree, [put('x', 1)]).tree);
		const again = await open(disk.reboot('everything'));
		const found = await again.load();
		t.deepEqual(found?.head, {generation: 2, lineage: 'anew 2'});
		t.deepEqual([...found?.tree.children.keys() ?? []], ['x']);
		t.is((await again.commitsSince(anew))?.length, 1);
		t.is(await again.commitsSince(head(89)), undefined);
		t.deepEqual(again.damage, []);
	});
}

test('F32: files of another share are damage', async t => {
	const {disk} = await stored(history(3));
	const other = await stored(history(3));
	const id = disk.read('/share/id');
	for (const path of other.disk.paths()) {
		disk.put(path, other.disk.read(path));
	}

	disk.put('/share/id', id);

	const store = await open(disk);
	t.is(await store.load(), undefined);
	t.true(store.damage.length > 0);
});

test('F34: a log and a tree of different histories are never combined', async t => {
	const {disk, store} = await stored(history(3));
	await store.close();
	const before = disk.reboot('nothing');
	const fork = await open(before);
	await fork.load();
	await fork.append({
		generation: 4, lineage: 'fork', device: 'd', operations: [put('fork', 1)],
	}, emptyTree);
	await store.append({
		...head(4), device: 'd', operations: [put('main', 1)],
	}, emptyTree);
	await store.close();
	for (const name of before.list('/share/log')) {
		disk.put(`/share/log/${name}`, before.read(`/share/log/${name}`));
	}

	const mixed = await open(disk);
	t.is(await mixed.load(), undefined);
	t.true(mixed.damage.length > 0);
});

test('a log whose commits do not fit the tree is never guessed about', async t => {
	const {disk, store} = await stored(history(2));
	await store.append({
		...head(3), device: 'd', operations: [{kind: 'delete', path: 'file 2', expected: nodeOf({kind: 'file', seed: 99})!}],
	}, emptyTree);
	const again = await open(disk.reboot('everything'));
	t.is(await again.load(), undefined);
	t.true(again.damage.length > 0);
});

test('a journal is kept until it is taken back', async t => {
	const {disk, store} = await stored(history(1));
	const journal = {device: 'd', operations: [put('a', 1)]};
	await store.saveJournal(journal);
	t.deepEqual(await (await open(disk.reboot('everything'))).loadJournal(), journal);
	await store.saveJournal(undefined);
	t.is(await (await open(disk.reboot('everything'))).loadJournal(), undefined);
});

test('each session has its own acknowledged head, kept durably', async t => {
	const {disk, store} = await stored(history(1));
	await store.acknowledge('one', head(1));
	await store.acknowledge('two', head(5));
	await store.acknowledge('one', head(7));
	const writes = disk.created.length;
	await store.acknowledge('one', head(7));
	t.is(disk.created.length, writes, 'the same head is not written again');
	const again = await open(disk.reboot('everything'));
	t.deepEqual(await again.acknowledged('one'), head(7));
	t.deepEqual(await again.acknowledged('two'), head(5));
	t.is(await again.acknowledged('three'), undefined);
});

test('a tree cannot be saved before a first commit says which generation it is', async t => {
	const {store} = await stored([]);
	await t.throwsAsync(store.saveTree(emptyTree));
});
