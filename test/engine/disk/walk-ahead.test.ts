import fs from 'node:fs';
import {join} from 'node:path';
import {setImmediate as turn} from 'node:timers/promises';
import test from 'ava';
import {emptyTree} from '../../../source/engine/core/tree.js';
import {IgnoreTree} from '../../../source/engine/disk/ignore.js';
import {inlineScanDisk} from '../../../source/engine/disk/inline-disk.js';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import {walkAhead} from '../../../source/engine/disk/scan.js';
import type {ScanDisk} from '../../../source/engine/disk/scan-disk.js';
import type {FolderLook} from '../../../source/engine/disk/walk.js';
import {
	fillFolder,
	lateClock,
	plain,
	scanAhead,
	scanFolder,
} from './scan-fixture.js';
import {scratchFolder} from './scratch-folder.js';

const files = {
	'.fsyncignore': '*.log\nbuild/', 'a.log': '1', 'a.txt': '2', 'build/x': '3', 'deep/.fsyncignore': 'own', 'deep/own/y': '4', 'deep/z': '5', 'empty/': '',
};

test('a walk ahead leaves out what the rules do, folders that hold rules of their own included', async t => {
	const root = scratchFolder(t);
	fillFolder(root, files);
	const rules = () => new IgnoreTree({patterns: ['*.tmp'], useGitignore: false});
	const plainly = await scanFolder(root, {rules: rules()});
	const looked: string[] = [];
	const disk = inlineScanDisk(openFileSystem(root));
	const noting: ScanDisk = {
		...disk, walk(looks: readonly FolderLook[], ruleFiles) {
			looked.push(...looks.map(({folder}) => folder));
			return disk.walk(looks, ruleFiles);
		},
	};
	const own = rules();
	const ahead = walkAhead(noting, own, lateClock);
	await turn();
	const result = await ahead.scan({previous: emptyTree, rules: own});
	t.deepEqual(plain(result.tree), plain(plainly.tree));
	t.deepEqual(result.ignored.toSorted(), plainly.ignored.toSorted());
	t.deepEqual(looked.toSorted(), ['', 'deep', 'empty']);
});

test('a folder that nothing has changed in is the very same after a walk ahead, however far that had come', async t => {
	const root = scratchFolder(t);
	fillFolder(root, files);
	const {tree} = await scanFolder(root);
	for (const isOver of [false, true]) {
		t.is((await scanAhead(root, {previous: tree, isOver})).tree, tree);
	}
});

test('F07: what a walk ahead cannot read is frozen, and a root that it cannot read is said by the scan', async t => {
	const root = scratchFolder(t);
	fillFolder(root, files);
	const {tree} = await scanFolder(root);
	const fileSystem = openFileSystem(root);
	const broken = (folder: string) => ({
		...inlineScanDisk(fileSystem), async * walk(looks: readonly FolderLook[]) {
			const disk = inlineScanDisk(fileSystem);
			for (const [index, look] of looks.entries()) {
				if (look.folder === folder) {
					yield {
						parts: [{
							look: index, count: 0, isLast: true, fault: 'EACCES',
						}], names: '', numbers: new Float64Array(), texts: new Map<number, string>(),
					};
				} else {
					for await (const batch of disk.walk([look], [])) {
						yield {...batch, parts: batch.parts.map(part => ({...part, look: index}))};
					}
				}
			}
		},
	});
	const rules = {ignores: () => false};
	const result = await walkAhead(broken('deep'), rules, lateClock).scan({previous: tree, rules});
	t.deepEqual([...result.frozen], ['deep']);
	t.is(result.tree, tree);
	const ahead = walkAhead(broken(''), rules, lateClock);
	await turn();
	await t.throwsAsync(ahead.scan({previous: tree, rules}), {code: 'root'});
});

test('a walk ahead that nobody goes on with ends by itself', async t => {
	const root = scratchFolder(t);
	fillFolder(root, files);
	fs.mkdirSync(join(root, 'more'));
	const ahead = walkAhead(inlineScanDisk(openFileSystem(root)), {ignores: () => false}, lateClock);
	ahead.stop();
	await t.notThrowsAsync(turn());
});
