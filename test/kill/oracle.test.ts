import fs from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {scratchFolder} from '../engine/disk/scratch-folder.js';
import {Oracle, taggedBytes} from './oracle.js';

test('a version that is nowhere, was never seen by whoever replaced it, and is in no trash, counts as lost', t => {
	const [here, there] = [scratchFolder(t), scratchFolder(t)];
	const oracle = new Oracle();
	const version = (name: string) => {
		const bytes = taggedBytes(name, 50);
		oracle.wrote(bytes, name);
		return bytes;
	};

	for (const root of [here, there]) {
		fs.writeFileSync(join(root, 'both'), root === here ? version('both') : taggedBytes('both', 50));
	}

	fs.writeFileSync(join(here, 'one side'), version('one side'));
	oracle.saw(version('replaced'));
	version('gone');
	fs.mkdirSync(join(here, '.fsync-tui/trash/20240506'), {recursive: true});
	fs.writeFileSync(join(here, '.fsync-tui/trash/20240506/1'), version('trashed'));
	t.deepEqual(oracle.judge(here, there), {versions: 5, lost: ['one side', 'gone'], onlyTrashed: ['trashed']});
	t.deepEqual(oracle.torn(here), []);

	fs.truncateSync(join(here, 'both'), 10);
	t.deepEqual(oracle.torn(here), [join(here, 'both')]);
	t.deepEqual(oracle.judge(here, there).lost, ['both', 'one side', 'gone']);
});
