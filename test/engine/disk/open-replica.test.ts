import fs from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {chunkCount, chunkOffsets} from '../../../source/engine/content/recipe.js';
import {digestBytes} from '../../../source/engine/content/recipe-builder.js';
import {emptyFolder, type FileNode} from '../../../source/engine/core/node.js';
import {emptyTree, lookup} from '../../../source/engine/core/tree.js';
import type {DiskReplica} from '../../../source/engine/disk/assemble-replica.js';
import {openReplica} from '../../../source/engine/disk/open-replica.js';
import {usualRetention} from '../../../source/engine/disk/trash-tidy.js';
import {seededBytes} from '../content/seeded-bytes.js';
import {
	bytesOf,
	fileNode,
	fixedClock,
	packOf,
	readFolder,
	replicaAt,
} from './replica-fixture.js';
import {fillFolder, noRules, plain} from './scan-fixture.js';
import {scratchFolder} from './scratch-folder.js';

const cause = {device: 'other', reason: 'synced'};

/** The same contract wherever the jobs are run. */
const kinds: ReadonlyArray<readonly [string, (t: ExecutionContext, root: string) => DiskReplica]> = [
	['inline', (_, root) => replicaAt(root)],
	['in a worker', (t, root) => {
		const replica = openReplica(root, {clock: fixedClock()});
		t.teardown(async () => replica.close());
		return replica;
	}],
];

for (const [kind, open] of kinds) {
	test(`a replica ${kind}: checks, locks, scans, reads, stages, carries out and scans again`, async t => {
		const root = scratchFolder(t);
		fillFolder(root, {a: 'one', 'd/b': 'two', 'd/l': '-> b'});
		const replica = open(t, root);
		t.is(replica.root, root);
		t.like(await replica.check(), {state: 'marker-missing'});
		t.like(await replica.check(true), {state: 'ready'});
		await replica.lock();
		const first = await replica.scan({previous: emptyTree, rules: noRules});
		t.is(first.hashedFiles, 2);
		const contents = ['a', 'd/b'].map(path => ({path, node: lookup(first.tree, path) as FileNode}));
		const {pack, changed} = await replica.readPack(contents);
		t.deepEqual([...pack.lengths], [3, 3]);
		t.deepEqual([...changed], []);
		t.deepEqual(await replica.stage.putPack(packOf(bytesOf('new'))), [fileNode('new').digest]);
		t.deepEqual(await replica.stage.has([fileNode('new').digest, fileNode('old').digest]), new Set([fileNode('new').digest]));
		const {results, tree} = await replica.transition({
			tree: first.tree,
			cause,
			operations: [
				{
					kind: 'put', path: 'a', node: fileNode('new'), expected: lookup(first.tree, 'a'),
				},
				{
					kind: 'put', path: 'e', node: emptyFolder, expected: undefined,
				},
				{
					kind: 'put', path: 'e/copy', node: fileNode('two'), expected: undefined,
				},
				{kind: 'delete', path: 'x', expected: fileNode('x')},
			],
		});
		t.deepEqual(results.map(({status}) => status), ['applied', 'applied', 'applied', 'applied']);
		t.deepEqual(readFolder(root), {
			a: 'new', 'd/': '', 'd/b': 'two', 'd/l': '-> b', 'e/': '', 'e/copy': 'two',
		});
		const second = await replica.scan({previous: tree, rules: noRules});
		t.deepEqual(plain(second.tree), plain(tree));
		t.like((await replica.history())[0], {path: 'a', device: 'other'});
		t.like(await replica.tidy({...usualRetention, nowMilliseconds: Date.UTC(2100, 0, 1)}), {versions: 1, isDone: true});
		const {freeBytes, diskBytes} = await replica.room();
		t.true(freeBytes > 0 && diskBytes >= freeBytes);
		await replica.stage.sweep();
		await replica.close();
		await replica.close();
		t.deepEqual(fs.readdirSync(join(root, '.fsync-tui')).toSorted(), ['id', 'stage', 'trash']);
	});

	test(`a replica ${kind}: sends and receives a large file, and keeps an unfinished one`, async t => {
		const bytes = seededBytes(5, 900_000);
		const named = digestBytes(bytes) as Required<ReturnType<typeof digestBytes>>;
		const offsets = chunkOffsets(named.recipe);
		const indexes = Array.from({length: chunkCount(named.recipe)}, (_, index) => index);
		const source = scratchFolder(t);
		fs.writeFileSync(join(source, 'large'), bytes);
		const sender = open(t, source);
		const {tree} = await sender.scan({previous: emptyTree, rules: noRules});
		const content = {path: 'large', node: lookup(tree, 'large') as FileNode};
		t.deepEqual(content.node.recipe, named.recipe);

		const root = scratchFolder(t);
		const receiver = open(t, root);
		// A recipe that is part of something larger must not take that along.
		const within = new Uint8Array(named.recipe.length + 100);
		within.set(named.recipe, 50);
		const recipe = within.subarray(50, 50 + named.recipe.length);
		const progress = await receiver.stage.begin({...named, recipe, copies: []});
		t.deepEqual([...progress.missing], indexes);
		const half = indexes.slice(0, indexes.length / 2);
		const pack = await sender.readChunks(content, half);
		t.deepEqual([...await receiver.stage.putChunks(named.digest, half, pack!)], []);
		await receiver.stage.abandon(named.digest);
		const again = await receiver.stage.begin({...named, copies: []});
		t.deepEqual([...again.reused], half);
		const rest = await sender.readChunks(content, again.missing);
		t.deepEqual([...await receiver.stage.putChunks(named.digest, again.missing, rest!)], []);
		t.deepEqual(await receiver.stage.finish(named.digest), {again: []});
		const {results} = await receiver.transition({
			tree: emptyTree, cause, operations: [{
				kind: 'put', path: 'large', node: {...content.node, recipe}, expected: undefined,
			}],
		});
		t.like(results[0], {status: 'applied'});
		t.true(fs.readFileSync(join(root, 'large')).equals(bytes));
		t.is(offsets.at(-1), bytes.length);
		fs.appendFileSync(join(source, 'large'), 'more');
		t.is(await sender.readChunks(content, [0]), undefined);
		await t.throwsAsync(receiver.stage.putChunks('0'.repeat(64), [0], packOf(bytesOf('x'))), {name: 'FsyncError', code: 'protocol'});
	});

	test(`a replica ${kind}: faults keep their code and their sentence`, async t => {
		const root = scratchFolder(t);
		const [one, two] = [open(t, root), open(t, root)];
		await one.lock();
		await t.throwsAsync(two.lock(), {name: 'FsyncError', code: 'locked', message: /already being synced/v});
		await one.close();
		await two.lock();
		await t.throwsAsync(two.stage.putPack({lengths: [5], payload: bytesOf('x'), isCompressed: false}), {name: 'FsyncError', code: 'protocol'});
		const gone = open(t, join(root, 'gone'));
		t.like(await gone.check(true), {state: 'missing'});
		await t.throwsAsync(gone.scan({previous: emptyTree, rules: noRules}), {name: 'FsyncError', code: 'root'});
		await two.close();
	});

	test(`a replica ${kind}: looks for a marker of its own when it is told which`, async t => {
		const root = scratchFolder(t);
		const replica = open(t, root);
		const state = await replica.check(true);
		const known = openReplica(root, {clock: fixedClock(), marker: state.state === 'ready' ? state.marker : ''});
		const wrong = openReplica(root, {clock: fixedClock(), marker: '0'.repeat(32)});
		t.like(await known.check(), {state: 'ready'});
		t.like(await wrong.check(true), {state: 'marker-differs'});
		await Promise.all([known.close(), wrong.close()]);
	});
}
