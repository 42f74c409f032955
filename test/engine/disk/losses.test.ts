import test from 'ava';
import type {FileNode, TreeNode} from '../../../source/engine/core/node.js';
import {editTree, emptyTree, lookup} from '../../../source/engine/core/tree.js';
import {
	distrustRecent,
	filesToQuestion,
	judgeLosses,
	type LossEvidence,
} from '../../../source/engine/disk/losses.js';

const minute = 60_000;
/** When the machine came up again: everything that is known happened before. */
const boot = 1000 * minute;

const file = (digest: string, {inode = 1, changed = 990 * minute, size = 10} = {}): FileNode => ({
	kind: 'file', digest, size, modifiedMicroseconds: changed * 1000, executable: false, disk: {
		inode, size, modifiedMilliseconds: changed, changedMilliseconds: changed, bornMilliseconds: changed,
	},
});

/** As a share knows a version that it published last before the cut: from its log, without a stat. */
function published(digest: string): FileNode {
	const {disk, ...node} = file(digest);
	return node;
}

const treeOf = (nodes: Readonly<Record<string, TreeNode>>) => editTree(emptyTree, Object.entries(nodes).map(([path, node]) => ({path, node})));

type Case = {
	readonly name: string;
	readonly known: Readonly<Record<string, TreeNode>>;
	readonly found: Readonly<Record<string, TreeNode>>;
	readonly evidence?: Partial<LossEvidence>;
	readonly frozen?: readonly string[];
	readonly lost: readonly string[];
};

const empty = (changed: number) => file('empty', {changed, size: 0});

const cases: readonly Case[] = [
	{
		name: 'the same file with other bytes and a change time no newer is a loss', known: {a: file('v')}, found: {a: file('garbage')}, lost: ['a'],
	},
	{
		name: 'the same file cut short at an older change time is a loss', known: {a: file('v')}, found: {a: file('prefix', {changed: 989 * minute, size: 4})}, lost: ['a'],
	},
	{
		name: 'a newer modification time is an edit, though the change time is that of the same tick', known: {a: {...file('v'), disk: {...file('v').disk!, modifiedMilliseconds: 980 * minute}}}, found: {a: file('edit')}, lost: [],
	},
	{
		name: 'a longer file within the same tick is an edit', known: {a: file('v')}, found: {a: file('edit', {size: 11})}, lost: [],
	},
	{
		name: 'a longer file with an older change time is what the disk had before: a loss', known: {a: file('v')}, found: {a: file('old', {changed: 989 * minute, size: 11})}, lost: ['a'],
	},
	{
		name: 'a longer file with the time of a version that was published last before the cut is an edit', known: {a: published('v')}, found: {a: file('edit', {size: 11})}, lost: [],
	},
	{
		name: 'a newer change time is an edit', known: {a: file('v')}, found: {a: file('edit', {changed: 991 * minute})}, lost: [],
	},
	{
		name: 'a change time before the birth of the file tells that the clock was set back: an edit', known: {a: file('v')}, found: {a: {...file('edit'), disk: {...file('edit').disk!, changedMilliseconds: 10 * minute}}}, lost: [],
	},
	{
		name: 'an older version that this program had replaced is a loss', known: {a: file('v2')}, found: {a: file('v1', {inode: 2, changed: 980 * minute})}, evidence: {trashed: new Set(['v1'])}, lost: ['a'],
	},
	{
		name: 'another file that is older, but nobody knows, may have been moved there: an edit', known: {a: file('v2')}, found: {a: file('v1', {inode: 2, changed: 980 * minute})}, lost: [],
	},
	{
		name: 'an empty file that was touched before the machine came up is a loss', known: {a: file('v')}, found: {a: empty(995 * minute)}, evidence: {blank: new Set(['a'])}, lost: ['a'],
	},
	{
		name: 'zeros that were touched before the machine came up are a loss', known: {a: file('v')}, found: {a: file('zeros', {changed: 995 * minute})}, evidence: {blank: new Set(['a'])}, lost: ['a'],
	},
	{
		name: 'a file that was emptied after the machine came up was emptied by somebody', known: {a: file('v')}, found: {a: empty(boot + minute)}, evidence: {blank: new Set(['a'])}, lost: [],
	},
	{
		name: 'without knowing when the machine came up an empty file with a newer change time is an edit', known: {a: file('v')}, found: {a: empty(995 * minute)}, evidence: {blank: new Set(['a']), cut: {}}, lost: [],
	},
	{
		name: 'a file that was empty before cannot have lost anything', known: {a: file('e', {size: 0})}, found: {a: file('zeros', {changed: 995 * minute})}, evidence: {blank: new Set(['a'])}, lost: [],
	},
	{
		name: 'a name made shortly before the cut that is gone is a loss, an old one is a deletion', known: {new: file('n'), old: file('o', {changed: 900 * minute})}, found: {}, lost: ['new'],
	},
	{
		name: 'a name that is gone while its content turns up elsewhere was renamed', known: {a: file('v')}, found: {b: file('v')}, lost: [],
	},
	{
		name: 'a name that is gone while its content has taken the place of another was renamed over that', known: {a: file('v'), b: file('w', {inode: 2})}, found: {b: file('v', {changed: 995 * minute})}, lost: [],
	},
	{
		name: 'an old name whose remains were cleared away already is a loss', known: {new: file('n'), old: file('o', {changed: 900 * minute})}, found: {new: file('n')}, evidence: {cleared: new Set(['old'])}, lost: ['old'],
	},
	{
		name: 'a vanished folder loses the files in it', known: {'f/a': file('v'), 'f/g/b': file('w')}, found: {}, lost: ['f/a', 'f/g/b'],
	},
	{
		name: 'what could not be read is not judged', known: {'f/a': file('v'), b: file('w')}, found: {}, frozen: ['f'], lost: ['b'],
	},
	{
		name: 'a folder in the place of a file is an edit', known: {a: file('v')}, found: {a: {kind: 'folder', children: new Map()}}, lost: [],
	},
	{
		name: 'a version published last of all that is gone is a loss', known: {a: published('v')}, found: {}, lost: ['a'],
	},
	{
		name: 'a version published last of all that holds something else at the time it was given is a loss', known: {a: published('v')}, found: {a: file('garbage')}, lost: ['a'],
	},
	{
		name: 'a version published last of all that holds something else at another time was edited', known: {a: published('v')}, found: {a: file('edit', {changed: 991 * minute})}, lost: [],
	},
	{
		name: 'a version published last of all that is blank is a loss', known: {a: published('v')}, found: {a: empty(995 * minute)}, evidence: {blank: new Set(['a'])}, lost: ['a'],
	},
	{
		name: 'a lost time alone is set again', known: {a: file('v')}, found: {a: {...file('v', {changed: 980 * minute}), executable: true}}, lost: ['a'],
	},
];

for (const {name, known, found, evidence, frozen, lost} of cases) {
	test(`F04: after a power cut ${name}`, t => {
		const trees = {known: treeOf(known), found: treeOf(found), frozen: new Set(frozen)};
		const losses = judgeLosses(trees, {
			cut: {bootMilliseconds: boot}, trashed: new Set(), cleared: new Set(), blank: new Set(), ...evidence,
		});
		t.deepEqual(losses.map(({path}) => path).toSorted(), lost);
		for (const {path, known: node, remains} of losses) {
			t.is(node, lookup(trees.known, path) as typeof node);
			t.is(remains, lookup(trees.found, path) as typeof remains);
		}
	});
}

test('F04: only files that hold something else than before are looked into', t => {
	const known = treeOf({
		same: file('v'), other: file('w'), gone: file('x'), link: {kind: 'symlink', target: 'a'},
	});
	const found = treeOf({same: file('v'), other: file('y'), link: file('z')});
	t.deepEqual(filesToQuestion(known, found, new Set()), ['other']);
});

test('F04: files that were changed within ten minutes of the last change are read again, others are not', t => {
	const tree = distrustRecent(treeOf({last: file('a'), 'f/recent': file('b', {changed: 981 * minute}), 'f/old': file('c', {changed: 979 * minute})}));
	const isDistrusted = (path: string) => (lookup(tree, path) as FileNode).disk!.isRacy === true;
	t.deepEqual(['last', 'f/recent', 'f/old'].map(path => isDistrusted(path)), [true, true, false]);
});
