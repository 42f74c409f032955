// Run by watcher.test.ts under a limit of three inotify watches: watches all folders of the root named as argument and prints what came of it.
import process from 'node:process';
import {emptyTree} from '../../../source/engine/core/tree.js';
import {allFolders} from '../../../source/engine/disk/watched-folders.js';
import {watchFolder} from '../../../source/engine/disk/watcher.js';
import {systemClock} from '../../../source/engine/system-clock.js';
import {noRules, scanFolder} from './scan-fixture.js';

const root = process.argv[2]!;
const {tree} = await scanFolder(root, {previous: emptyTree});
const watcher = watchFolder(root, {clock: systemClock, rules: noRules, knows: () => false});
const problems: string[] = [];
await watcher.start(allFolders(tree), {
	onDirty() {/* Nothing happens in this folder. */},
	onOverflow() {/* Nor here. */},
	onProblem({code}) {
		problems.push(code);
	},
});
process.stdout.write(JSON.stringify({problems, isIncomplete: watcher.isIncomplete}));
await watcher.close();
