import test from 'ava';
import {emptyTree} from '../../source/engine/core/tree.js';
import {layoutFor, shardOf, writeShards} from '../../source/store/shard-layout.js';
import {treeLimits} from '../../source/store/tree-limits.js';
import {ColumnBlock} from '../../source/store/column-block.js';
import {edit, noTrees, type Step} from './random-trees.js';

const files = (count: number, folder: (index: number) => string): Step[] => Array.from({length: count}, (_, index) => ({
	owners: 7, path: `${folder(index)}/file ${index}`, kind: 'file', seed: index,
}));
const narrow = {count: 1, wide: new Set<string>()};

test('the shard count grows with the tree, and shrinks only when it is far too large', t => {
	const limits = {...treeLimits, shardRows: 10, shards: 8};
	const count = (rows: number, present: number): number =>
		layoutFor(edit(noTrees, files(rows, index => `d${index % 7}`)), {...narrow, count: present}, limits).count;
	t.deepEqual([count(3, 1), count(60, 1), count(1000, 1), count(60, 8), count(20, 8), count(3, 8)], [1, 8, 8, 8, 8, 1]);
});

test('a layout that fits is kept as the same object', t => {
	const trees = edit(noTrees, files(100, () => 'd'));
	const limits = {...treeLimits, widePast: 50, narrowBelow: 20};
	const layout = layoutFor(trees, narrow, limits);
	t.deepEqual([...layout.wide], ['d']);
	t.is(layoutFor(trees, layout, limits), layout);
	t.is(layoutFor(trees, layout, {...treeLimits, widePast: 200, narrowBelow: 50}), layout, 'wide folders stay wide for a while');
	t.is(layoutFor(trees, narrow, {...treeLimits, widePast: 200, narrowBelow: 50}), narrow);
});

test('every row is in exactly the shard that it is said to be in', t => {
	const trees = edit(noTrees, [...files(300, index => `d${index % 20}/deep`), ...files(200, () => 'wide')]);
	const layout = {count: 16, wide: new Set(['wide'])};
	const writers = writeShards(trees, layout, Array.from({length: 16}, (_, shard) => shard));
	let rows = 0;
	for (const [shard, writer] of writers) {
		const {folders, counts: perFolder, names} = new ColumnBlock(writer.columns());
		const rest = names === '' ? [] : names.split('/');
		rows += rest.length;
		for (const [index, folder] of folders.entries()) {
			for (const name of rest.splice(0, perFolder[index])) {
				t.is(shardOf(layout, folder, name), shard, `${folder}/${name}`);
			}
		}
	}

	t.is(rows, 500 + 20 + 20 + 1);
	t.is(writeShards([emptyTree, emptyTree, emptyTree], layout, [3]).get(3)?.size, 0);
});

test('folders are spread evenly over the shards', t => {
	const counts = new Map<number, number>();
	for (let index = 0; index < 6400; index++) {
		const shard = shardOf({count: 64, wide: new Set()}, `packages/package-${index % 100}/source/part-${index}`, '');
		counts.set(shard, (counts.get(shard) ?? 0) + 1);
	}

	t.is(counts.size, 64);
	for (const [shard, count] of counts) {
		t.true(count > 50 && count < 160, `${count} in ${shard}`);
	}
});
