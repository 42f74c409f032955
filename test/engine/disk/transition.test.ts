import fs from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {sha256} from '../../../source/engine/content/digest.js';
import {chunkCount, chunkOffsets} from '../../../source/engine/content/recipe.js';
import {digestBytes} from '../../../source/engine/content/recipe-builder.js';
import {
	emptyFolder,
	type FileNode,
	type TreeNode,
} from '../../../source/engine/core/node.js';
import type {Operation, OperationResult} from '../../../source/engine/core/operation.js';
import {treeDigest} from '../../../source/engine/core/tree-digest.js';
import {
	editTree,
	emptyTree,
	lookup,
	type Tree,
} from '../../../source/engine/core/tree.js';
import type {DiskReplica} from '../../../source/engine/disk/assemble-replica.js';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import {seededBytes} from '../content/seeded-bytes.js';
import {
	bytesOf,
	diskError,
	fileNode,
	noonMilliseconds,
	packOf,
	readFolder,
	replicaAt,
	stagedNames,
	trashedTexts,
} from './replica-fixture.js';
import {
	fillFolder,
	noRules,
	plain,
	scanFolder,
	withCalls,
} from './scan-fixture.js';
import {scratchFolder} from './scratch-folder.js';

const cause = {device: 'other', reason: 'synced'};

type Scene = {readonly root: string; readonly replica: DiskReplica; readonly tree: Tree};

async function sceneOf(t: ExecutionContext, contents: Readonly<Record<string, string>> = {}): Promise<Scene> {
	const root = scratchFolder(t);
	fillFolder(root, contents);
	age(root);
	const {tree} = await scanFolder(root);
	return {root, replica: replicaAt(root), tree};
}

/** Makes all files old enough that their times count. */
function age(root: string): void {
	for (const entry of fs.readdirSync(root, {recursive: true, withFileTypes: true})) {
		if (entry.isFile()) {
			fs.utimesSync(join(entry.parentPath, entry.name), 1_600_000_000, 1_600_000_000);
		}
	}
}

async function stageContents({replica}: Scene, ...contents: readonly string[]): Promise<void> {
	await replica.stage.putPack(packOf(...contents.map(content => bytesOf(content))));
}

async function carryOut(scene: Scene, ...operations: readonly Operation[]) {
	return scene.replica.transition({operations, tree: scene.tree, cause});
}

const put = (path: string, node: TreeNode, expected?: TreeNode): Operation => ({
	kind: 'put', path, node, expected,
});
const remove = (path: string, expected: TreeNode): Operation => ({kind: 'delete', path, expected});
const move = (from: string, path: string, expected: TreeNode): Operation => ({
	kind: 'move', from, path, expected,
});
const link = (target: string): TreeNode => ({kind: 'symlink', target});
const statuses = (results: readonly OperationResult[]): string[] => results.map(result => result.status === 'failed' ? result.problem.code : result.status);
const at = ({tree}: Scene, path: string): TreeNode => lookup(tree, path)!;
/** As the other side describes it. */
const described = ({tree}: Scene, path: string): TreeNode => {
	const {disk, ...node} = lookup(tree, path)!;
	return node;
};

/** The tree that a transition gives must be the one that a scan finds, and the scan must not have to read anything. */
async function assertScannedAlike(t: ExecutionContext, {root}: Scene, tree: Tree, doubtful: readonly string[] = []): Promise<void> {
	const reads: string[] = [];
	const scan = await scanFolder(root, {previous: tree, reads});
	t.deepEqual(reads, [...doubtful]);
	t.deepEqual(plain(scan.tree), plain(tree));
	t.deepEqual(plain((await scanFolder(root)).tree), plain(tree));
}

type Row = {
	readonly title: string;
	readonly before: Readonly<Record<string, string>>;
	readonly contents?: readonly string[];
	readonly operations: (scene: Scene) => readonly Operation[];
	readonly after: Readonly<Record<string, string>>;
	readonly trashed?: readonly string[];
	/** Results when the very same is carried out once more; all applied when absent. */
	readonly again?: readonly string[];
	/** The next scan reads these. */
	readonly doubtful?: readonly string[];
};

const rows: readonly Row[] = [
	{
		title: 'a new file', before: {}, contents: ['new'], operations: () => [put('a', fileNode('new'))], after: {a: 'new'},
	},
	{
		title: 'F47: an empty file, which needs no content', before: {}, operations: () => [put('a', fileNode(''))], after: {a: ''},
	},
	{
		title: 'an executable file', before: {}, contents: ['run'], operations: () => [put('a', fileNode('run', {executable: true}))], after: {a: '*run'},
	},
	{
		title: 'new folders with files and links in them',
		before: {'old/': ''},
		contents: ['1', '2', '3'],
		operations: () => [
			put('new', emptyFolder),
			put('new/one', fileNode('1')),
			put('new/sub', emptyFolder),
			put('new/sub/two', fileNode('2', {executable: true})),
			put('new/sub/link', link('../one')),
			put('old/three', fileNode('3')),
			put('bare', emptyFolder),
		],
		after: {
			'bare/': '', 'new/': '', 'new/one': '1', 'new/sub/': '', 'new/sub/two': '*2', 'new/sub/link': '-> ../one', 'old/': '', 'old/three': '3',
		},
	},
	{
		title: 'a content that several files want',
		before: {},
		contents: ['same'],
		operations: () => [put('a', fileNode('same')), put('d', emptyFolder), put('d/b', fileNode('same')), put('c', fileNode('same', {executable: true}))],
		after: {
			a: 'same', 'd/': '', 'd/b': 'same', c: '*same',
		},
	},
	{
		title: 'a replaced file',
		before: {a: 'old'},
		contents: ['new'],
		operations: scene => [put('a', fileNode('new'), described(scene, 'a'))],
		after: {a: 'new'},
		trashed: ['old'],
	},
	{
		title: 'a file whose content stands elsewhere in the tree, even where that is replaced in the same batch',
		before: {a: 'first', b: 'second'},
		operations: scene => [put('a', fileNode('second'), described(scene, 'a')), put('b', fileNode('first'), described(scene, 'b')), put('c', fileNode('second'))],
		after: {a: 'second', b: 'first', c: 'second'},
		trashed: ['first', 'second'],
	},
	{
		title: 'a deleted file',
		before: {a: 'old', b: 'kept'},
		operations: scene => [remove('a', described(scene, 'a'))],
		after: {b: 'kept'},
		trashed: ['old'],
	},
	{
		title: 'a deleted folder with all that is in it',
		before: {
			'd/a': '1', 'd/s/b': '2', 'd/s/l': '-> b', 'd/e/': '', f: '3',
		},
		operations: scene => [remove('d', described(scene, 'd'))],
		after: {f: '3'},
		trashed: ['1', '2'],
	},
	{
		title: 'a deleted folder that is named by its fingerprint',
		before: {'d/a': '1'},
		operations: scene => [remove('d', {kind: 'folder', children: new Map(), fingerprint: treeDigest(at(scene, 'd'))})],
		after: {},
		trashed: ['1'],
	},
	{
		title: 'moved files and folders, one into the other',
		before: {a: '1', 'd/b': '2', 'e/': ''},
		operations: scene => [move('d', 'e/f', described(scene, 'd')), move('a', 'e/f/a', described(scene, 'a')), move('e/f/b', 'b', described(scene, 'd/b'))],
		after: {
			b: '2', 'e/': '', 'e/f/': '', 'e/f/a': '1',
		},
	},
	{
		title: 'a swap by way of a third name',
		before: {a: '1', b: '2'},
		operations: scene => [move('a', 'park', described(scene, 'a')), move('b', 'a', described(scene, 'b')), move('park', 'b', described(scene, 'a'))],
		after: {a: '2', b: '1'},
		again: ['stale', 'applied', 'applied'],
	},
	{
		title: 'two folders that swap their names',
		before: {'a/1': '1', 'b/2': '2'},
		operations: scene => [move('a', 'park', described(scene, 'a')), move('b', 'a', described(scene, 'b')), move('park', 'b', described(scene, 'a'))],
		after: {
			'a/': '', 'a/2': '2', 'b/': '', 'b/1': '1',
		},
		again: ['stale', 'applied', 'applied'],
	},
	{
		title: 'a file that makes room for another one',
		before: {a: '1', b: '2'},
		contents: ['3'],
		operations: scene => [move('a', 'c', described(scene, 'a')), move('b', 'a', described(scene, 'b')), put('b', fileNode('3'))],
		after: {a: '2', b: '3', c: '1'},
	},
	{
		title: 'a file that becomes a folder',
		before: {a: 'old'},
		contents: ['in'],
		operations: scene => [put('a', emptyFolder, described(scene, 'a')), put('a/b', fileNode('in'))],
		after: {'a/': '', 'a/b': 'in'},
		trashed: ['old'],
	},
	{
		title: 'a folder that becomes a file',
		before: {'a/b': 'old'},
		contents: ['new'],
		operations: scene => [remove('a/b', described(scene, 'a/b')), put('a', fileNode('new'), emptyFolder)],
		after: {a: 'new'},
		trashed: ['old'],
	},
	{
		title: 'a file that becomes a link, a link that becomes a file, a folder that becomes a link',
		before: {a: 'old', b: '-> a', 'c/': ''},
		contents: ['new'],
		operations: scene => [put('a', link('b'), described(scene, 'a')), put('b', fileNode('new'), described(scene, 'b')), put('c', link('/nowhere'), emptyFolder)],
		after: {a: '-> b', b: 'new', c: '-> /nowhere'},
		trashed: ['old'],
	},
	{
		title: 'a link to another target, a deleted link and a new one',
		before: {a: '-> x', b: '-> y'},
		operations: scene => [put('a', link('z'), described(scene, 'a')), remove('b', described(scene, 'b')), put('c', link('y'))],
		after: {a: '-> z', c: '-> y'},
	},
	{
		title: 'F46: an executable bit and a time alone, without any content',
		before: {a: 'same', b: 'same too'},
		operations: scene => [
			put('a', {...described(scene, 'a') as FileNode, executable: true}, described(scene, 'a')),
			put('b', {...described(scene, 'b') as FileNode, modifiedMicroseconds: 1_234_567_890_123_456}, described(scene, 'b')),
		],
		after: {a: '*same', b: 'same too'},
		doubtful: ['a', 'b'],
	},
	{
		title: 'F43: names of all kinds',
		before: {},
		contents: ['x'],
		operations: () => [' -rf', 'a\nb', '\u{1B}[2J', '"quoted\'', '\u{1F600}', '\u{202E}rtl', 'con', 'dot.', 'é', 'e\u{301}', 'x'.repeat(255)].map(name => put(name, fileNode('x'))),
		after: Object.fromEntries([' -rf', 'a\nb', '\u{1B}[2J', '"quoted\'', '\u{1F600}', '\u{202E}rtl', 'con', 'dot.', 'é', 'e\u{301}', 'x'.repeat(255)].map(name => [name, 'x'])),
	},
	{
		title: 'F23: times before 1970 and far ahead',
		before: {},
		contents: ['x'],
		operations: () => [put('a', fileNode('x', {modifiedMicroseconds: -1_000_000})), put('b', fileNode('x', {modifiedMicroseconds: 0})), put('c', fileNode('x', {modifiedMicroseconds: 9_000_000_000_000_000}))],
		after: {a: 'x', b: 'x', c: 'x'},
	},
];

for (const row of rows) {
	const {title, before, contents = [], operations, after} = row;
	test(`carries out: ${title}`, async t => {
		const scene = await sceneOf(t, before);
		await stageContents(scene, ...contents);
		const steps = operations(scene);
		const {results, tree} = await carryOut(scene, ...steps);
		t.deepEqual(statuses(results), steps.map(() => 'applied'));
		t.deepEqual(readFolder(scene.root), after);
		t.deepEqual(trashedTexts(scene.root).toSorted(), row.trashed?.toSorted() ?? []);
		t.deepEqual(stagedNames(scene.root), []);
		await assertScannedAlike(t, scene, tree, row.doubtful);
		t.deepEqual(results.map(result => nodeOf(result)), steps.map(step => step.kind === 'put' ? withoutDisk(step.node) : nodeAfter(step)));
	});

	test(`is found done when it is carried out again: ${title}`, async t => {
		const scene = await sceneOf(t, before);
		await stageContents(scene, ...contents);
		const steps = operations(scene);
		await carryOut(scene, ...steps);
		// As after a crash: nothing is known but the old tree, and nothing is in the stage.
		const again = await carryOut({...scene, replica: replicaAt(scene.root)}, ...steps);
		t.deepEqual(statuses(again.results), row.again ?? steps.map(() => 'applied'));
		t.deepEqual(readFolder(scene.root), after);
	});
}

const nodeOf = (result: OperationResult): TreeNode | undefined => result.status === 'applied' ? withoutDisk(result.node) : undefined;
const nodeAfter = (step: Operation): TreeNode | undefined => step.kind === 'move' ? withoutDisk(step.expected) : undefined;

/** Alike on every disk, and without what is in a folder. */
function withoutDisk(node: TreeNode | undefined): TreeNode | undefined {
	if (!node || node.kind === 'folder') {
		return node && emptyFolder;
	}

	const {disk, ...rest} = node;
	return rest;
}

/** Receives a content of several chunks. */
async function receive({replica: {stage}}: Scene, bytes: Uint8Array): Promise<FileNode> {
	const named = digestBytes(bytes) as Required<ReturnType<typeof digestBytes>>;
	const offsets = chunkOffsets(named.recipe);
	const indexes = Array.from({length: chunkCount(named.recipe)}, (_, index) => index);
	await stage.begin({...named, copies: []});
	await stage.putChunks(named.digest, indexes, packOf(...indexes.map(index => bytes.subarray(offsets[index], offsets[index + 1]))));
	await stage.finish(named.digest);
	return fileNode(bytes);
}

test('a file of several chunks goes from the stage to its place, by copy for all but the last', async t => {
	const scene = await sceneOf(t);
	const bytes = seededBytes(3, 600_000);
	const node = await receive(scene, bytes);
	const {results, tree} = await carryOut(scene, put('a', node), put('d', emptyFolder), put('d/b', {...node, executable: true}), put('d/c', node));
	t.deepEqual(statuses(results), ['applied', 'applied', 'applied', 'applied']);
	fs.writeFileSync(join(scene.root, 'usual'), '');
	const usual = fs.statSync(join(scene.root, 'usual')).mode;
	fs.unlinkSync(join(scene.root, 'usual'));
	for (const [name, mode] of [['a', usual], ['d/b', usual | ((usual & 0o444) >> 2)], ['d/c', usual]] as const) {
		const place = join(scene.root, name);
		t.true(fs.readFileSync(place).equals(bytes));
		t.is(fs.statSync(place).nlink, 1);
		t.is(fs.statSync(place).mode, mode);
	}

	t.deepEqual((lookup(tree, 'a') as FileNode).recipe, node.recipe);
	t.deepEqual(stagedNames(scene.root), []);
	await assertScannedAlike(t, scene, tree);
});

test('F45: a staged file that is published in a new folder is no longer the stage\'s, even if it was wanted elsewhere in vain', async t => {
	const scene = await sceneOf(t, {a: 'mine'});
	const node = await receive(scene, seededBytes(4, 300_000));
	const {results} = await carryOut({...scene, tree: emptyTree}, put('a', node), put('d', emptyFolder), put('d/b', node));
	t.deepEqual(statuses(results), ['stale', 'applied', 'applied']);
	t.is(fs.statSync(join(scene.root, 'd/b')).nlink, 1);
	t.deepEqual(stagedNames(scene.root), []);
});

test('F45: no two files of the tree are ever one file', async t => {
	const scene = await sceneOf(t, {a: 'same'});
	await carryOut(scene, put('b', fileNode('same')), put('d', emptyFolder), put('d/c', fileNode('same')));
	t.deepEqual(['a', 'b', 'd/c'].map(name => fs.statSync(join(scene.root, name)).nlink), [1, 1, 1]);
});

test('A12 F45: a hard link to a file outside is never written through', async t => {
	const scene = await sceneOf(t);
	const outside = join(scratchFolder(t), 'outside');
	fs.writeFileSync(outside, 'precious');
	fs.utimesSync(outside, 1000, 1000);
	for (const name of ['a', 'b', 'c']) {
		fs.linkSync(outside, join(scene.root, name));
	}

	const {tree} = await scanFolder(scene.root);
	const seen = {...scene, tree};
	await stageContents(seen, 'new');
	const same = described(seen, 'b') as FileNode;
	const {results} = await carryOut(seen, put('a', fileNode('new'), same), put('b', {...same, executable: true, modifiedMicroseconds: 5_000_000}, same), remove('c', same));
	t.deepEqual(statuses(results), ['applied', 'applied', 'applied']);
	t.deepEqual(readFolder(scene.root), {a: 'new', b: '*precious'});
	t.is(fs.readFileSync(outside, 'utf8'), 'precious');
	t.is(fs.statSync(outside).mtimeMs, 1_000_000);
	t.is(fs.statSync(outside).mode & 0o111, 0);
});

test('A39 F46: a replaced file keeps its permissions but for the executable bit, and special bits are never set', async t => {
	const scene = await sceneOf(t, {a: 'old', b: 'old too', c: 'private'});
	fs.chmodSync(join(scene.root, 'a'), 0o4640);
	fs.chmodSync(join(scene.root, 'b'), 0o750);
	fs.chmodSync(join(scene.root, 'c'), 0o600);
	const {tree} = await scanFolder(scene.root);
	const seen = {...scene, tree};
	await stageContents(seen, 'new', 'newer', 'newest');
	const {results} = await carryOut(
		seen,
		put('a', fileNode('new', {executable: true}), described(seen, 'a')),
		put('b', fileNode('newer'), described(seen, 'b')),
		put('c', fileNode('newest'), described(seen, 'c')),
	);
	t.deepEqual(statuses(results), ['applied', 'applied', 'applied']);
	t.deepEqual(['a', 'b', 'c'].map(name => fs.statSync(join(scene.root, name)).mode & 0o7777), [0o750, 0o640, 0o600]);
});

const edits: ReadonlyArray<readonly [string, (place: string) => void]> = [
	['edited', place => {
		fs.writeFileSync(place, 'mine');
	}],
	['edited without another size or time', place => {
		const {atime, mtime} = fs.statSync(place);
		fs.writeFileSync(place, 'OLD');
		fs.utimesSync(place, atime, mtime);
	}],
	['replaced by a rename', place => {
		fs.writeFileSync(`${place}~`, 'mine');
		fs.renameSync(`${place}~`, place);
	}],
	['made executable', place => {
		fs.chmodSync(place, 0o755);
	}],
	['replaced by a link', place => {
		fs.unlinkSync(place);
		fs.symlinkSync('/etc/passwd', place);
	}],
	['replaced by a folder', place => {
		fs.unlinkSync(place);
		fs.mkdirSync(place);
	}],
];

for (const [how, edit] of edits) {
	test(`F18 F19 A11: a file ${how} after the scan is neither overwritten nor moved nor deleted`, async t => {
		const scene = await sceneOf(t, {a: 'old', 'd/b': 'old', c: 'old'});
		const known = described(scene, 'a');
		for (const name of ['a', 'd/b', 'c']) {
			edit(join(scene.root, name));
		}

		const before = readFolder(scene.root);
		await stageContents(scene, 'new');
		const {results, tree} = await carryOut(scene, put('a', fileNode('new'), known), remove('d', described(scene, 'd')), move('c', 'e', known));
		t.deepEqual(statuses(results), ['stale', 'stale', 'stale']);
		t.deepEqual(readFolder(scene.root), before);
		t.deepEqual(tree, scene.tree);
		t.deepEqual(trashedTexts(scene.root), []);
	});
}

/** Another program that acts right before the first call of this name on this path. */
function rivalled(root: string, name: 'rename' | 'link', path: string, act: () => void) {
	const files = openFileSystem(root);
	let isDone = false;
	return withCalls(files, {
		[name](from: string, to: string) {
			if (!isDone && (from === path || to === path)) {
				isDone = true;
				act();
			}

			files[name](from, to);
		},
	});
}

test('F19: a version that is written while it goes to the trash is put back', async t => {
	const scene = await sceneOf(t, {a: 'old', b: 'old', 'd/c': 'old'});
	for (const path of ['a', 'd/c']) {
		const place = join(scene.root, path);
		const replica = replicaAt(scene.root, {
			files: rivalled(scene.root, 'rename', path, () => {
				fs.writeFileSync(place, 'mine');
			}),
		});
		const top = path.split('/', 1)[0]!;
		const {results} = await carryOut({...scene, replica}, remove(top, described(scene, top)));
		t.deepEqual(statuses(results), [top === 'd' ? 'busy' : 'stale']);
		t.is(fs.readFileSync(place, 'utf8'), 'mine');
	}

	t.deepEqual(trashedTexts(scene.root), []);
});

test('F19: a program that has the old version open and writes at the last moment keeps its place', async t => {
	const scene = await sceneOf(t, {a: 'old'});
	const handle = fs.openSync(join(scene.root, 'a'), 'r+');
	const files = rivalled(scene.root, 'rename', 'a', () => {
		fs.writeSync(handle, 'mine', 0);
	});
	const replica = replicaAt(scene.root, {files});
	await replica.stage.putPack(packOf(bytesOf('new')));
	const {results} = await carryOut({...scene, replica}, put('a', fileNode('new'), described(scene, 'a')));
	fs.closeSync(handle);
	t.deepEqual(statuses(results), ['stale']);
	t.deepEqual(readFolder(scene.root), {a: 'mine'});
});

test('F19: time and executable bit are not given to a version that took the place of the expected one', async t => {
	const scene = await sceneOf(t, {a: 'same'});
	const place = join(scene.root, 'a');
	const files = openFileSystem(scene.root);
	const replica = replicaAt(scene.root, {
		files: withCalls(files, {
			openRead(path) {
				fs.writeFileSync(`${place}~`, 'mine');
				fs.renameSync(`${place}~`, place);
				return files.openRead(path);
			},
		}),
	});
	const node = described(scene, 'a') as FileNode;
	const {results} = await carryOut({...scene, replica}, put('a', {...node, executable: true, modifiedMicroseconds: 1_000_000}, node));
	t.deepEqual(statuses(results), ['stale']);
	t.deepEqual(readFolder(scene.root), {a: 'mine'});
	t.true(fs.statSync(place).mtimeMs > 1000);
});

test('F19: without hard links, too, a version that is written while it makes room is put back', async t => {
	const scene = await sceneOf(t, {a: 'old'});
	const files = rivalled(scene.root, 'rename', 'a', () => {
		fs.writeFileSync(join(scene.root, 'a'), 'mine');
	});
	const replica = replicaAt(scene.root, {
		files: withCalls(files, {
			link() {
				throw diskError('EPERM');
			},
		}),
	});
	await replica.stage.putPack(packOf(bytesOf('new')));
	const {results} = await carryOut({...scene, replica}, put('a', fileNode('new'), described(scene, 'a')));
	t.deepEqual(statuses(results), ['stale']);
	t.deepEqual(readFolder(scene.root), {a: 'mine'});
});

test('a file that was only touched or linked after the scan is still the one that was expected', async t => {
	const scene = await sceneOf(t, {a: 'old', b: 'old', c: 'old'});
	fs.utimesSync(join(scene.root, 'a'), 5, 5);
	fs.linkSync(join(scene.root, 'b'), join(scene.root, 'b2'));
	fs.renameSync(join(scene.root, 'c'), join(scene.root, 'c2'));
	fs.renameSync(join(scene.root, 'c2'), join(scene.root, 'c'));
	await stageContents(scene, 'new');
	const {results} = await carryOut(scene, ...['a', 'b', 'c'].map(name => put(name, fileNode('new'), described(scene, name))));
	t.deepEqual(statuses(results), ['applied', 'applied', 'applied']);
	t.deepEqual(readFolder(scene.root), {
		a: 'new', b: 'new', b2: 'old', c: 'new',
	});
});

test('a move that is found done moves nothing in the tree, whatever stands at its old place by now', async t => {
	const scene = await sceneOf(t, {a: 'content'});
	const operations: Operation[] = [
		{
			kind: 'move', from: 'a', path: 'b', expected: described(scene, 'a'),
		},
		{
			kind: 'put', path: 'a', node: emptyFolder, expected: undefined,
		},
	];
	await carryOut(scene, ...operations);
	const {tree: scanned} = await scanFolder(scene.root);
	const {results, tree} = await scene.replica.transition({operations, tree: scanned, cause: {device: 'd', reason: 'test'}});
	t.deepEqual(statuses(results), ['applied', 'applied']);
	t.is(lookup(tree, 'b')?.kind, 'file');
	t.is(lookup(tree, 'a')?.kind, 'folder');
});

test('what stands where nothing was expected is left alone', async t => {
	const scene = await sceneOf(t, {a: '1', 'd/': '', l: '-> x'});
	await stageContents(scene, 'new');
	const before = readFolder(scene.root);
	const node = fileNode('new');
	const {results} = await carryOut(
		{...scene, tree: emptyTree},
		put('a', node),
		put('d', node),
		put('l', node),
		put('a', emptyFolder),
		put('l', link('y')),
		put('d', link('y')),
		put('l/inside', node),
		put('a/inside', node),
		put('none/inside', node),
		put('none/folder', emptyFolder),
	);
	t.deepEqual(statuses(results), results.map(() => 'stale'));
	t.deepEqual(readFolder(scene.root), before);
	t.deepEqual(await scene.replica.stage.has([node.digest]), new Set([node.digest]));
	t.deepEqual(stagedNames(scene.root), []);
});

test('what is wanted and stands there already is adopted, time and executable bit included', async t => {
	const scene = await sceneOf(t, {
		a: 'new', 'd/b': 'new', 'd/mine': 'mine', l: '-> x',
	});
	const node = fileNode('new', {executable: true});
	const {results, tree} = await carryOut({...scene, tree: emptyTree}, put('a', node), put('d', emptyFolder), put('d/b', node), put('l', link('x')));
	t.deepEqual(statuses(results), ['applied', 'applied', 'applied', 'applied']);
	t.deepEqual(readFolder(scene.root), {
		a: '*new', 'd/': '', 'd/b': '*new', 'd/mine': 'mine', l: '-> x',
	});
	t.is(fs.statSync(join(scene.root, 'a')).mtimeMs, node.modifiedMicroseconds / 1000);
	t.true(lookup(tree, 'a')?.disk?.isRacy);
});

test('A08: a parent that is a symlink is not followed by any operation', async t => {
	const outside = scratchFolder(t);
	fillFolder(outside, {a: 'old', 'b/c': 'old'});
	const scene = await sceneOf(t, {'d/a': 'old', 'd/b/c': 'old', e: 'old'});
	fs.rmSync(join(scene.root, 'd'), {recursive: true});
	fs.symlinkSync(outside, join(scene.root, 'd'));
	await stageContents(scene, 'new');
	const before = readFolder(outside);
	const {results} = await carryOut(
		scene,
		put('d/a', fileNode('new'), described(scene, 'd/a')),
		put('d/new', fileNode('new')),
		put('d/folder', emptyFolder),
		put('d/folder/x', fileNode('new')),
		put('d/link', link('x')),
		put('d/a', {...described(scene, 'd/a') as FileNode, executable: true}, described(scene, 'd/a')),
		move('d/a', 'f', described(scene, 'd/a')),
		move('e', 'd/e', described(scene, 'e')),
		remove('d', described(scene, 'd')),
	);
	t.deepEqual(statuses(results), results.map(() => 'stale'));
	t.deepEqual(readFolder(outside), before);
	t.deepEqual(readFolder(scene.root), {d: `-> ${outside}`, e: 'old'});
});

test('rule 29 F47: what is not synced in a deleted folder stays, and the rest goes', async t => {
	const scene = await sceneOf(t, {
		'd/a': '1', 'd/s/b': '2', 'd/e/c': '3', 'd/e/l': '-> c',
	});
	fillFolder(scene.root, {'d/s/ignored': 'mine'});
	const {results, tree} = await carryOut(scene, remove('d', described(scene, 'd')));
	t.deepEqual(statuses(results), ['ignored-inside']);
	t.deepEqual(readFolder(scene.root), {'d/': '', 'd/s/': '', 'd/s/ignored': 'mine'});
	t.deepEqual(trashedTexts(scene.root).toSorted(), ['1', '2', '3']);
	t.deepEqual(plain(tree), {d: {s: {}}});
});

test('a folder that still holds something does not become a file', async t => {
	const scene = await sceneOf(t, {'a/': ''});
	fillFolder(scene.root, {'a/ignored': 'mine'});
	await stageContents(scene, 'new');
	const {results} = await carryOut(scene, put('a', fileNode('new'), emptyFolder));
	t.deepEqual(statuses(results), ['ignored-inside']);
	t.deepEqual(readFolder(scene.root), {'a/': '', 'a/ignored': 'mine'});
});

test('a deletion of which the scan has seen more than is expected is stale', async t => {
	const scene = await sceneOf(t, {'d/a': '1', 'd/b': '2'});
	const expected = lookup(editTree(scene.tree, [{path: 'd/b', node: undefined}]), 'd')!;
	const {results} = await carryOut(scene, remove('d', expected));
	t.deepEqual(statuses(results), ['stale']);
	t.deepEqual(readFolder(scene.root), {'d/': '', 'd/a': '1', 'd/b': '2'});
});

test('a content that is nowhere fails its own operation only', async t => {
	const scene = await sceneOf(t, {b: 'old'});
	await stageContents(scene, 'here');
	const {results} = await carryOut(scene, put('a', fileNode('nowhere')), put('b', fileNode('lost'), described(scene, 'b')), put('c', fileNode('here')), put('d', emptyFolder), put('d/e', fileNode('gone')), put('d/f', fileNode('here')));
	t.deepEqual(statuses(results), ['missing-content', 'missing-content', 'applied', 'applied', 'missing-content', 'applied']);
	t.deepEqual(readFolder(scene.root), {
		b: 'old', c: 'here', 'd/': '', 'd/f': 'here',
	});
});

test('a content is not taken from a file that has changed since the scan', async t => {
	const scene = await sceneOf(t, {a: 'old'});
	fs.writeFileSync(join(scene.root, 'a'), 'OLD');
	const {results} = await carryOut(scene, put('b', fileNode('old')));
	t.deepEqual(statuses(results), ['missing-content']);
	t.deepEqual(readFolder(scene.root), {a: 'OLD'});
});

test('a version in the trash can be put back without a transfer', async t => {
	const scene = await sceneOf(t, {a: 'old'});
	const node = described(scene, 'a');
	const {tree} = await carryOut(scene, remove('a', node));
	const [version] = await scene.replica.history();
	t.like(version, {
		path: 'a', kind: 'file', digest: sha256(bytesOf('old')), size: 3, device: 'other', reason: 'synced', whenMilliseconds: noonMilliseconds,
	});
	const {results} = await carryOut({...scene, tree}, put('a', node));
	t.deepEqual(statuses(results), ['applied']);
	t.deepEqual(readFolder(scene.root), {a: 'old'});
	t.is(fs.statSync(join(scene.root, 'a')).nlink, 1);
});

test('operations that depend on one that failed are stale, the others are carried out', async t => {
	const scene = await sceneOf(t, {a: 'old', x: '1'});
	fs.writeFileSync(join(scene.root, 'a'), 'mine');
	await stageContents(scene, 'new');
	const {results} = await carryOut(scene, put('a', emptyFolder, described(scene, 'a')), put('a/b', fileNode('new')), move('x', 'a/x', described(scene, 'x')), put('c', fileNode('new')));
	t.deepEqual(statuses(results), ['stale', 'stale', 'stale', 'applied']);
	t.deepEqual(readFolder(scene.root), {a: 'mine', c: 'new', x: '1'});
});

test('A44: a folder does not go into itself, and a file is no folder', async t => {
	const scene = await sceneOf(t, {'d/e/': '', a: '1'});
	const {results} = await carryOut(scene, move('d', 'd/e/d', described(scene, 'd')), move('a', 'a/b', described(scene, 'a')), remove('a', emptyFolder), remove('d', described(scene, 'a')));
	t.deepEqual(statuses(results), ['stale', 'stale', 'stale', 'stale']);
	t.deepEqual(readFolder(scene.root), {a: '1', 'd/': '', 'd/e/': ''});
});

test('a folder that appeared meanwhile takes what was meant for the new one', async t => {
	const scene = await sceneOf(t);
	fillFolder(scene.root, {'d/mine': 'mine', 'd/s/': '', 'd/b': 'other'});
	await stageContents(scene, '1', '2', '3');
	const {results} = await carryOut(scene, put('d', emptyFolder), put('d/a', fileNode('1')), put('d/s', emptyFolder), put('d/s/c', fileNode('2')), put('d/b', fileNode('3')));
	t.deepEqual(statuses(results), ['applied', 'applied', 'applied', 'applied', 'stale']);
	t.deepEqual(readFolder(scene.root), {
		'd/': '', 'd/a': '1', 'd/b': 'other', 'd/mine': 'mine', 'd/s/': '', 'd/s/c': '2',
	});
	t.deepEqual(stagedNames(scene.root), []);
});

test('a new folder from which something is moved on in the same batch', async t => {
	const scene = await sceneOf(t, {a: '1'});
	await stageContents(scene, 'x', 'y');
	const {results, tree} = await carryOut(scene, put('d', emptyFolder), put('d/x', fileNode('x')), move('a', 'd/a', described(scene, 'a')), put('d/y', fileNode('y')), move('d', 'e', emptyFolder));
	t.deepEqual(statuses(results), ['applied', 'applied', 'applied', 'applied', 'applied']);
	t.deepEqual(readFolder(scene.root), {
		'e/': '', 'e/a': '1', 'e/x': 'x', 'e/y': 'y',
	});
	t.deepEqual(plain((await scanFolder(scene.root, {previous: tree})).tree), plain(tree));
});

const refusals: ReadonlyArray<readonly [code: string, problem: string]> = [
	['EACCES', 'unwritable'],
	['EPERM', 'unwritable'],
	['EROFS', 'read-only'],
	['ENOSPC', 'no-space'],
	['EDQUOT', 'no-space'],
	['EIO', 'io'],
	['ENAMETOOLONG', 'bad-name'],
	['EXDEV', 'other-device'],
	['EMFILE', 'busy'],
	['ELOOP', 'stale'],
	['ENOTDIR', 'stale'],
];

for (const [code, problem] of refusals) {
	test(`F05 F06 F10 F11 F13: ${code} is ${problem} for the operation that met it, and leaves the target untouched`, async t => {
		const scene = await sceneOf(t, {a: 'old', b: 'old too', c: 'third'});
		const files = openFileSystem(scene.root);
		const refuse = (path: string) => {
			if (['a', 'b', 'd', 'e/f'].includes(path)) {
				throw diskError(code);
			}
		};

		const replica = replicaAt(scene.root, {
			files: withCalls(files, {
				rename(from, to) {
					refuse(from);
					refuse(to);
					files.rename(from, to);
				},
				link(from, to) {
					refuse(to);
					files.link(from, to);
				},
				makeFolder(path, mode) {
					refuse(path);
					files.makeFolder(path, mode);
				},
			}),
		});
		await replica.stage.putPack(packOf(bytesOf('new')));
		const {results} = await carryOut({...scene, replica}, put('a', fileNode('new'), described(scene, 'a')), remove('b', described(scene, 'b')), put('d', emptyFolder), put('e', emptyFolder), put('e/g', fileNode('new')), remove('c', described(scene, 'c')));
		t.deepEqual(statuses(results), [problem, problem, problem, 'applied', 'applied', 'applied']);
		t.deepEqual(readFolder(scene.root), {
			a: 'old', b: 'old too', 'e/': '', 'e/g': 'new',
		});
		t.deepEqual(stagedNames(scene.root), []);
		const [first] = results;
		t.is(first?.status === 'failed' ? first.problem.path : 'a', 'a');
	});
}

test('F53: on a file system without hard links everything is done by renames', async t => {
	const scene = await sceneOf(t, {a: 'old', b: 'same'});
	const replica = replicaAt(scene.root, {
		files: withCalls(openFileSystem(scene.root), {
			link() {
				throw diskError('EPERM');
			},
		}),
	});
	await replica.stage.putPack(packOf(bytesOf('new'), bytesOf('first')));
	const {results, tree} = await carryOut({...scene, replica}, put('a', fileNode('new'), described(scene, 'a')), put('c', fileNode('first')), put('b', fileNode('new')), put('d', emptyFolder), put('d/e', fileNode('first')));
	t.deepEqual(statuses(results), ['applied', 'applied', 'stale', 'applied', 'applied']);
	t.deepEqual(readFolder(scene.root), {
		a: 'new', b: 'same', c: 'first', 'd/': '', 'd/e': 'first',
	});
	t.deepEqual(trashedTexts(scene.root), ['old']);
	await assertScannedAlike(t, scene, tree);
});

test('R6: a file whose flush failed is not published', async t => {
	const scene = await sceneOf(t, {a: 'old'});
	const files = openFileSystem(scene.root);
	let count = 0;
	const replica = replicaAt(scene.root, {
		files: withCalls(files, {
			sync(handle) {
				count++;
				if (count === 1) {
					throw diskError('EIO');
				}

				files.sync(handle);
			},
		}),
	});
	await replica.stage.putPack(packOf(bytesOf('new'), bytesOf('other')));
	const {results} = await carryOut({...scene, replica}, put('a', fileNode('new'), described(scene, 'a')), put('b', fileNode('other')));
	t.deepEqual(statuses(results), ['io', 'applied']);
	t.deepEqual(readFolder(scene.root), {a: 'old', b: 'other'});
});

test('R6: of many files only those whose flush failed are not published', async t => {
	const scene = await sceneOf(t);
	const files = openFileSystem(scene.root);
	let count = 0;
	const replica = replicaAt(scene.root, {
		files: withCalls(files, {
			syncAll: () => false,
			sync(handle) {
				count++;
				if (count === 3) {
					throw diskError('EIO');
				}

				files.sync(handle);
			},
		}),
	});
	const contents = Array.from({length: 12}, (_, index) => `content ${index}`);
	await replica.stage.putPack(packOf(...contents.map(content => bytesOf(content))));
	const {results} = await carryOut({...scene, replica}, ...contents.map((content, index) => put(`file ${index}`, fileNode(content))));
	t.deepEqual(statuses(results).map((status, index) => status === 'applied' ? '' : `${index} ${status}`).filter(Boolean), ['2 io']);
	t.is(Object.keys(readFolder(scene.root)).length, 11);
});

test('a folder that cannot be made durable ends the whole transition', async t => {
	const scene = await sceneOf(t);
	const replica = replicaAt(scene.root, {
		files: withCalls(openFileSystem(scene.root), {
			syncFolder() {
				throw diskError('EIO');
			},
		}),
	});
	await replica.stage.putPack(packOf(bytesOf('new')));
	await t.throwsAsync(carryOut({...scene, replica}, put('a', fileNode('new'))), {name: 'FsyncError', code: 'root'});
});

test('a published file that is young or was changed at once is read again by the next scan', async t => {
	const scene = await sceneOf(t);
	const files = openFileSystem(scene.root);
	const replica = replicaAt(scene.root, {
		files: withCalls(files, {
			unlink(path) {
				files.unlink(path);
				if (fs.existsSync(join(scene.root, 'b'))) {
					fs.writeFileSync(join(scene.root, 'b'), 'mine');
				}
			},
		}),
	});
	await replica.stage.putPack(packOf(bytesOf('young'), bytesOf('edit')));
	const young = fileNode('young', {modifiedMicroseconds: Date.now() * 1000});
	const {results, tree} = await carryOut({...scene, replica}, put('a', young), put('b', fileNode('edit')));
	t.deepEqual(statuses(results), ['applied', 'applied']);
	t.true(lookup(tree, 'a')?.disk?.isRacy);
	t.true(lookup(tree, 'b')?.disk?.isRacy);
	const scan = await scanFolder(scene.root, {previous: tree});
	t.is((lookup(scan.tree, 'b') as FileNode).digest, sha256(bytesOf('mine')));
});

for (const path of ['', '..', '../x', 'a/../../x', '/etc/x', 'a//b', './a', 'a\0b', '.fsync-tui', '.fsync-tui/id', 'x'.repeat(256)]) {
	test(`A01 A02 A04 A05 A06: no operation has the path ${JSON.stringify(path.slice(0, 20))}`, async t => {
		const scene = await sceneOf(t, {a: '1'});
		for (const operation of [put(path, fileNode('')), remove(path, emptyFolder), move('a', path, described(scene, 'a')), move(path, 'b', emptyFolder)]) {
			await t.throwsAsync(carryOut(scene, operation), {name: 'FsyncError', code: 'protocol'});
		}

		t.deepEqual(readFolder(scene.root), {a: '1'});
	});
}

test('an empty transition gives the very tree back', async t => {
	const scene = await sceneOf(t, {a: '1'});
	const {results, tree} = await carryOut(scene);
	t.deepEqual(results, []);
	t.is(tree, scene.tree);
	t.false(noRules.ignores());
});

test('F05: what the disk does not let go of in the stage does not stop what was published', async t => {
	const scene = await sceneOf(t, {a: 'old', b: 'mine'});
	const files = openFileSystem(scene.root);
	const replica = replicaAt(scene.root, {
		files: withCalls(files, {
			unlink(path) {
				if (path.includes('/stage/new-')) {
					throw diskError('ENOSPC');
				}

				files.unlink(path);
			},
		}),
	});
	await replica.stage.putPack(packOf(bytesOf('new')));
	const {results} = await carryOut({...scene, replica}, put('a', fileNode('new'), described(scene, 'a')), put('b', fileNode('new'), fileNode('other')));
	t.deepEqual(statuses(results), ['applied', 'stale']);
	t.deepEqual(readFolder(scene.root), {a: 'new', b: 'mine'});
});

test('F10: a staged content that an earlier attempt has made unwritable is let go and fetched again', async t => {
	const scene = await sceneOf(t, {a: 'old'});
	const files = openFileSystem(scene.root);
	let isUnwritable = false;
	const replica = replicaAt(scene.root, {
		files: withCalls(files, {
			openWrite(path, options) {
				if (options?.existing === true && isUnwritable) {
					throw diskError('EACCES');
				}

				return files.openWrite(path, options);
			},
		}),
	});
	const node = await receive({...scene, replica}, seededBytes(1, 100_000));
	isUnwritable = true;
	const {results} = await carryOut({...scene, replica}, put('a', node, described(scene, 'a')));
	t.deepEqual(statuses(results), ['missing-content']);
	t.deepEqual(stagedNames(scene.root), []);
	t.deepEqual(readFolder(scene.root), {a: 'old'});
});
