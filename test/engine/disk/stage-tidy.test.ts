import fs from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import {StageArea} from '../../../source/engine/disk/stage.js';
import {tidyStage, workshopOf} from '../../../source/engine/disk/stage-tidy.js';
import {bytesOf, fileNode, packOf} from './replica-fixture.js';
import {scratchFolder} from './scratch-folder.js';

const hour = 3_600_000;
const day = 24 * hour;
const digestOf = (letter: string): string => letter.repeat(64);

/** A stage with these files, each of ten bytes and written in this order. */
function stageWith(root: string, names: readonly string[]): {tidy: (later: number, limitBytes?: number, open?: string) => string[]; area: StageArea} {
	const stage = join(root, '.fsync-tui/stage');
	fs.mkdirSync(stage, {recursive: true});
	for (const name of names) {
		fs.writeFileSync(join(stage, name), '0123456789');
		const time = fs.statSync(join(stage, name)).ctimeMs;
		while (Date.now() <= time + 20) {
			// The clock of the file system must go on.
		}
	}

	const files = openFileSystem(root);
	const area = new StageArea(files);
	return {
		area,
		tidy(later, limitBytes = 1000, open = '') {
			tidyStage(files, {shelf: area.shelf, isOpen: digest => digest === open}, {keepDays: 30, limitBytes, nowMilliseconds: Date.now() + later});
			return fs.readdirSync(stage).toSorted();
		},
	};
}

test('contents wait seven days for their transfer to go on', t => {
	const {tidy} = stageWith(scratchFolder(t), [digestOf('a'), `${digestOf('b')}.part`, 'notes.txt']);
	t.deepEqual(tidy(6 * day), [digestOf('a'), `${digestOf('b')}.part`, 'notes.txt']);
	t.deepEqual(tidy(8 * day, 1000, digestOf('b')), [`${digestOf('b')}.part`, 'notes.txt']);
	t.deepEqual(tidy(8 * day), ['notes.txt']);
});

test('beyond the limit the oldest go, never the youngest and nothing of the last hour', t => {
	const names = [digestOf('c'), `${digestOf('b')}.part`, digestOf('a')];
	const {tidy} = stageWith(scratchFolder(t), names);
	t.deepEqual(tidy(hour / 2, 0), names.toSorted());
	t.deepEqual(tidy(2 * hour, 25), [digestOf('a'), `${digestOf('b')}.part`]);
	t.deepEqual(tidy(2 * hour, 0), [digestOf('a')]);
});

test('contents in memory go when nobody has published them from one look to the next', t => {
	const {tidy, area} = stageWith(scratchFolder(t), []);
	const [first, second] = [fileNode('first').digest, fileNode('second').digest];
	area.putPack(packOf(bytesOf('first')));
	tidy(0);
	area.putPack(packOf(bytesOf('second')));
	t.deepEqual(area.has([first, second]), [first, second]);
	tidy(0);
	t.deepEqual(area.has([first, second]), [second]);
	tidy(0);
	t.deepEqual(area.has([first, second]), []);
});

test('F49: the workshop of a restore that was killed goes after a day', t => {
	const root = scratchFolder(t);
	const {tidy} = stageWith(root, []);
	const workshop = join(root, workshopOf('0a1b2c3d'));
	fs.mkdirSync(join(workshop, 'it'), {recursive: true});
	fs.writeFileSync(join(workshop, 'it/file'), 'half');
	fs.mkdirSync(join(root, '.fsync-tui/restore-mine'));
	tidy(day / 2);
	t.true(fs.existsSync(workshop));
	tidy(2 * day);
	t.deepEqual(fs.readdirSync(join(root, '.fsync-tui')).toSorted(), ['restore-mine', 'stage']);
});
