import test from 'ava';
import {emptyTree} from '../../../source/engine/core/tree.js';
import type {Watcher, WatchHandlers} from '../../../source/engine/disk/watcher.js';
import {Observer} from '../../../source/engine/session/observer.js';
import {ManualClock} from '../disk/manual-clock.js';

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
		onPending(_pending, count) {
			lists.push(count);
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
