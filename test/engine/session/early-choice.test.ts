import test from 'ava';
import type {FileNode, FolderNode} from '../../../source/engine/core/node.js';
import {emptyTree} from '../../../source/engine/core/tree.js';
import {earlyChoice} from '../../../source/engine/session/early-choice.js';
import {file, folder} from './trees.js';

const fresh = file('new');
const large = file('large', {recipe: new Uint8Array(1)});
const racy = file('racy', {
	disk: {
		inode: 1, size: 4, modifiedMilliseconds: 1, changedMilliseconds: 1, bornMilliseconds: 1, isRacy: true,
	},
});

type Row = {
	readonly title: string;
	readonly ancestor: FolderNode;
	readonly remote: FolderNode;
	/** `d/f` unless it says otherwise. */
	readonly path?: string;
	readonly node?: FileNode;
	readonly mayHaveMoved?: true;
	/** What it replaces; undefined: it waits for the plan. */
	readonly chosen: {readonly base: FileNode | undefined} | undefined;
};

const old = file('old');
const rules = file('rules');
const rows: Row[] = [
	{title: 'a first file is sent', ancestor: emptyTree, remote: emptyTree, chosen: {base: undefined}},
	{title: 'a new file in a known folder is sent', ancestor: folder({d: folder()}), remote: folder({d: folder()}), chosen: {base: undefined}},
	{title: 'a new file in a folder that is new here and known there is sent', ancestor: emptyTree, remote: folder({d: folder({other: old})}), chosen: {base: undefined}},
	{title: 'an edited file is sent with the version it replaces', ancestor: folder({d: folder({f: old})}), remote: folder({d: folder({f: old})}), chosen: {base: old}},
	{title: 'what the server has at the same path is not sent', ancestor: emptyTree, remote: folder({d: folder({f: fresh})}), chosen: undefined},
	{title: 'a file with other times or permissions is not sent', ancestor: folder({d: folder({f: fresh})}), remote: folder({d: folder({f: fresh})}), node: {...fresh, executable: true}, chosen: undefined},
	{title: 'what the other side has edited too is a conflict', ancestor: folder({d: folder({f: old})}), remote: folder({d: folder({f: file('theirs')})}), chosen: undefined},
	{title: 'what the other side has deleted waits', ancestor: folder({d: folder({f: old})}), remote: folder({d: folder()}), chosen: undefined},
	{title: 'what both sides have made waits', ancestor: folder({d: folder()}), remote: folder({d: folder({f: file('theirs')})}), chosen: undefined},
	{title: 'a file in a folder that the other side has moved or deleted waits', ancestor: folder({d: folder({other: old})}), remote: emptyTree, chosen: undefined},
	{title: 'a file in what is a file there waits', ancestor: emptyTree, remote: folder({d: old}), chosen: undefined},
	{title: 'a file in what was a file waits', ancestor: folder({d: old}), remote: folder({d: folder()}), chosen: undefined},
	{title: 'a file in the place of a folder waits', ancestor: folder({d: folder({f: folder()})}), remote: folder({d: folder({f: folder()})}), chosen: undefined},
	{title: 'what rules that are still to come may leave out waits', ancestor: folder({d: folder()}), remote: folder({d: folder(), '.rules': rules}), chosen: undefined},
	{title: 'rules that were edited there count below their folder', ancestor: folder({d: folder({'.rules': old})}), remote: folder({d: folder({'.rules': rules})}), chosen: undefined},
	{title: 'rules in another folder do not count', ancestor: folder({d: folder(), e: folder()}), remote: folder({d: folder(), e: folder({'.rules': rules})}), chosen: {base: undefined}},
	{title: 'rules that both sides have do not matter', ancestor: folder({d: folder({'.rules': rules})}), remote: folder({d: folder({'.rules': rules})}), chosen: {base: undefined}},
	{title: 'an empty file has no content', ancestor: emptyTree, remote: emptyTree, node: file(''), chosen: undefined},
	{title: 'what was changed a moment ago may still be being written', ancestor: emptyTree, remote: emptyTree, node: racy, chosen: undefined},
	{title: 'a small file that may have been moved is sent', ancestor: emptyTree, remote: emptyTree, mayHaveMoved: true, chosen: {base: undefined}},
	{title: 'a large file that may have been moved waits, for the plan knows what it was', ancestor: emptyTree, remote: emptyTree, node: large, mayHaveMoved: true, chosen: undefined},
	{title: 'a large file at its old path is sent', ancestor: folder({d: folder({f: old})}), remote: folder({d: folder({f: old})}), node: large, chosen: {base: old}},
];

for (const {title, ancestor, remote, path = 'd/f', node = fresh, mayHaveMoved = false, chosen} of rows) {
	test(`before there is a plan ${title}`, t => {
		t.deepEqual(earlyChoice({path, node, mayHaveMoved}, {ancestor, remote, ruleFiles: ['.rules']}), chosen);
	});
}
