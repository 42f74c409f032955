import {spawnSync} from 'node:child_process';
import {once} from 'node:events';
import fs from 'node:fs';
import {fileURLToPath} from 'node:url';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {emptyTree, lookup, type Tree} from '../../../source/engine/core/tree.js';
import {allFolders, folderChanges} from '../../../source/engine/disk/watched-folders.js';
import {watchFolder, type WatchProblem, type Watcher} from '../../../source/engine/disk/watcher.js';
import {systemClock} from '../../../source/engine/system-clock.js';
import {fillFolder, noRules, scanFolder} from './scan-fixture.js';
import {scratchFolder} from './scratch-folder.js';

class Watching extends EventTarget {
	readonly dirty = new Map<string, string>();
	readonly problems: WatchProblem[] = [];
	tree: Tree = emptyTree;
	readonly #root: string;
	#watcher: Watcher | undefined;

	constructor(root: string) {
		super();
		this.#root = root;
	}

	get watcher(): Watcher {
		return this.#watcher!;
	}

	async start(t: ExecutionContext): Promise<this> {
		this.tree = (await scanFolder(this.#root)).tree;
		this.#watcher = watchFolder(this.#root, {
			clock: systemClock, rules: noRules, knows: path => lookup(this.tree, path) !== undefined,
		});
		t.teardown(async () => this.watcher.close());
		const note = () => this.dispatchEvent(new Event('told'));
		await this.watcher.start(allFolders(this.tree), {
			onDirty: (path, hint) => {
				this.dirty.set(path, hint);
				note();
			},
			onOverflow() {/* Bursts have their own tests. */},
			onProblem: problem => {
				this.problems.push(problem);
				note();
			},
		});
		return this;
	}

	/** Scans again and tells the watcher about folders. */
	async follow(): Promise<void> {
		const before = this.tree;
		this.tree = (await scanFolder(this.#root, {previous: before})).tree;
		const {added, removed} = folderChanges(before, this.tree);
		this.watcher.remove(removed);
		await this.watcher.add(added);
	}

	async until(condition: () => boolean): Promise<void> {
		while (!condition()) {
			await once(this, 'told');
		}
	}
}

async function watching(t: ExecutionContext, contents: Record<string, string>): Promise<{root: string; seen: Watching}> {
	const root = scratchFolder(t);
	fillFolder(root, contents);
	return {root, seen: await new Watching(root).start(t)};
}

test('files that come, change and go are told, at any depth', async t => {
	const {root, seen} = await watching(t, {'a/b/old': '1', 'a/gone': '2', top: '3'});
	fillFolder(root, {'a/b/new': '1', 'a/b/old': 'changed', top: 'changed'});
	fs.rmSync(join(root, 'a/gone'));
	await seen.until(() => ['a/b/new', 'a/b/old', 'a/gone', 'top'].every(path => seen.dirty.has(path)));
	t.is(seen.dirty.get('a/b/old'), 'modified');
	t.is(seen.dirty.get('a/gone'), 'deleted');
	t.is([...seen.dirty].length, 4);
	t.deepEqual(seen.problems, []);
});

test('F27: a new folder is told, and once it is watched it is to be looked at again', async t => {
	const {root, seen} = await watching(t, {a: '1'});
	fillFolder(root, {'new/sub/file': '1'});
	await seen.until(() => seen.dirty.has('new'));
	seen.dirty.clear();
	await seen.follow();
	t.deepEqual(Object.fromEntries(seen.dirty), {new: 'unknown', 'new/sub': 'unknown'});
	seen.dirty.clear();
	fillFolder(root, {'new/sub/more': '2'});
	await seen.until(() => seen.dirty.has('new/sub/more'));
	t.is(seen.dirty.get('new/sub/more'), 'created');
});

test('a renamed folder is watched under its new name', async t => {
	const {root, seen} = await watching(t, {'old/sub/file': '1'});
	fs.renameSync(join(root, 'old'), join(root, 'new'));
	await seen.until(() => seen.dirty.has('old') && seen.dirty.has('new'));
	await seen.follow();
	seen.dirty.clear();
	fillFolder(root, {'new/sub/file': 'changed'});
	await seen.until(() => seen.dirty.has('new/sub/file'));
	t.false(seen.dirty.has('old/sub/file'));
});

test('a folder that goes and comes again is watched again', async t => {
	const {root, seen} = await watching(t, {'a/file': '1'});
	fs.rmSync(join(root, 'a'), {recursive: true});
	await seen.until(() => seen.dirty.has('a'));
	await seen.follow();
	seen.dirty.clear();
	fillFolder(root, {'a/other': '1'});
	await seen.until(() => seen.dirty.has('a'));
	await seen.follow();
	seen.dirty.clear();
	fillFolder(root, {'a/more': '1'});
	await seen.until(() => seen.dirty.has('a/more'));
	t.deepEqual(seen.problems, []);
});

test('F15: a root that is moved away is told', async t => {
	const {root, seen} = await watching(t, {'a/file': '1'});
	t.teardown(() => {
		fs.rmSync(`${root}-moved`, {recursive: true});
	});
	fs.renameSync(root, `${root}-moved`);
	await seen.until(() => seen.problems.length > 0);
	t.deepEqual(seen.problems.map(({code}) => code), ['root']);
	t.true(seen.watcher.isIncomplete);
});

test('a root that is reached by a symlink is watched', async t => {
	const folder = scratchFolder(t);
	fillFolder(folder, {'real/a/file': '1', link: '-> real'});
	const seen = await new Watching(join(folder, 'link')).start(t);
	fillFolder(folder, {'real/a/file': 'changed'});
	await seen.until(() => seen.dirty.has('a/file'));
	t.deepEqual(seen.problems, []);
});

test('after close nothing is told, and adding is harmless', async t => {
	const {root, seen} = await watching(t, {'a/file': '1'});
	await seen.watcher.close();
	fillFolder(root, {'a/file': 'changed'});
	await seen.watcher.add(['a']);
	t.is(seen.dirty.size, 0);
});

// A user namespace has a limit of its own, which its root may set.
const limited = (command: string) => spawnSync('unshare', ['-Ur', 'sh', '-c', `echo 3 > /proc/sys/user/max_inotify_watches && ${command}`], {encoding: 'utf8'});
const canLimit = limited('true').status === 0;
(canLimit ? test : test.skip)('F26: when no more watches are to be had it says so once, and that it is incomplete', t => {
	const root = scratchFolder(t);
	fillFolder(root, Object.fromEntries(Array.from({length: 40}, (_, index) => [`f${index}/`, ''])));
	const script = fileURLToPath(new URL('watch-limit.js', import.meta.url));
	const {stdout, stderr} = limited(`'${process.execPath}' '${script}' '${root}'`);
	t.is(stderr, '');
	const {problems, isIncomplete} = JSON.parse(stdout) as {problems: string[]; isIncomplete: boolean};
	t.deepEqual(problems, ['limit']);
	t.true(isIncomplete);
});
