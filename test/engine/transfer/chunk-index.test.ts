import test, {type ExecutionContext} from 'ava';
import fc from 'fast-check';
import {sha256} from '../../../source/engine/content/digest.js';
import {chunkCount, chunkDigestHex, chunkLength} from '../../../source/engine/content/recipe.js';
import type {FolderNode} from '../../../source/engine/core/node.js';
import {
	editTree,
	emptyTree,
	walk,
	type Tree,
} from '../../../source/engine/core/tree.js';
import {ChunkIndex} from '../../../source/engine/transfer/chunk-index.js';
import {propertySeed, seededBytes} from '../content/seeded-bytes.js';
import {nodeOf} from './memory-replica.js';

/** A handful of contents, some sharing chunks, with their bytes. */
const shared = seededBytes(1, 400_000);
const contents = [
	shared,
	new Uint8Array(Buffer.concat([shared, seededBytes(2, 200_000)])),
	seededBytes(3, 500),
	seededBytes(4, 500),
	new Uint8Array(300_000),
	new Uint8Array(),
].map(bytes => ({bytes, node: nodeOf(bytes)}));

function treeOf(files: ReadonlyArray<readonly [path: string, content: number]>): Tree {
	return editTree(emptyTree, files.map(([path, content]) => ({path, node: contents[content]!.node})));
}

/** Everything that the tree has is found, where it is; nothing else is. */
function assertKnows(t: ExecutionContext, index: ChunkIndex, tree: Tree): void {
	const view = index.at(tree);
	const held = new Map(Array.from(walk(tree), ({path, node}) => [path, contents.find(content => content.node === node)] as const));
	const digests = new Set(Array.from(held.values(), content => content?.node.digest));
	for (const {bytes, node} of contents) {
		const isThere = digests.has(node.digest) && bytes.length > 0;
		const found = view.file(node.digest);
		t.is(found !== undefined, isThere);
		t.true(!found || held.get(found.path)?.node === node);
		const count = node.recipe && isThere ? chunkCount(node.recipe) : 0;
		for (let chunk = 0; chunk < count; chunk++) {
			const digest = chunkDigestHex(node.recipe!, chunk);
			const place = view.locate(digest)!;
			const length = chunkLength(node.recipe!, chunk);
			t.is(sha256(held.get(place.path)!.bytes.subarray(place.offset, place.offset + length)), digest);
		}

		if (isThere && !node.recipe) {
			t.is(view.locate(node.digest)?.offset, 0);
		}
	}
}

const files = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd/e', 'd/f', 'g/h/i', 'j'), fc.nat(contents.length - 1)), {selector: ([path]) => path});

test('finds every content and every chunk of a tree, from tree to tree and back', t => {
	fc.assert(fc.property(fc.array(files, {minLength: 1, maxLength: 6}), lists => {
		const index = new ChunkIndex();
		for (const list of lists) {
			assertKnows(t, index, treeOf(list));
		}
	}), {seed: propertySeed, numRuns: 60});
});

test('a view goes on to speak of its own tree', t => {
	const index = new ChunkIndex();
	const before = index.at(treeOf([['old', 2]]));
	const after = index.at(treeOf([['new', 2]]));
	t.is(after.file(contents[2]!.node.digest)?.path, 'new');
	t.is(before.file(contents[2]!.node.digest)?.path, 'old');
});

test('only what differs between two trees is looked at', t => {
	let looks = 0;
	const large: FolderNode = {
		kind: 'folder',
		get children() {
			looks++;
			return new Map([['file', contents[2]!.node]]);
		},
	};
	const tree = editTree(emptyTree, [{path: 'large', node: large}]);
	const index = new ChunkIndex();
	index.at(tree).file('0'.repeat(64));
	t.is(looks, 1);
	const next = editTree(tree, [{path: 'a/x', node: contents[3]!.node}]);
	t.is(index.at(next).file(contents[3]!.node.digest)?.path, 'a/x');
	t.is(looks, 1);
});

test('the recipe of a file that was replaced is remembered for a while', t => {
	const index = new ChunkIndex();
	const {node} = contents[0]!;
	t.is(index.at(treeOf([['a', 0]])).recipe(node.digest), node.recipe);
	const later = index.at(treeOf([['a', 2]]));
	t.is(later.file(node.digest), undefined);
	t.is(later.recipe(node.digest), node.recipe);
	t.is(later.recipe('0'.repeat(64)), undefined);
});

test('many equal files do not make the index slow or large, and some of them are known', t => {
	const {node} = contents[2]!;
	const paths = Array.from({length: 5000}, (_, index) => `folder/${index}`);
	const index = new ChunkIndex();
	const tree = editTree(emptyTree, paths.map(path => ({path, node})));
	t.truthy(index.at(tree).file(node.digest));
	const fewer = editTree(tree, paths.slice(4000).map(path => ({path, node: undefined})));
	t.truthy(index.at(fewer).file(node.digest));
	t.is(index.at(emptyTree).file(node.digest), undefined);
});

test('a recipe that was replaced before anybody asked is known when the index was told', t => {
	const index = new ChunkIndex();
	const [before, after] = [treeOf([['a', 0]]), treeOf([['a', 1]])];
	const {digest, recipe} = contents[0]!.node;
	index.supersede(emptyTree, before);
	index.supersede(before, after);
	t.is(index.at(after).recipe(digest), recipe);
	t.is(index.at(after).file(digest), undefined);
	t.is(new ChunkIndex().at(after).recipe(digest), undefined);
	assertKnows(t, index, after);
});
