import {chmodSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {inspect} from '../../../source/engine/disk/inspect.js';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import {ensureFolder} from '../../../source/engine/disk/reserved-folder.js';
import {scratchFolder} from './scratch-folder.js';

test('a path is looked at without changing anything: what stands there, whether it can be read, and the rules that hold there', t => {
	const root = scratchFolder(t);
	const files = openFileSystem(root);
	ensureFolder(files, 'd/e');
	writeFileSync(join(root, '.fsyncignore'), '*.log\n');
	writeFileSync(join(root, 'd', 'e', '.fsyncignore'), 'x\n');
	writeFileSync(join(root, 'd', 'e', 'f'), 'text');
	symlinkSync('/', join(root, 'away'));

	const {sight, rules} = inspect(files, {path: 'd/e/f', ruleFiles: ['.fsyncignore']});
	t.like(sight, {kind: 'file', size: 4, links: 1});
	t.deepEqual(rules.map(({folder, texts}) => [folder, [...texts.values()]]), [['', ['*.log\n']], ['d', []], ['d/e', ['x\n']]]);
	t.deepEqual(inspect(files, {path: 'gone', ruleFiles: []}), {sight: {kind: 'absent'}, rules: []});
	t.like(inspect(files, {path: 'away', ruleFiles: []}).sight, {kind: 'symlink'});
	t.false(inspect(files, {path: 'away/etc', ruleFiles: []}).sight.kind === 'file', 'nothing is looked at through a link');

	chmodSync(join(root, 'd', 'e', 'f'), 0);
	const isAllPowerful = process.getuid?.() === 0;
	t.like(inspect(files, {path: 'd/e/f', ruleFiles: []}).sight, isAllPowerful ? {mode: 0} : {mode: 0, fault: 'EACCES'});
});
