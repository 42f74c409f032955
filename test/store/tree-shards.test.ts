import test, {type ExecutionContext} from 'ava';
import fc from 'fast-check';
import type {FileNode, TreeNode} from '../../source/engine/core/node.js';
import {lookup, walk} from '../../source/engine/core/tree.js';
import type {Head} from '../../source/engine/protocol/messages.js';
import type {Trees} from '../../source/store/row.js';
import {treeLimits, type TreeLimits} from '../../source/store/tree-limits.js';
import {TreeShards, type StoredTrees} from '../../source/store/tree-shards.js';
import {
	describe,
	edit,
	nodeOf,
	noTrees,
	propertySeed,
	steps,
	type Step,
} from './random-trees.js';
import {isDoneBeforeCrash, SimulatedDisk, type Loss} from './simulated-disk.js';

/** So small that a few edits reach every level. */
const small: TreeLimits = {
	recentBytes: 400, layers: 2, layerBytes: 1200, layerShare: 0.5, shardRows: 4, shards: 8, widePast: 6, narrowBelow: 3,
};

const head = (generation: number): Head => ({generation, lineage: `lineage ${generation}`});
const storeOn = (disk: SimulatedDisk, limits = small, owner = 'me'): TreeShards => new TreeShards({disk, folder: '/trees', owner}, limits);

/** All that must come back exactly: everything of the local tree, and of the others everything but what a disk said. */
const summary = ([ancestor, local, remote]: Trees): string[] => [describe(ancestor, false), describe(local, true), describe(remote, false)];

async function load(disk: SimulatedDisk, limits = small): Promise<StoredTrees> {
	const damage: string[] = [];
	const stored = await storeOn(disk, limits).load(damage);
	if (!stored || damage.length > 0) {
		throw new Error(`Nothing to load: ${damage.join('; ')}`);
	}

	return stored;
}

/** A node without what is in it, and without a recipe if `saved` had none: one that only one side has may be shared with the others. */
function describeAlone(node: TreeNode, saved: TreeNode): string {
	if (node.kind === 'folder') {
		return 'folder';
	}

	const {recipe: _, ...rest} = node as FileNode;
	return describe(saved.kind === 'file' && saved.recipe ? node : rest, false);
}

function sameTrees(t: ExecutionContext, loaded: Trees, saved: Trees): void {
	for (const [index, tree] of saved.entries()) {
		const paths = [...walk(tree)].map(({path}) => path).toSorted();
		t.deepEqual([...walk(loaded[index]!)].map(({path}) => path).toSorted(), paths);
		for (const path of paths) {
			const node = lookup(tree, path)!;
			const found = lookup(loaded[index]!, path)!;
			t.is(describeAlone(found, node), describeAlone(node, node), path);
			t.is(index === 1 ? JSON.stringify(found.disk) : undefined, index === 1 ? JSON.stringify(node.disk) : undefined, path);
		}
	}
}

function isShared(t: ExecutionContext, loaded: Trees, saved: Trees): void {
	for (const [a, b] of [[0, 1], [0, 2], [1, 2]] as const) {
		for (const path of ['', ...[...walk(saved[a])].map(entry => entry.path)]) {
			const one = lookup(saved[a], path);
			const isEqual = one && describe(one, false) === describe(lookup(saved[b], path), false);
			t.true(!isEqual || lookup(loaded[a], path) === lookup(loaded[b], path), `'${path}' in ${a} and ${b}`);
		}
	}
}

test('trees come back as they were saved, however the changes came, and equal parts are the same objects', async t => {
	await fc.assert(fc.asyncProperty(fc.array(steps({minLength: 0, maxLength: 12}), {minLength: 1, maxLength: 8}), fc.boolean(), async (rounds, doesReload) => {
		const disk = new SimulatedDisk();
		let store = storeOn(disk);
		let trees = noTrees;
		for (const [index, round] of rounds.entries()) {
			trees = edit(trees, round);
			await store.save(trees, head(index));
			const found = await load(disk.reboot('everything'));
			sameTrees(t, found.trees, trees);
			isShared(t, found.trees, trees);
			t.deepEqual(found.head, head(index));
			if (!doesReload) {
				continue;
			}

			store = storeOn(disk);
			trees = (await store.load([]))!.trees;
		}
	}), {seed: propertySeed, numRuns: 150});
});

const file = (path: string, seed: number, owners = 7): Step => ({
	owners, path, kind: 'file', seed,
});
const many = (count: number, seed: number, prefix = 'd'): Step[] => Array.from({length: count}, (_, index) => file(`${prefix}${index % 9}/file ${index}`, seed + index));

/** From what to what, so that the save takes each of its ways. */
const saves: Record<string, {before: Step[]; after: Step[]}> = {
	'the first one': {before: [], after: many(3, 1)},
	'of a few changes': {before: many(40, 1), after: [file('d1/file 1', 99)]},
	'that adds a layer': {before: many(40, 1), after: many(6, 50)},
	'of shards': {before: many(40, 1), after: many(12, 50)},
	'of all shards': {before: many(4, 1), after: many(80, 50)},
};

for (const [name, {before, after}] of Object.entries(saves)) {
	for (const loss of ['nothing', 'everything', 'bytes'] satisfies Loss[]) {
		test(`F04: a crash anywhere in a save ${name} that loses ${loss} leaves the old trees or the new ones, whole`, async t => {
			const old = edit(noTrees, before);
			const changed = edit(old, after);
			const next = edit(changed, [file('later', 7)]);
			for (let calls = 0, isDone = false; !isDone; calls++) {
				const disk = new SimulatedDisk();
				const store = storeOn(disk);
				await store.save(old, head(1));
				disk.crashAfter = disk.calls + calls;
				isDone = await isDoneBeforeCrash(store.save(changed, head(2)));
				const rebooted = disk.reboot(loss);
				const found = await load(rebooted);
				t.deepEqual(summary(found.trees), summary(found.head!.generation === 1 ? old : changed), `after ${calls} calls`);
				t.true(!isDone || found.head!.generation === 2);

				// Whatever the crash left is swept by the next save, and does not come back.
				const again = storeOn(rebooted);
				await again.load([]);
				await again.save(next, head(3));
				t.deepEqual(summary((await load(rebooted)).trees), summary(next));
				t.false(rebooted.list('/trees').some(entry => entry.startsWith('.tmp-')));
				await again.save(next, head(4));
				t.true(rebooted.list('/trees').length <= 12);
			}
		});
	}

	test(`F05, F13: a save ${name} that fails at any call keeps the old trees, and can be done again`, async t => {
		const old = edit(noTrees, before);
		const changed = edit(old, after);
		for (let call = 1; ; call++) {
			const disk = new SimulatedDisk();
			const store = storeOn(disk);
			await store.save(old, head(1));
			const files = disk.list('/trees').length;
			disk.failure = {at: disk.calls + call, code: 'ENOSPC'};
			const [outcome] = await Promise.allSettled([store.save(changed, head(2))]);
			const hasFailed = outcome.status === 'rejected';
			disk.failure = undefined;
			const found = await load(disk.reboot('nothing'));
			t.deepEqual(summary(found.trees), summary(found.head!.generation === 1 ? old : changed), `call ${call}`);
			t.true(!hasFailed || found.head!.generation === 2 || disk.list('/trees').length === files, 'nothing is left behind');

			await store.save(changed, head(3));
			t.deepEqual(summary((await load(disk.reboot('everything'))).trees), summary(changed));
			if (!hasFailed) {
				break;
			}
		}
	});
}

/** A store with shards, layers and recent changes. */
async function layered(owner = 'me'): Promise<SimulatedDisk> {
	const disk = new SimulatedDisk();
	const store = storeOn(disk, small, owner);
	let trees = edit(noTrees, many(24, 1));
	await store.save(trees, head(1));
	trees = edit(trees, many(6, 50));
	await store.save(trees, head(2));
	await store.save(edit(trees, [file('one', 4)]), head(3));
	return disk;
}

test('F32: a tree file that is missing, cut anywhere or flipped at any byte means that there are no trees', async t => {
	const disk = await layered();
	t.true(disk.paths().some(path => path.includes('shard-')) && disk.paths().some(path => path.includes('layer.')));
	for (const path of disk.paths()) {
		const whole = disk.read(path)!;
		const damaged = [
			...Array.from({length: whole.length}, (_, length) => whole.subarray(0, length)),
			...Array.from(whole, (byte, index) => {
				const flipped = Buffer.from(whole);
				flipped[index] = byte ^ (1 << (index % 8));
				return flipped;
			}),
		];
		for (const [index, bytes] of [undefined, ...damaged].entries()) {
			disk.put(path, bytes);
			const damage: string[] = [];
			t.is(await storeOn(disk).load(damage), undefined, `${path} ${index}`);
			t.is(damage.length > 0, bytes !== undefined || !path.endsWith('manifest'));
		}

		disk.put(path, whole);
	}

	t.truthy(await storeOn(disk).load([]));
});

test('F32: a shard or a manifest of another store, or an older one, is never mixed in', async t => {
	const mine = await layered();
	const other = await layered('you');
	const manifest = '/trees/manifest';
	const shard = mine.paths().find(path => path.includes('shard-'))!;
	const others = other.paths().find(path => path.includes('shard-'))!;
	for (const [path, bytes] of [[manifest, other.read(manifest)], [shard, other.read(others)], [shard, mine.read(mine.paths().findLast(path => path.includes('shard-'))!)]] as const) {
		const disk = mine.reboot('nothing');
		disk.put(path, bytes);
		const damage: string[] = [];
		t.is(await storeOn(disk).load(damage), undefined);
		t.true(damage.length > 0);
	}

	// An old manifest whose shards have been replaced since.
	const disk = new SimulatedDisk();
	const store = storeOn(disk);
	await store.save(edit(noTrees, many(24, 1)), head(1));
	const old = disk.read(manifest);
	await store.save(edit(noTrees, many(40, 60)), head(2));
	disk.put(manifest, old);
	t.is(await storeOn(disk).load([]), undefined);
});

test('after damage the next save starts anew and leaves nothing of the old files', async t => {
	const disk = await layered();
	disk.put(disk.paths().find(path => path.includes('shard-'))!, Buffer.alloc(0));
	const store = storeOn(disk);
	await store.load([]);
	const trees = edit(noTrees, many(2, 9));
	await store.save(trees, head(9));
	t.deepEqual(summary((await load(disk)).trees), summary(trees));
	t.deepEqual(disk.list('/trees'), ['manifest']);
});

test('a reader whose files another process replaces while it reads gets the newer trees', async t => {
	const disk = await layered();
	const later = disk.reboot('nothing');
	const writer = storeOn(later);
	const newer = edit((await writer.load([]))!.trees, many(30, 100));
	await writer.save(newer, head(8));
	disk.onRead = path => {
		if (!path.includes('shard-')) {
			return;
		}

		disk.onRead = undefined;
		for (const name of new Set([...disk.paths(), ...later.paths()])) {
			disk.put(name, later.read(name));
		}
	};

	const damage: string[] = [];
	const found = await storeOn(disk).load(damage);
	t.deepEqual(damage, []);
	t.deepEqual(found?.head, head(8));
	t.deepEqual(summary(found!.trees), summary(newer));
});

test('one changed file among many is saved by writing the manifest alone', async t => {
	const disk = new SimulatedDisk();
	const store = storeOn(disk, treeLimits);
	const trees = edit(noTrees, many(6000, 1));
	await store.save(trees, head(1));
	disk.created.length = 0;
	await store.save(edit(trees, [file('d1/file 1', 7)]), head(2));
	t.is(disk.created.length, 1);
	t.true(disk.read('/trees/manifest')!.length < 2000);
	await store.save((await load(disk, treeLimits)).trees, head(2));
	await store.save(edit(trees, [file('d1/file 1', 7)]), head(2));
	t.is(disk.created.length, 1, 'and nothing is written when nothing changed');
});

const patient: Record<string, TreeLimits> = {
	'many layers': {
		...treeLimits, recentBytes: 1000, layers: 4, layerBytes: 1_000_000, shardRows: 64,
	},
	'large layers': {
		...treeLimits, recentBytes: 2000, layers: 1000, layerBytes: 4000, layerShare: 0.1, shardRows: 64,
	},
};

for (const [name, limits] of Object.entries(patient)) {
	test(`changes without end, up to ${name}, stay in few files, each of which is written few times`, async t => {
		const disk = new SimulatedDisk();
		const store = storeOn(disk, limits);
		let trees = edit(noTrees, many(500, 1));
		await store.save(trees, head(1));
		disk.created.length = 0;
		for (let round = 0; round < 400; round++) {
			const index = (round * 7) % 500;
			trees = edit(trees, [file(`d${index % 9}/file ${index}`, round)]);
			await store.save(trees, head(round + 2));
			t.true(disk.list('/trees').length <= 14, 'a manifest, eight shards, few layers');
			t.true(round % 20 > 0 || summary((await load(disk, limits)).trees).join('') === summary(trees).join(''), `${round}`);
		}

		t.true(disk.created.length < 700, `${disk.created.length} files written by 400 saves`);
	});
}

test('a folder that outgrows one shard is spread, and gathered again when it shrinks', async t => {
	const disk = new SimulatedDisk();
	const store = storeOn(disk);
	const wide = Array.from({length: 40}, (_, index) => file(`wide/${index}`, index));
	let trees = edit(noTrees, [...many(20, 1), ...wide]);
	await store.save(trees, head(1));
	sameTrees(t, (await load(disk)).trees, trees);
	trees = edit(trees, wide.slice(2).map(step => ({...step, kind: 'gone'})));
	await store.save(trees, head(2));
	sameTrees(t, (await load(disk)).trees, trees);
	t.is(nodeOf({kind: 'gone', seed: 1}), undefined);
});
