import test from 'ava';
import {emptyTree, type Tree} from '../../../source/engine/core/tree.js';
import type {FileStat, FileSystem} from '../../../source/engine/disk/file-system.js';
import type {Watcher, WatchHandlers} from '../../../source/engine/disk/watcher.js';
import {Observer} from '../../../source/engine/session/observer.js';
import type {LongList, PendingChange} from '../../../source/engine/session/state.js';
import {ManualClock} from '../disk/manual-clock.js';
import {file, folder} from './trees.js';

/** An observer of a folder that is never looked at, and what it says. */
function observerOver(
	writing: () => readonly string[] = () => [],
	{
		tree = () => folder({known: file('known', {size: 7})}), add = async () => {/* Nothing to watch. */}, peek = () => undefined,
	}: {tree?: () => Tree; add?: Watcher['add']; peek?: FileSystem['peek']} = {},
) {
	const clock = new ManualClock();
	const lists: Array<LongList<PendingChange>> = [];
	const {promise: started, resolve} = Promise.withResolvers<WatchHandlers>();
	const observer = new Observer({
		watch: () => ({
			isIncomplete: false,
			async start(_folders, handlers) {
				resolve(handlers);
			},
			add,
			remove() {/* Nothing is watched. */},
			async close() {/* Nothing is open. */},
		}),
		files: {peek},
		rules: {ignores: () => false},
		clock,
		quietMilliseconds: 300,
		ceilingMilliseconds: 3000,
		tree,
		onReady() {/* Nobody looks. */},
		writing,
		onPending(pending) {
			lists.push(pending);
		},
		onProblem() {/* None. */},
	});
	observer.follow();
	return {
		clock, observer, started, lists,
	};
}

test('all that waits can be looked at, however much it is', async t => {
	const {clock, observer, started, lists} = observerOver();
	const handlers = await started;
	for (let index = 0; index < 100_000; index++) {
		handlers.onDirty(`file ${index}`, 'created');
		if (index % 100 === 0) {
			clock.advance(0.1);
		}
	}

	clock.advance(50);
	const pending = lists.at(-1)!;
	t.is(pending.length, 100_000);
	t.deepEqual(pending.slice(0, 2).map(({path}) => path), ['file 0', 'file 1']);
	t.like(pending.at(99_999), {
		path: 'file 99999', kind: 'created', edits: 1, reason: 'quiet',
	});
	t.is(pending.at(100_000), undefined);
	t.is(pending.slice(50_000, 50_040).length, 40);
	await observer.close();
});

test('what changed while it was read is shown as being written until a look finds it at rest', async t => {
	let writing: readonly string[] = [];
	const {clock, observer, started, lists} = observerOver(() => writing);
	const handlers = await started;
	handlers.onDirty('other', 'created');
	clock.advance(50);
	writing = ['known', 'fresh'];
	observer.looked();
	clock.advance(50);
	t.like(lists.at(-1)?.slice(0), [
		{
			path: 'known', kind: 'modified', reason: 'writing', size: 7,
		}, {path: 'fresh', kind: 'created', reason: 'writing'}, {path: 'other', reason: 'quiet'},
	]);
	handlers.onDirty('known', 'modified');
	clock.advance(50);
	t.like(lists.at(-1)?.slice(0), [{path: 'known', reason: 'writing', edits: 1}, {path: 'fresh', reason: 'writing'}, {path: 'other'}]);
	const shown = lists.length;
	observer.looked();
	clock.advance(50);
	t.is(lists.length, shown);
	writing = [];
	observer.looked();
	clock.advance(50);
	t.like(lists.at(-1)?.slice(0), [{path: 'other', reason: 'quiet'}, {path: 'known', reason: 'quiet'}]);
	t.is(lists.at(-1)?.length, 2);
	await observer.close();
});

test('F25, F50: nine thousand events at once make a few lists of what waits, and one look', async t => {
	const clock = new ManualClock();
	const lists: number[] = [];
	let ready = 0;
	const {promise: started, resolve} = Promise.withResolvers<WatchHandlers>();
	const watcher: Watcher = {
		isIncomplete: false,
		async start(_folders, handlers) {
			resolve(handlers);
		},
		async add() {/* Nothing to watch. */},
		remove() {/* Nothing is watched. */},
		async close() {/* Nothing is open. */},
	};
	const observer = new Observer({
		watch: () => watcher,
		files: {peek: () => undefined},
		rules: {ignores: () => false},
		clock,
		quietMilliseconds: 300,
		ceilingMilliseconds: 3000,
		tree: () => emptyTree,
		onReady() {
			ready++;
		},
		onPending({length}) {
			lists.push(length);
		},
		onProblem() {/* None. */},
	});
	observer.follow();
	const handlers = await started;
	await Promise.resolve();
	observer.take();
	ready = 0;
	for (let index = 0; index < 9000; index++) {
		handlers.onDirty(`folder/file ${index}`, 'created');
		// Each event comes in a turn of its own.
		await Promise.resolve();
	}

	clock.advance(299);
	t.is(ready, 0);
	t.true(lists.length <= 6, `${lists.length} lists`);
	t.is(lists.at(-1), 9000);
	clock.advance(1);
	t.is(ready, 1);
	t.is(observer.take()?.length, 9000);
	clock.advance(50);
	t.is(lists.at(-1), 0);
	await observer.close();
	t.is(clock.timers, 0);
});

test('what lies in a folder that nobody watches yet is looked at with all that waits', async t => {
	let tree = folder({});
	const watched = Promise.withResolvers<void>();
	const {observer, started} = observerOver(undefined, {tree: () => tree, add: async () => watched.promise});
	await started;
	observer.take();
	tree = folder({arrived: folder({file: file('1')})});
	observer.flush();
	t.deepEqual(observer.take(), ['arrived'], 'the tree has a folder of which the watcher has not heard');
	observer.flush();
	t.deepEqual(observer.take(), ['arrived'], 'as long as its watch is being set up');
	watched.resolve();
	await new Promise(resolve => {
		setImmediate(resolve);
	});
	observer.flush();
	t.is(observer.take(), undefined);
	await observer.close();
});

test('a new file that waits is shown with its size, which nobody looks at before somebody looks at the list', async t => {
	const looked: string[] = [];
	const peek = (path: string) => {
		looked.push(path);
		return path === 'fresh' ? {...({} as FileStat), kind: 'file' as const, size: 12} : undefined;
	};

	const {clock, observer, started, lists} = observerOver(undefined, {peek});
	const handlers = await started;
	handlers.onDirty('fresh', 'created');
	clock.advance(50);
	t.deepEqual(looked, []);
	t.like(lists.at(-1)?.slice(0), [{path: 'fresh', size: 12}]);
	t.is(lists.at(-1)?.length, 1);
	await observer.close();
});
