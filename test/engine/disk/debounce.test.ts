import test from 'ava';
import fc from 'fast-check';
import {Debounce, togetherMilliseconds, type NetChange} from '../../../source/engine/disk/debounce.js';
import type {WatchHint} from '../../../source/engine/disk/raw-events.js';
import {ManualClock} from './manual-clock.js';

const quietMilliseconds = 300;
const ceilingMilliseconds = 3000;

function setUp(options: {known?: readonly string[]; quiet?: number; ceiling?: number; takes?: boolean} = {}) {
	const {known = [], quiet = quietMilliseconds, ceiling = ceilingMilliseconds, takes = true} = options;
	const clock = new ManualClock();
	const taken: string[][] = [];
	const counts = {signals: 0};
	const debounce: Debounce = new Debounce({
		clock,
		quietMilliseconds: quiet,
		ceilingMilliseconds: ceiling,
		knows: path => known.includes(path),
		onReady() {
			counts.signals++;
			if (takes) {
				taken.push(debounce.take());
			}
		},
	});
	return {
		clock, debounce, taken, counts,
	};
}

type Row = {known: boolean; hints: WatchHint[]; kind: NetChange | undefined};

const table: Record<string, Row> = {
	create: {known: false, hints: ['created'], kind: 'created'},
	'create + modify = create': {known: false, hints: ['created', 'modified', 'modified'], kind: 'created'},
	'create + delete = nothing': {known: false, hints: ['created', 'deleted'], kind: undefined},
	'create + delete + create = create': {known: false, hints: ['created', 'deleted', 'created'], kind: 'created'},
	'n × modify = one': {known: true, hints: ['modified', 'modified', 'modified'], kind: 'modified'},
	'modify + delete = delete': {known: true, hints: ['modified', 'deleted'], kind: 'deleted'},
	'delete + create = modify': {known: true, hints: ['deleted', 'created'], kind: 'modified'},
	'delete + create + delete = delete': {known: true, hints: ['deleted', 'created', 'deleted'], kind: 'deleted'},
	'a deletion of what nobody knew = nothing': {known: false, hints: ['deleted'], kind: undefined},
	'a modification of what nobody knew = create': {known: false, hints: ['modified'], kind: 'created'},
	'a look without a reason is not shown': {known: true, hints: ['unknown'], kind: undefined},
	'a look without a reason changes nothing': {known: true, hints: ['modified', 'unknown'], kind: 'modified'},
};

for (const [name, {known, hints, kind}] of Object.entries(table)) {
	test(`events are coalesced: ${name}`, t => {
		const {clock, debounce, taken} = setUp({known: known ? ['a'] : []});
		for (const hint of hints) {
			debounce.add('a', hint);
		}

		t.deepEqual(debounce.waiting(10).map(waiting => waiting.kind), kind === undefined ? [] : [kind]);
		t.is(debounce.size, kind === undefined ? 0 : 1);
		clock.advance(quietMilliseconds);
		t.deepEqual(taken, [['a']], 'it is looked at whether it is shown or not');
		t.is(debounce.size, 0);
	});
}

test('a path goes when it has been quiet, not before', t => {
	const {clock, debounce, taken} = setUp();
	debounce.add('a', 'created');
	clock.advance(299);
	debounce.add('a', 'modified');
	clock.advance(299);
	t.deepEqual(taken, []);
	clock.advance(1);
	t.deepEqual(taken, [['a']]);
	t.is(clock.timers, 0);
});

test('F17: a path that is never quiet goes at the ceiling', t => {
	const {clock, debounce, taken} = setUp({known: ['log']});
	for (let elapsed = 0; elapsed < 2900; elapsed += 100) {
		debounce.add('log', 'modified');
		clock.advance(100);
	}

	debounce.add('log', 'modified');
	t.deepEqual(taken, []);
	clock.advance(100);
	t.deepEqual(taken, [['log']]);
});

test('paths wait for themselves only', t => {
	const {clock, debounce, taken} = setUp();
	debounce.add('a', 'created');
	clock.advance(200);
	debounce.add('b', 'created');
	clock.advance(100);
	t.deepEqual(taken, [['a']]);
	clock.advance(200);
	t.deepEqual(taken, [['a'], ['b']]);
});

test('every timer can be read', t => {
	const {clock, debounce} = setUp({known: ['b']});
	debounce.add('a', 'created');
	clock.advance(100);
	debounce.add('b', 'modified');
	debounce.add('a', 'modified');
	t.like(debounce.waiting(10), [
		{
			path: 'b', kind: 'modified', edits: 1, sinceMilliseconds: 1100, deadlineMilliseconds: 1400, ceilingMilliseconds: 4100,
		},
		{
			path: 'a', kind: 'created', edits: 2, sinceMilliseconds: 1000, deadlineMilliseconds: 1400, ceilingMilliseconds: 4000,
		},
	]);
});

test('the list shows what goes first, by quiet or by ceiling', t => {
	const {clock, debounce} = setUp();
	debounce.add('never-quiet', 'created');
	for (let count = 0; count < 11; count++) {
		clock.advance(250);
		debounce.add('never-quiet', 'modified');
	}

	for (const path of ['a', 'b', 'c', 'd']) {
		debounce.add(path, 'created');
	}

	debounce.add('never-quiet', 'modified');
	t.deepEqual(debounce.waiting(2).map(({path}) => path), ['never-quiet', 'a']);
	t.is(debounce.size, 5);
});

test('the two names of a rename go together although one was told a moment later', t => {
	const {clock, debounce, taken} = setUp({known: ['old'], quiet: 20});
	debounce.add('old', 'deleted');
	clock.advance(3);
	debounce.add('new', 'created');
	clock.advance(17);
	t.deepEqual(taken, [['old', 'new']]);
});

test('whenever somebody takes, the two names of a rename are taken together or not at all', t => {
	for (let wait = 0; wait <= 25; wait++) {
		const {clock, debounce} = setUp({known: ['old', 'gone', 'edited'], quiet: 20, takes: false});
		debounce.add('gone', 'deleted');
		clock.advance(7);
		debounce.add('edited', 'modified');
		debounce.add('old', 'deleted');
		clock.advance(3);
		debounce.add('new', 'created');
		clock.advance(wait);
		const taken = debounce.take();
		t.is(taken.includes('old'), taken.includes('new'), `after ${wait} ms: ${taken.join(', ')}`);
	}
});

test('an event without a meaning does not part the two names of a rename', t => {
	const {clock, debounce, taken} = setUp({known: ['old']});
	debounce.add('old', 'deleted');
	debounce.add('new', 'created');
	clock.advance(200);
	debounce.add('old', 'unknown');
	clock.advance(100);
	t.deepEqual(taken, [['old', 'new']]);
	t.is(debounce.size, 0);
});

test('what is below a path that waits goes with that path: a look at it alone would take a rename for a deletion', t => {
	const {clock, debounce, taken} = setUp({known: ['old', 'old/inside']});
	debounce.add('old/inside', 'unknown');
	debounce.add('old/inside/deep', 'modified');
	clock.advance(50);
	debounce.add('old', 'deleted');
	debounce.add('new', 'created');
	clock.advance(250);
	t.deepEqual(taken.flat(), []);
	clock.advance(50);
	t.deepEqual(taken.flat(), ['old', 'new']);
	t.true(debounce.isEmpty);
	t.is(debounce.size, 0);
});

test('0 ms means the next turn', t => {
	const {clock, debounce, taken} = setUp({quiet: 0});
	debounce.add('a', 'created');
	debounce.add('b', 'created');
	t.deepEqual(taken, []);
	clock.advance(0);
	t.deepEqual(taken, [['a', 'b']]);
});

test('who is told once is not told again until something was taken', t => {
	const {clock, debounce, counts} = setUp({takes: false});
	debounce.add('a', 'created');
	clock.advance(300);
	debounce.add('b', 'created');
	clock.advance(10_000);
	t.is(counts.signals, 1);
	t.is(clock.timers, 0);
	debounce.add('c', 'created');
	t.deepEqual(debounce.take(), ['a', 'b']);
	clock.advance(300);
	t.is(counts.signals, 2);
	t.deepEqual(debounce.take(), ['c']);
});

test('flush gives all at once and leaves nothing', t => {
	const {clock, debounce, counts} = setUp();
	debounce.add('a', 'created');
	debounce.add('b', 'deleted');
	t.deepEqual(debounce.flush(), ['a', 'b']);
	t.true(debounce.isEmpty);
	t.is(debounce.size, 0);
	clock.advance(10_000);
	t.is(counts.signals, 0);
});

test('flush of some paths gives those of them that wait, with the folders above, and lets the others wait', t => {
	const {clock, debounce, taken} = setUp();
	for (const path of ['a', 'folder', 'folder/b', 'c']) {
		debounce.add(path, 'created');
	}

	t.deepEqual(debounce.flush(['c', 'folder/b', 'unknown']), ['c', 'folder/b', 'folder']);
	t.is(debounce.size, 1);
	clock.advance(300);
	t.deepEqual(taken, [['a']]);
});

test('after stop nothing is signalled', t => {
	const {clock, debounce, counts} = setUp();
	debounce.add('a', 'created');
	debounce.stop();
	debounce.add('b', 'created');
	clock.advance(10_000);
	t.is(counts.signals, 0);
	t.is(clock.timers, 0);
});

test('100,000 paths have one timer, and each event costs the same', t => {
	const {clock, debounce, taken} = setUp();
	for (let index = 0; index < 100_000; index++) {
		debounce.add(`path-${index}`, 'created');
	}

	t.is(clock.timers, 1);
	t.is(debounce.waiting(100).length, 100);
	t.is(debounce.size, 100_000);
	clock.advance(300);
	t.is(taken.flat().length, 100_000);
});

test('whatever happens, no path is lost, none goes before it is quiet or due, none waits beyond its ceiling', t => {
	const step = fc.record({
		path: fc.constantFrom('a', 'b', 'c'),
		hint: fc.constantFrom<WatchHint>('created', 'modified', 'deleted', 'unknown'),
		pause: fc.constantFrom(0, 1, 100, 250, 299, 300, 700),
	});
	fc.assert(fc.property(fc.array(step, {maxLength: 60}), steps => {
		const {clock, debounce, taken} = setUp();
		const first = new Map<string, number>();
		const last = new Map<string, number>();
		let seen = 0;
		const check = () => {
			const now = clock.monotonicMilliseconds();
			for (const path of taken.slice(seen).flat()) {
				// A deletion takes along what comes so shortly behind it; at worst each of the three paths is told that long after the one before.
				t.true(now + (3 * togetherMilliseconds({quietMilliseconds})) >= Math.min(last.get(path)! + quietMilliseconds, first.get(path)! + ceilingMilliseconds));
				first.delete(path);
				last.delete(path);
			}

			seen = taken.length;
			for (const [path, since] of first) {
				t.true(now < Math.min(since + ceilingMilliseconds, last.get(path)! + quietMilliseconds));
			}
		};

		for (const {path, hint, pause} of steps) {
			const now = clock.monotonicMilliseconds();
			debounce.add(path, hint);
			first.set(path, first.get(path) ?? now);
			last.set(path, hint === 'unknown' ? last.get(path) ?? now : now);
			for (let elapsed = 0; elapsed < pause; elapsed++) {
				clock.advance(1);
				check();
			}
		}

		t.is(debounce.isEmpty, first.size === 0);
		clock.advance(ceilingMilliseconds);
		t.true(debounce.isEmpty);
		t.is(debounce.size, 0);
	}), {seed: 4301, numRuns: 60});
});
