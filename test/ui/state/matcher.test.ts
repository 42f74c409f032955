import test from 'ava';
import {Matcher} from '../../../source/ui/state/matcher.js';

const names = (count: number, from = 0) => Array.from({length: count}, (_, index) => `file ${from + index}`);

function matcher() {
	const steps: Array<() => void> = [];
	let progress = 0;
	const made = new Matcher({
		defer(step) {
			steps.push(step);
		},
		onProgress() {
			progress++;
		},
	});
	return {
		find: (items: readonly string[], filter: string, name = 'list') => made.find(name, items, {filter, textOf: item => item}),
		/** Runs the next chunk that waits; says whether there was one. */
		step() {
			const next = steps.shift();
			next?.();
			return next !== undefined;
		},
		progress: () => progress,
	};
}

test('a short list is filtered at once, without regard to case, and gives the same list until it changes', t => {
	const {find, step} = matcher();
	const items = ['Readme.md', 'src/app.ts', 'docs/README'];
	const found = find(items, 'readme');
	t.deepEqual(found, {items: ['Readme.md', 'docs/README'], total: 3, isComplete: true});
	t.is(find(items, 'readme'), found);
	t.false(step());
	t.is(find([...items, 'readme too'], 'readme').items.length, 3);
});

test('a long list is looked through in chunks, and what is found grows', t => {
	const {find, step, progress} = matcher();
	const items = names(100_000);
	const sizes = [find(items, '7').items.length];
	while (step()) {
		sizes.push(find(items, '7').items.length);
	}

	t.is(sizes.length, 20);
	t.is(progress(), 19);
	t.deepEqual(sizes, sizes.toSorted((a, b) => a - b));
	t.deepEqual(find(items, '7'), {items: items.filter(name => name.includes('7')), total: 100_000, isComplete: true});
});

test('another filter begins anew, and the chunks of the one before come to nothing', t => {
	const {find, step} = matcher();
	const items = names(20_000);
	find(items, '7');
	find(items, '77');
	while (step()) {
		// Until nothing is left to do.
	}

	t.deepEqual(find(items, '77').items, items.filter(name => name.includes('77')));
});

test('while a list that has changed is looked through, what was found before stays on the screen', t => {
	const {find, step} = matcher();
	const items = names(20_000);
	find(items, '7');
	while (step()) {
		// Until nothing is left to do.
	}

	const before = find(items, '7').items;
	const more = names(20_001);
	t.is(find(more, '7').items, before);
	t.is(find(names(20_002), '7').items, before);
	while (step()) {
		// Until nothing is left to do.
	}

	t.deepEqual(find(more, '7').items, more.filter(name => name.includes('7')));
});

test('lists do not share what is found in them', t => {
	const {find} = matcher();
	t.deepEqual(find(['a1'], 'a', 'one').items, ['a1']);
	t.deepEqual(find(['a2'], 'a', 'other').items, ['a2']);
	t.deepEqual(find(['a1'], 'a', 'one').items, ['a1']);
});
