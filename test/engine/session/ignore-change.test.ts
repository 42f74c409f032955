import test from 'ava';
import type {Tree} from '../../../source/engine/core/tree.js';
import {IgnoreTree} from '../../../source/engine/disk/ignore.js';
import {ignoreChange} from '../../../source/engine/session/ignore-change.js';
import {ignoreSentence} from '../../../source/engine/session/ignore-sentence.js';
import {VisibleTree} from '../../../source/engine/session/visible-tree.js';
import {file, folder} from './trees.js';

const ruled = (text: string, options: ConstructorParameters<typeof IgnoreTree>[0] = {}) => {
	const rules = new IgnoreTree(options);
	rules.load('', new Map([['.fsyncignore', text]]));
	return rules;
};

const tree = folder({
	'a.log': file('1234'), build: folder({x: file('12'), deep: folder({y: file('345')})}), keep: file('keep'), src: folder({'b.log': file('1'), c: file('c')}),
});

/** What a change from the one rules to the other says, when both sides have the same tree and everything visible was agreed on. */
function change(former: IgnoreTree, rules: IgnoreTree, of: Tree = tree) {
	const seen = new VisibleTree(former).of(of);
	const now = new VisibleTree(rules);
	return ignoreChange({
		rules, former, agreed: {before: seen, after: now.of(seen)}, sides: [{before: seen, after: now.of(of)}, {before: seen, after: now.of(of)}],
	});
}

test('what rules leave out from now on is told by its topmost paths, with its size', t => {
	t.deepEqual(change(ruled(''), ruled('*.log\nbuild/')), {
		hidden: {count: 3, bytes: 10, paths: ['a.log', 'build', 'src/b.log']}, shown: {count: 0, bytes: 0, paths: []}, sources: ['.fsyncignore'],
	});
});

test('what is shown again is told once, although both sides have it', t => {
	t.deepEqual(change(ruled('*.log\nbuild/'), ruled('*.log')), {
		hidden: {count: 0, bytes: 0, paths: []}, shown: {count: 1, bytes: 5, paths: ['build']}, sources: ['.fsyncignore'],
	});
});

test('rules that change nothing that is there are not told of', t => {
	t.is(change(ruled('*.log'), ruled('*.log\n*.o')), undefined);
	t.is(change(ruled(''), ruled('nothing')), undefined);
});

test('a file that came under rules that do not concern it is not told to be shown again', t => {
	const former = ruled('*.log');
	const rules = ruled('*.o');
	const before = folder({a: file('a')});
	const after = folder({a: file('a'), new: file('new')});
	t.is(ignoreChange({
		rules, former, agreed: {before, after: before}, sides: [{before, after}],
	}), undefined);
});

test('a folder in which everything is left out is told by what is left out in it', t => {
	const found = change(ruled(''), ruled('*.log'), folder({d: folder({'a.log': file('a'), 'b.log': file('b')})}));
	t.deepEqual(found?.hidden.paths, ['d/a.log', 'd/b.log']);
});

test('only the first paths are named, all are counted', t => {
	const many = folder(Object.fromEntries(Array.from({length: 25}, (_, index) => [`${index}.log`, file('x')])));
	const {hidden} = change(ruled(''), ruled('*.log'), many)!;
	t.is(hidden.count, 25);
	t.is(hidden.paths.length, 10);
});

const none = {count: 0, bytes: 0, paths: []};
const sentences: Array<[Parameters<typeof ignoreSentence>[0], string]> = [
	[
		{hidden: {count: 3, bytes: 1_234_567, paths: ['build', 'a.log', 'b.log']}, shown: none, sources: ['.fsyncignore']},
		'`.fsyncignore` changed: 3 paths (1.2 MB) are left out from now on: build, a.log, b.log; nothing is deleted on either side.',
	],
	[
		{hidden: {count: 12, bytes: 999, paths: ['a', 'b', 'c', 'd']}, shown: none, sources: ['src/.fsyncignore']},
		'`src/.fsyncignore` changed: 12 paths (999 byte) are left out from now on: a, b, c …; nothing is deleted on either side.',
	],
	[
		{hidden: {count: 1, bytes: 1000, paths: ['a']}, shown: {count: 1, bytes: 0, paths: ['b']}, sources: ['.gitignore', '--ignore']},
		'The ignore rules changed (`.gitignore`, `--ignore`): 1 path (1 kB) is left out from now on: a; nothing is deleted on either side; 1 path (0 byte) is synced again: b; what differs is kept on both sides as a conflict.',
	],
];

for (const [given, sentence] of sentences) {
	test(`in words: ${sentence}`, t => {
		t.is(ignoreSentence(given), sentence);
	});
}
