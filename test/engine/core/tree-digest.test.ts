import test from 'ava';
import fc from 'fast-check';
import {treeDigest} from '../../../source/engine/core/tree-digest.js';
import {diffTrees, editTree, lookup} from '../../../source/engine/core/tree.js';
import {arbitraryTriple} from './arbitrary-trees.js';
import {node, tree} from './sketch.js';
import {holds} from './holds.js';

test('the fingerprint is fixed for all time', t => {
	t.is(treeDigest(tree({})), '034a0062488256f14c8b14d025ec3988b148938f7f9db94ca0ac73f4b3614d8a');
	t.is(treeDigest(tree({a: 'x', 'd/b': 'y+', 'd/l': '->a'})), 'ab8227891c59ea0b8bff7c2ff47f6a566b019d5627845130919df2e2ac3c4a42');
});

const base = {a: 'x', 'd/b': 'y', 'd/l': '->a'};

test('equal trees have equal fingerprints, whatever the order of their names, their times and their disks', t => {
	t.is(treeDigest(tree({a: 'x', 'd/b': 'y'})), treeDigest(tree({d: '/', 'd/b': 'y@7#9', a: 'x@3'})));
});

for (const [title, other] of [
	['content', {...base, a: 'z'}],
	['executable bit', {...base, a: 'x+'}],
	['name', {b: 'x', 'd/b': 'y', 'd/l': '->a'}],
	['link text', {...base, 'd/l': '->b'}],
	['kind', {...base, a: '/'}],
	['place', {a: 'x', b: 'y', 'd/l': '->a'}],
	['one more', {...base, 'd/c': '/'}],
] as const) {
	test(`another ${title} gives another fingerprint`, t => {
		t.not(treeDigest(tree(other)), treeDigest(tree(base)));
	});
}

test('a link to what a file\'s fingerprint is made of is not that file', t => {
	t.not(treeDigest(node('x')), treeDigest(node('->x')));
	t.not(treeDigest(tree({'a/b': 'x'})), treeDigest(tree({a: '/', b: 'x'})));
});

test('a subtree has one fingerprint wherever it stands', t => {
	t.is(treeDigest(lookup(tree(base), 'd')!), treeDigest(tree({b: 'y', l: '->a'})));
});

test('fingerprints are equal exactly when nothing but times differs', t => {
	holds(t, fc.property(arbitraryTriple, ({ancestor, local}) => {
		const timeless = (before: typeof ancestor) => editTree(before, [...diffTrees(undefined, before)].flatMap(({path, after}) => after?.kind === 'file' ? [{path, node: {...after, modifiedMicroseconds: 0}}] : []));
		const isSame = [...diffTrees(timeless(ancestor), timeless(local))].length === 0;
		return (treeDigest(ancestor) === treeDigest(local)) === isSame;
	}), {seed: 5, numRuns: 500});
});
