import test from 'ava';
import fc from 'fast-check';
import {detectMoves, type Move} from '../../../source/engine/core/rename.js';
import {lookup} from '../../../source/engine/core/tree.js';
import {
	arbitrarySteps,
	arbitraryTree,
	perform,
	withoutDisks,
} from './arbitrary-trees.js';
import {tree, type Sketch} from './sketch.js';
import {holds} from './holds.js';

type Row = {readonly title: string; readonly before: Sketch; readonly after: Sketch; readonly moves: Record<string, string>};

const rows: Row[] = [
	{
		title: 'nothing moved', before: {a: 'x'}, after: {a: 'x', b: 'y'}, moves: {},
	},
	{
		title: 'a file with a content of its own', before: {a: 'x'}, after: {b: 'x'}, moves: {a: 'b'},
	},
	{
		title: 'a file moved into a folder', before: {a: 'x', 'd/e': 'y'}, after: {'d/a': 'x', 'd/e': 'y'}, moves: {a: 'd/a'},
	},
	{
		title: 'a file moved into a new folder', before: {a: 'x'}, after: {'d/a': 'x'}, moves: {a: 'd/a'},
	},
	{
		title: 'a copy is no move', before: {a: 'x'}, after: {a: 'x', b: 'x'}, moves: {},
	},
	{
		title: 'one of two equal files cannot be told from the other', before: {a: 'x', b: 'x'}, after: {c: 'x', d: 'x'}, moves: {},
	},
	{
		title: 'equal files are told apart by name', before: {'d/a': 'x', 'd/b': 'x'}, after: {a: 'x', b: 'x'}, moves: {'d/a': 'a', 'd/b': 'b'},
	},
	{
		title: 'equal files are told apart by inode', before: {a: 'x#1', b: 'x#2'}, after: {c: 'x#2', d: 'x#1'}, moves: {a: 'd', b: 'c'},
	},
	{
		title: 'empty files are never matched by content', before: {a: ''}, after: {b: ''}, moves: {},
	},
	{
		title: 'empty files are matched by inode and birth time', before: {a: '#4'}, after: {b: '#4'}, moves: {a: 'b'},
	},
	{
		title: 'empty folders are never matched by content', before: {a: '/'}, after: {b: '/'}, moves: {},
	},
	{
		title: 'empty folders are matched by inode and birth time', before: {a: '/#4'}, after: {b: '/#4'}, moves: {a: 'b'},
	},
	{
		title: 'a file renamed and edited is matched by inode and birth time', before: {a: 'x#1'}, after: {b: 'y#1'}, moves: {a: 'b'},
	},
	{
		title: 'a file renamed and edited elsewhere is not recognised in a listing', before: {a: 'x#1'}, after: {b: 'y'}, moves: {},
	},
	{
		title: 'a file saved by replacing it is the same file', before: {a: 'x#1', t: 'y#2'}, after: {a: 'y#2'}, moves: {},
	},
	{
		title: 'a file saved by replacing it is the same file, whatever else is new', before: {a: 'x#1', t: 'y#2'}, after: {a: 'y#2', n: 'z#3'}, moves: {},
	},
	{
		title: 'a file saved with a backup of the old one is the same file', before: {a: 'x#1'}, after: {a: 'y#2', 'a~': 'x#1'}, moves: {},
	},
	{
		title: 'a link is matched by its text', before: {a: '->x'}, after: {b: '->x'}, moves: {a: 'b'},
	},
	{
		title: 'a file is not matched with a link', before: {a: 'x'}, after: {b: '->x'}, moves: {},
	},
	{
		title: 'a folder by where its files went', before: {'d/a': '1', 'd/b': '2'}, after: {'e/a': '1', 'e/b': '2'}, moves: {d: 'e'},
	},
	{
		title: 'a folder by half of its bytes', before: {'d/a': '1', 'd/b': '2'}, after: {'e/a': '1'}, moves: {d: 'e'},
	},
	{
		title: 'not a folder by less than half of its bytes', before: {'d/a': '1', 'd/b': '22'}, after: {'e/a': '1'}, moves: {'d/a': 'e/a'},
	},
	{
		title: 'not a folder that is still there', before: {'d/a': '1', 'd/b': '2'}, after: {'e/a': '1', 'e/b': '2', d: '/'}, moves: {'d/a': 'e/a', 'd/b': 'e/b'},
	},
	{
		title: 'not a folder whose files went into one that was there', before: {'d/a': '1', 'e/b': '2'}, after: {'e/a': '1', 'e/b': '2'}, moves: {'d/a': 'e/a'},
	},
	{
		title: 'of two folders that went to one the larger', before: {'c/a': '1', 'd/b': '22'}, after: {'e/a': '1', 'e/b': '22'}, moves: {'c/a': 'e/a', d: 'e'},
	},
	{
		title: 'a deep folder, without what is in it', before: {'d/e/f/a': '1', 'd/e/b': '2'}, after: {'g/e/f/a': '1', 'g/e/b': '2'}, moves: {d: 'g'},
	},
	{
		title: 'a renamed folder in a renamed folder', before: {'d/e/a': '1', 'd/b': '22'}, after: {'g/h/a': '1', 'g/b': '22'}, moves: {d: 'g', 'd/e': 'g/h'},
	},
	{
		title: 'a child that left a renamed folder', before: {'d/a': '1', 'd/b': '22'}, after: {'e/b': '22', a: '1'}, moves: {d: 'e', 'd/a': 'a'},
	},
	{
		title: 'a child renamed in a renamed folder', before: {'d/a': '1', 'd/b': '22'}, after: {'e/b': '22', 'e/c': '1'}, moves: {d: 'e', 'd/a': 'e/c'},
	},
	{
		title: 'a child edited in a renamed folder rides along', before: {'d/a': '1', 'd/b': '22'}, after: {'e/b': '22', 'e/a': '3'}, moves: {d: 'e'},
	},
	{
		title: 'a folder in a renamed folder rides along although most of it went elsewhere', before: {'d/a': '4444', 'd/s/b': '22'}, after: {'e/a': '4444', 'e/s/z': 'new', 'f/b': '22'}, moves: {d: 'e', 'd/s/b': 'f/b'},
	},
	{
		title: 'empty files ride along', before: {'d/a': '', 'd/b': '22'}, after: {'e/b': '22', 'e/a': ''}, moves: {d: 'e'},
	},
	{
		title: 'an outer folder made anew around folders that were moved', before: {
			'd/e': '/#1', 'd/e/a': '1', 'd/f': '/#2', 'd/f/b': '2',
		}, after: {
			'g/e': '/#1', 'g/e/a': '1', 'g/f': '/#2', 'g/f/b': '2',
		}, moves: {d: 'g'},
	},
	{
		title: 'a folder by inode although all in it was rewritten', before: {d: '/#1', 'd/a': '1'}, after: {e: '/#1', 'e/a': '2'}, moves: {d: 'e'},
	},
	{
		title: 'two files exchanged', before: {a: 'x#1', b: 'y#2'}, after: {a: 'y#2', b: 'x#1'}, moves: {a: 'b', b: 'a'},
	},
	{
		title: 'two files exchanged, in a listing', before: {a: 'x', b: 'y'}, after: {a: 'y', b: 'x'}, moves: {a: 'b', b: 'a'},
	},
	{
		title: 'contents exchanged by writing are edits', before: {a: 'x#1', b: 'y#2'}, after: {a: 'y#1', b: 'x#2'}, moves: {},
	},
	{
		title: 'three files in a ring', before: {a: 'x#1', b: 'y#2', c: 'z#3'}, after: {a: 'z#3', b: 'x#1', c: 'y#2'}, moves: {a: 'b', b: 'c', c: 'a'},
	},
	{
		title: 'a chain from an old name to a new one', before: {a: 'x#1', b: 'y#2'}, after: {b: 'x#1', c: 'y#2'}, moves: {a: 'b', b: 'c'},
	},
	{
		title: 'a half exchange is an edit', before: {a: 'x#1', b: 'y#2'}, after: {a: 'z#3', b: 'x#1'}, moves: {},
	},
	{
		title: 'two folders exchanged', before: {
			a: '/#1', 'a/f': '1#3', b: '/#2', 'b/f': '2#4',
		}, after: {
			a: '/#2', 'a/f': '2#4', b: '/#1', 'b/f': '1#3',
		}, moves: {a: 'b', b: 'a'},
	},
	{
		title: 'a folder exchanged with the folder in it', before: {a: '/#1', 'a/b': '/#2', 'a/b/f': '1#3'}, after: {b: '/#2', 'b/a': '/#1', 'b/f': '1#3'}, moves: {a: 'b/a', 'a/b': 'b'},
	},
	{
		title: 'a folder moved to where a folder was, and that one elsewhere', before: {
			a: '/#1', 'a/f': '1#3', b: '/#2', 'b/g': '2#4',
		}, after: {
			b: '/#1', 'b/f': '1#3', c: '/#2', 'c/g': '2#4',
		}, moves: {a: 'b', b: 'c'},
	},
	{
		title: 'fault F24: an inode used again with another birth time is another file', before: {a: 'x#1'}, after: {b: 'y#1'}, moves: {},
	},
	{
		title: 'fault F24: an inode used again with another birth time is another folder', before: {a: '/#1'}, after: {b: '/#1'}, moves: {},
	},
];

/** The same inode number, given to a file that was born later. */
function bornAgain(sketched: Sketch) {
	const fresh = tree(sketched);
	return {...fresh, children: new Map([...fresh.children].map(([name, node]) => [name, {...node, disk: {...node.disk!, bornMilliseconds: 5}}]))};
}

const listed = (moves: readonly Move[]) => Object.fromEntries(moves.map(({from, to}) => [from, to]));

for (const {title, before, after, moves} of rows) {
	test(title, t => {
		const now = title.startsWith('fault F24') ? bornAgain(after) : tree(after);
		t.deepEqual(listed(detectMoves(tree(before), now)), moves);
	});
}

test('where no birth times are kept the content has to confirm the inode', t => {
	const unborn = (sketched: Sketch) => {
		const found = tree(sketched);
		return {...found, children: new Map([...found.children].map(([name, node]) => [name, {...node, disk: {...node.disk!, bornMilliseconds: 0}}]))};
	};

	t.deepEqual(detectMoves(unborn({a: 'x#1', b: 'x#2'}), unborn({c: 'x#1', d: 'x#2'})), [{from: 'a', to: 'c'}, {from: 'b', to: 'd'}]);
	t.deepEqual(detectMoves(unborn({a: 'x#1'}), unborn({c: 'y#1'})), []);
	t.deepEqual(detectMoves(unborn({a: '/#1'}), unborn({c: '/#1'})), []);
});

test('every move leads from a node that was there to one of its kind that is there, and no two share an end', t => {
	holds(t, fc.property(arbitraryTree, arbitrarySteps(8), fc.boolean(), (before, changes, isListing) => {
		const {tree: edited} = perform(before, changes, 'local');
		const after = isListing ? withoutDisks(edited) : edited;
		const moves = detectMoves(before, after);
		return new Set(moves.map(({from}) => from)).size === moves.length
			&& new Set(moves.map(({to}) => to)).size === moves.length
			&& moves.every(({from, to}) => lookup(before, from)!.kind === lookup(after, to)?.kind);
	}), {seed: 4, numRuns: 1500});
});

test('moves that were made one after the other are seen as what they come to', t => {
	const before = tree({a: 'x#1', 'd/b': 'y#2'});
	t.deepEqual(detectMoves(before, tree({c: 'x#1', 'd/b': 'y#2'})), [{from: 'a', to: 'c'}]);
	t.deepEqual(detectMoves(before, before), []);
});
