import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import fs from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {emptyTree, lookup} from '../../../source/engine/core/tree.js';
import type {FileNode, FolderNode} from '../../../source/engine/core/node.js';
import {inlineScanDisk} from '../../../source/engine/disk/inline-disk.js';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import type {ScanRequest} from '../../../source/engine/disk/replica.js';
import {scan} from '../../../source/engine/disk/scan.js';
import {seededBytes} from '../content/seeded-bytes.js';
import {
	faultyFileSystem,
	fillFolder,
	lateClock,
	noRules,
	plain,
	scanFolder,
	withCalls,
} from './scan-fixture.js';
import {scratchFolder} from './scratch-folder.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const onLinux = process.platform === 'linux' ? test : test.skip;

test('a first scan has every file, folder and link with its digest, time and executable bit', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {
		'a.txt': 'hello', 'folder/run.sh': '#!', 'folder/empty/': '', 'folder/none': '', link: '-> folder/../a.txt',
	});
	fs.chmodSync(join(root, 'folder/run.sh'), 0o755);
	fs.utimesSync(join(root, 'a.txt'), 1_700_000_000.123, 1_700_000_000.123);
	const {tree, problems, frozen, entries, hashedFiles, hashedBytes} = await scanFolder(root);
	const node = lookup(tree, 'a.txt') as FileNode;
	t.is(node.digest, sha256('hello'));
	t.is(node.modifiedMicroseconds, 1_700_000_000_123_000);
	t.false(node.executable);
	t.true((lookup(tree, 'folder/run.sh') as FileNode).executable);
	t.is((lookup(tree, 'folder/none') as FileNode).digest, sha256(''));
	t.is((lookup(tree, 'folder/empty') as FolderNode).children.size, 0);
	t.like(lookup(tree, 'link'), {kind: 'symlink', target: 'folder/../a.txt'});
	t.deepEqual([problems.length, frozen.size, entries, hashedFiles, hashedBytes], [0, 0, 6, 3, 7]);
});

test('a file of several chunks has a recipe, and its digest is the same at the next scan', async t => {
	const root = scratchFolder(t);
	fs.writeFileSync(join(root, 'large'), seededBytes(7, 600_000));
	const first = lookup((await scanFolder(root)).tree, 'large') as FileNode;
	t.truthy(first.recipe);
	t.is(first.size, 600_000);
	t.deepEqual((lookup((await scanFolder(root)).tree, 'large') as FileNode).recipe, first.recipe);
});

test('an unchanged folder is the very same object, and no file is read', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {'a/b/c': '1', 'a/d': '2', e: '-> a'});
	const first = await scanFolder(root);
	const second = await scanFolder(root, {previous: first.tree});
	t.is(second.tree, first.tree);
	t.is(second.hashedFiles, 0);
});

test('the cost of one change is one file, and everything beside its parents is shared', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {'a/b/c': '1', 'a/d': '2', 'other/x': '3'});
	const {tree: previous} = await scanFolder(root);
	fs.writeFileSync(join(root, 'a/b/c'), 'changed');
	for (const dirty of [undefined, ['a/b/c']]) {
		const reads: string[] = [];
		const {tree} = await scanFolder(root, {previous, ...dirty && {dirty}, reads});
		t.deepEqual(reads, ['a/b/c']);
		t.is((lookup(tree, 'a/b/c') as FileNode).digest, sha256('changed'));
		t.is(lookup(tree, 'other'), lookup(previous, 'other'));
		t.is(lookup(tree, 'a/d'), lookup(previous, 'a/d'));
	}
});

const manyEntries = 4100;

test('F41: a folder of more entries than fit in a batch loses none of them', async t => {
	const root = scratchFolder(t);
	for (let index = 0; index < manyEntries; index++) {
		fs.symlinkSync(String(index), join(root, `entry-${index}`));
	}

	fs.writeFileSync(join(root, 'file'), 'x');
	const {tree, frozen} = await scanFolder(root);
	t.is(tree.children.size, manyEntries + 1);
	t.is(frozen.size, 0);
	for (let index = 0; index < manyEntries; index++) {
		t.like(tree.children.get(`entry-${index}`), {kind: 'symlink', target: String(index)});
	}
});

test('the reserved folder at the root is not scanned, one of that name further down is', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {'.fsync-tui/id': 'x', 'a/.fsync-tui/file': 'y'});
	const {tree} = await scanFolder(root);
	t.deepEqual(Object.keys(plain(tree)), ['a']);
	t.truthy(lookup(tree, 'a/.fsync-tui/file'));
	t.is((await scanFolder(root, {previous: tree, dirty: ['.fsync-tui', '.fsync-tui/id']})).tree, tree);
});

test('R8, F23: a file that was written within two seconds of its reading is read again, once', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {fresh: '1', ahead: '2', old: '3'});
	fs.utimesSync(join(root, 'fresh'), 1000, 1000);
	fs.utimesSync(join(root, 'ahead'), 1003, 1003);
	fs.utimesSync(join(root, 'old'), 999, 999);
	const first = await scanFolder(root, {wallMilliseconds: 1_001_500});
	t.true((lookup(first.tree, 'fresh') as FileNode).disk?.isRacy);
	t.is((lookup(first.tree, 'old') as FileNode).disk?.isRacy, undefined);
	const reads: string[] = [];
	const second = await scanFolder(root, {previous: first.tree, reads});
	t.deepEqual(reads.toSorted(), ['ahead', 'fresh']);
	t.is((await scanFolder(root, {previous: second.tree})).tree, second.tree);
});

test('F46: a change of the executable bit alone is seen', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {file: '1'});
	const {tree: previous} = await scanFolder(root);
	fs.chmodSync(join(root, 'file'), 0o700);
	t.true((lookup((await scanFolder(root, {previous})).tree, 'file') as FileNode).executable);
});

test('the files of a renamed folder are found again by inode and not read', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {'old/a': '1', 'old/sub/b': '2', keep: '3'});
	const {tree: previous} = await scanFolder(root);
	fs.renameSync(join(root, 'old'), join(root, 'new'));
	for (const dirty of [undefined, ['old', 'new'], ['new/sub/b', 'old/sub/b']]) {
		const reads: string[] = [];
		const {tree} = await scanFolder(root, {previous, ...dirty && {dirty}, reads});
		t.deepEqual(reads, []);
		t.is(lookup(tree, 'old'), undefined);
		t.is(lookup(tree, 'new/a'), lookup(previous, 'old/a'));
		t.is(lookup(tree, 'new/sub/b'), lookup(previous, 'old/sub/b'));
	}
});

const sixteen = 16 * 1024 * 1024;

type LikelyRow = {readonly change: (root: string) => void; readonly path: string; readonly likely: 'whole' | 'parts' | undefined};

/** What may be done to `large` (16 MiB) and `small` (600 kB), and what the file that is to be read may then hold. */
const likelyRows: Record<string, LikelyRow> = {
	'a file with a new name': {
		change(root) {
			fs.renameSync(join(root, 'small'), join(root, 'renamed'));
		}, path: 'renamed', likely: 'whole',
	},
	'a file with other permissions': {
		change(root) {
			fs.chmodSync(join(root, 'small'), 0o700);
		}, path: 'small', likely: 'whole',
	},
	'an edited file': {
		change(root) {
			fs.writeFileSync(join(root, 'small'), seededBytes(9, 600_000));
		}, path: 'small', likely: 'parts',
	},
	'an edited file whose time was put back': {
		change(root) {
			const {atime, mtime} = fs.statSync(join(root, 'small'));
			fs.writeFileSync(join(root, 'small'), seededBytes(9, 600_000));
			fs.utimesSync(join(root, 'small'), atime, mtime);
		}, path: 'small', likely: 'whole',
	},
	'a large copy': {
		change(root) {
			fs.copyFileSync(join(root, 'large'), join(root, 'copy'));
		}, path: 'copy', likely: 'whole',
	},
	'a large file as long as another one': {
		change(root) {
			fs.writeFileSync(join(root, 'other'), seededBytes(9, sixteen));
		}, path: 'other', likely: 'whole',
	},
	'a small copy': {
		change(root) {
			fs.copyFileSync(join(root, 'small'), join(root, 'copy'));
		}, path: 'copy', likely: undefined,
	},
};

for (const [name, {change, path, likely}] of Object.entries(likelyRows)) {
	test(`what a file may hold is looked at first, and decides nothing: ${name}`, async t => {
		const root = scratchFolder(t);
		fs.writeFileSync(join(root, 'large'), seededBytes(7, sixteen));
		fs.writeFileSync(join(root, 'small'), seededBytes(8, 600_000));
		fs.utimesSync(join(root, 'small'), 1_700_000_000, 1_700_000_000);
		const {tree: previous} = await scanFolder(root);
		change(root);
		const asked = new Map<string, 'whole' | 'parts'>();
		const {tree} = await scanFolder(root, {previous, likely: asked});
		t.is(asked.get(path), likely);
		t.deepEqual(plain(tree), plain((await scanFolder(root)).tree));
	});
}

test('F24: an inode that is used again for another file does not pass on the old digest', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {'old/a': 'first', keep: '3'});
	const {tree: previous} = await scanFolder(root);
	fs.rmSync(join(root, 'old'), {recursive: true});
	fillFolder(root, {'new/a': 'other'});
	const {tree} = await scanFolder(root, {previous});
	t.is((lookup(tree, 'new/a') as FileNode).digest, sha256('other'));
});

test('F45: hard links are independent equal files', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {a: 'same'});
	fs.linkSync(join(root, 'a'), join(root, 'b'));
	const {tree} = await scanFolder(root);
	t.is((lookup(tree, 'a') as FileNode).digest, (lookup(tree, 'b') as FileNode).digest);
});

const changes: Record<string, {change: (root: string) => void; dirty: string[]}> = {
	'a file becomes a folder': {
		change(root) {
			fs.rmSync(join(root, 'a/file'));
			fillFolder(root, {'a/file/inside': 'x'});
		},
		dirty: ['a/file'],
	},
	'a folder becomes a file': {
		change(root) {
			fs.rmSync(join(root, 'a'), {recursive: true});
			fillFolder(root, {a: 'file now'});
		},
		dirty: ['a/sub/deep'],
	},
	'a folder becomes a link': {
		change(root) {
			fs.rmSync(join(root, 'a'), {recursive: true});
			fillFolder(root, {a: '-> b'});
		},
		dirty: ['a/file', 'a/sub/deep'],
	},
	'a folder goes while one of its files is dirty': {
		change(root) {
			fs.rmSync(join(root, 'a'), {recursive: true});
		},
		dirty: ['a/sub/deep'],
	},
	'a new tree is known by its deepest file only': {
		change(root) {
			fillFolder(root, {'n/e/w/file': '1', 'n/e/other': '2', 'n/top': '3'});
		},
		dirty: ['n/e/w/file'],
	},
	'a link gets another target': {
		change(root) {
			fs.rmSync(join(root, 'link'));
			fillFolder(root, {link: '-> elsewhere'});
		},
		dirty: ['link'],
	},
	'a link becomes a file': {
		change(root) {
			fs.rmSync(join(root, 'link'));
			fillFolder(root, {link: 'file'});
		},
		dirty: ['link', 'link'],
	},
	'a folder is dirty together with what is in it': {
		change(root) {
			fillFolder(root, {'a/sub/more': '1', 'a/sub/deep': 'changed'});
		},
		dirty: ['a/sub/deep', 'a', 'a/sub/more'],
	},
	'files go': {
		change(root) {
			fs.rmSync(join(root, 'a/file'));
			fs.rmSync(join(root, 'b/x'));
		},
		dirty: ['a/file', 'b/x', 'b/never-was', 'nowhere/at/all'],
	},
	'nothing changes': {change() {/* Nothing. */}, dirty: ['a', 'b/x', 'link', 'nothing']},
	'the root is dirty': {
		change(root) {
			fillFolder(root, {'b/x': 'changed'});
		},
		dirty: [''],
	},
};

for (const [name, {change, dirty}] of Object.entries(changes)) {
	test(`a scan of the dirty paths sees what a scan of everything sees: ${name}`, async t => {
		const root = scratchFolder(t);
		fillFolder(root, {
			'a/file': '1', 'a/sub/deep': '2', 'b/x': '3', link: '-> a/file',
		});
		const {tree: previous} = await scanFolder(root);
		change(root);
		const partial = await scanFolder(root, {previous, dirty});
		const whole = await scanFolder(root, {previous});
		const fresh = await scanFolder(root);
		t.deepEqual(plain(partial.tree), plain(fresh.tree));
		t.deepEqual(plain(whole.tree), plain(fresh.tree));
		t.deepEqual([...partial.frozen, ...whole.frozen], []);
		t.is((await scanFolder(root, {previous: partial.tree})).tree, partial.tree);
	});
}

test('a folder that was replaced by another that holds the same is another folder', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {'a/': '', 'b/': ''});
	const {tree: previous} = await scanFolder(root);
	fs.rmdirSync(join(root, 'a'));
	fs.renameSync(join(root, 'b'), join(root, 'a'));
	const {tree} = await scanFolder(root, {previous});
	t.is(lookup(tree, 'a')?.disk?.inode, lookup(previous, 'b')?.disk?.inode);
});

test('what is dirty twice over is read once', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {'a/sub/deep': '1', 'a/x': '2'});
	const {tree: previous} = await scanFolder(root);
	fillFolder(root, {'a/sub/deep': 'changed', 'a/x': 'changed'});
	const reads: string[] = [];
	await scanFolder(root, {previous, reads, dirty: ['a/sub/deep', 'a', 'a/sub', 'a/x', 'a/x']});
	t.deepEqual(reads.toSorted(), ['a/sub/deep', 'a/x']);
});

test('F08, F12: an unreadable file is frozen as it was, never deleted, and the others go on', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {'a/locked': '1', 'a/open': '2'});
	const {tree: previous} = await scanFolder(root);
	fillFolder(root, {'a/locked': 'changed', 'a/open': 'changed too', 'a/new': '3'});
	for (const code of ['EACCES', 'EIO', 'EMFILE']) {
		const fileSystem = faultyFileSystem(openFileSystem(root), {openRead: path => path === 'a/locked' || path === 'a/new' ? code : undefined});
		for (const dirty of [undefined, ['a/locked', 'a/open', 'a/new']]) {
			const {tree, problems, frozen} = await scanFolder(root, {previous, fileSystem, ...dirty && {dirty}});
			t.is(lookup(tree, 'a/locked'), lookup(previous, 'a/locked'));
			t.is(lookup(tree, 'a/new'), undefined);
			t.is((lookup(tree, 'a/open') as FileNode).digest, sha256('changed too'));
			t.deepEqual([...frozen].toSorted(), ['a/locked', 'a/new']);
			t.deepEqual(problems.map(problem => problem.code), ['unreadable', 'unreadable']);
		}
	}
});

test('F09, F14: a folder that cannot be listed is frozen with all it had', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {'a/locked/file': '1', 'a/open': '2'});
	const {tree: previous} = await scanFolder(root);
	fillFolder(root, {'a/new-locked/x': '1'});
	fs.rmSync(join(root, 'a/locked/file'));
	for (const code of ['EACCES', 'EIO']) {
		const fileSystem = faultyFileSystem(openFileSystem(root), {list: path => path.endsWith('locked') ? code : undefined});
		const {tree, problems, frozen} = await scanFolder(root, {previous, fileSystem});
		t.is(lookup(tree, 'a/locked'), lookup(previous, 'a/locked'));
		t.is(lookup(tree, 'a/new-locked'), undefined);
		t.deepEqual([...frozen].toSorted(), ['a/locked', 'a/new-locked']);
		t.deepEqual(problems.map(({path, code: found}) => `${path} ${found}`).toSorted(), ['a/locked unreadable', 'a/new-locked unreadable']);
	}
});

test('F09: a folder whose entries cannot be looked at freezes each of them', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {'a/x': '1', 'a/y': '2'});
	const {tree: previous} = await scanFolder(root);
	const fileSystem = faultyFileSystem(openFileSystem(root), {peek: path => path.startsWith('a/') ? 'EACCES' : undefined});
	const {tree, frozen} = await scanFolder(root, {previous, fileSystem});
	t.is(tree, previous);
	t.deepEqual([...frozen].toSorted(), ['a/x', 'a/y']);
});

test('a dirty path below an unreadable parent freezes the parent', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {'a/x': '1'});
	const {tree: previous} = await scanFolder(root);
	const fileSystem = faultyFileSystem(openFileSystem(root), {stat: path => path === 'a' ? 'EACCES' : undefined});
	const {tree, frozen} = await scanFolder(root, {previous, fileSystem, dirty: ['a/x']});
	t.is(tree, previous);
	t.deepEqual([...frozen], ['a']);
});

test('F15: a root that is gone or cannot be listed throws, and is no empty tree', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {a: '1'});
	const {tree: previous} = await scanFolder(root);
	fs.renameSync(root, `${root}-moved`);
	t.teardown(() => {
		fs.rmSync(`${root}-moved`, {recursive: true});
	});
	await t.throwsAsync(scanFolder(root, {previous}), {code: 'root'});
	await t.throwsAsync(scanFolder(root, {previous, dirty: ['a']}), {code: 'root'});
	fs.writeFileSync(root, 'a file');
	await t.throwsAsync(scanFolder(root, {previous}), {code: 'root'});
});

test('rule 32: what vanishes between listing and looking is frozen, and worth another look', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {'a/x': '1', 'a/sub/y': '2'});
	const {tree: previous} = await scanFolder(root);
	const disk = openFileSystem(root);
	const fileSystem = withCalls(disk, {peek: path => path === 'a/x' ? undefined : disk.peek(path)});
	const {tree, frozen, busy} = await scanFolder(root, {previous, fileSystem});
	t.is(tree, previous);
	t.deepEqual([[...frozen], busy], [['a/x'], ['a/x']]);
});

test('rule 32: a folder that vanishes before it is listed is frozen, and worth another look', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {'a/x': '1'});
	const {tree: previous} = await scanFolder(root);
	const fileSystem = faultyFileSystem(openFileSystem(root), {list: path => path === 'a' ? 'ENOENT' : undefined});
	const {tree, frozen, busy} = await scanFolder(root, {previous, fileSystem});
	t.is(tree, previous);
	t.deepEqual([[...frozen], busy], [['a'], ['a']]);
});

test('F16: a file that changes while it is read is busy and stays what it was', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {log: '1', gone: '2', other: '3'});
	const {tree: previous} = await scanFolder(root);
	fillFolder(root, {log: 'one line', gone: 'soon', other: 'changed'});
	const disk = openFileSystem(root);
	const fileSystem = withCalls(faultyFileSystem(disk, {openRead: path => path === 'gone' ? 'ENOENT' : undefined}), {
		read(handle, buffer, offset) {
			fs.appendFileSync(join(root, 'log'), 'another line');
			return disk.read(handle, buffer, offset);
		},
	});
	const {tree, frozen, busy} = await scanFolder(root, {previous, fileSystem, dirty: ['log', 'gone']});
	t.is(tree, previous);
	t.deepEqual([[...frozen].toSorted(), [...busy].toSorted()], [['gone', 'log'], ['gone', 'log']]);
});

onLinux('F44: pipes are listed and left out, but one that took a file\'s place is frozen', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {'was-file': '1'});
	const {tree: previous} = await scanFolder(root);
	fs.rmSync(join(root, 'was-file'));
	spawnSync('mkfifo', [join(root, 'was-file'), join(root, 'pipe')]);
	const {tree, problems, frozen} = await scanFolder(root, {previous});
	t.is(tree, previous);
	t.deepEqual(problems.map(({path, code}) => `${path} ${code}`).toSorted(), ['pipe special-file', 'was-file special-file']);
	t.deepEqual([...frozen], ['was-file']);
});

onLinux('M7, F43: names and link texts that are not UTF-8 are problems with a name that can be shown', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {'a/good': '1'});
	fs.writeFileSync(Buffer.concat([Buffer.from(`${root}/a/x`), Buffer.from([0xFF])]), '');
	fs.symlinkSync(Buffer.from([0xFE]), join(root, 'bad-link'));
	const {tree, problems, frozen} = await scanFolder(root);
	t.deepEqual(Object.keys(plain(lookup(tree, 'a')!)), ['good']);
	t.is(lookup(tree, 'bad-link'), undefined);
	t.deepEqual(problems.map(({path, code}) => `${path} ${code}`).toSorted(), [String.raw`a/x\xff not-utf8`, 'bad-link not-utf8']);
	t.is(frozen.size, 0);
});

test('a folder on another device is a problem and frozen', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {'mount/file': '1', a: '2'});
	const {tree: previous} = await scanFolder(root);
	const disk = openFileSystem(root);
	const look = (path: string) => {
		const stat = disk.find(path);
		return stat && {...stat, device: path === 'mount' ? -1 : stat.device};
	};

	const fileSystem = withCalls(disk, {find: look, peek: look});
	for (const dirty of [undefined, ['mount']]) {
		const {tree, problems, frozen} = await scanFolder(root, {previous, fileSystem, ...dirty && {dirty}});
		t.is(tree, previous);
		t.deepEqual(problems.map(({path, code}) => `${path} ${code}`), ['mount other-device']);
		t.deepEqual([...frozen], ['mount']);
	}
});

test('A05, F41: what is deeper than the limit is a problem, what is at the limit is not', async t => {
	const root = scratchFolder(t);
	const names = Array.from({length: 129}, () => 'd');
	fs.mkdirSync(join(root, ...names), {recursive: true});
	const {tree, problems} = await scanFolder(root);
	t.truthy(lookup(tree, names.slice(0, 128).join('/')));
	t.is(lookup(tree, names.join('/')), undefined);
	t.deepEqual(problems.map(({code}) => code), ['too-deep']);
});

test('an abort stops the scan between batches', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {'a/b': '1', c: '2'});
	const controller = new AbortController();
	await t.throwsAsync(scanFolder(root, {
		signal: controller.signal,
		onProgress() {
			controller.abort(new Error('enough'));
		},
	}), {message: 'enough'});
});

test('progress only grows, and ends at the result', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {'a/b': '1', c: '2'});
	const seen: number[] = [];
	const result = await scanFolder(root, {
		onProgress({entries}) {
			seen.push(entries);
		},
	});
	t.deepEqual(seen, seen.toSorted((a, b) => a - b));
	t.is(seen.at(-1), result.entries);
	t.is(result.hashedFiles, 2);
	t.not(result.tree, emptyTree);
});

test('F55: a scan whose worker fails throws its error and asks for nothing more', async t => {
	const root = scratchFolder(t);
	fillFolder(root, Object.fromEntries(Array.from({length: 3000}, (_, index) => [`f${index % 40}/file-${index}`, String(index)])));
	const disk = inlineScanDisk(openFileSystem(root));
	const calls = {digests: 0, walks: 0};
	await t.throwsAsync(scan({
		...disk,
		walk(looks, ruleFiles) {
			calls.walks++;
			return disk.walk(looks, ruleFiles);
		},
		async digestFiles() {
			calls.digests++;
			throw new Error('the worker died');
		},
	}, {previous: emptyTree, rules: noRules}, lateClock), {message: 'the worker died'});
	const {digests, walks} = calls;
	t.true(digests <= 4);
	await new Promise(resolve => {
		setImmediate(resolve);
	});
	t.deepEqual(calls, {digests, walks});
});

test('each file that is read is told of as soon as it has its name, and whether it may be one that has moved', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {'a/b': '1', c: '2', d: '3'});
	const named: string[] = [];
	const onNamed: ScanRequest['onNamed'] = ({path, node, mayHaveMoved}) => {
		named.push(`${path} ${node.digest.slice(0, 4)}${mayHaveMoved ? ' moved?' : ''}`);
	};

	const nameOf = (text: string) => sha256(text).slice(0, 4);
	const first = await scanFolder(root, {onNamed});
	t.deepEqual(named.splice(0).toSorted(), [`a/b ${nameOf('1')}`, `c ${nameOf('2')}`, `d ${nameOf('3')}`]);
	fillFolder(root, {c: 'edited', new: '4'});
	const second = await scanFolder(root, {onNamed, previous: first.tree});
	t.deepEqual(named.splice(0).toSorted(), [`c ${nameOf('edited')}`, `new ${nameOf('4')}`], 'nothing is missing, so nothing has moved');
	fs.rmSync(join(root, 'd'));
	fillFolder(root, {c: 'edited again', newer: '5'});
	await scanFolder(root, {onNamed, previous: second.tree});
	t.deepEqual(named.toSorted(), [`c ${nameOf('edited again')}`, `newer ${nameOf('5')} moved?`]);
});
