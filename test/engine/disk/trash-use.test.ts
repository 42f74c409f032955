import fs from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import {newCounter} from '../../../source/engine/disk/trash.js';
import {tidyTrash} from '../../../source/engine/disk/trash-tidy.js';
import {TrashMeasure} from '../../../source/engine/disk/trash-use.js';
import {noonMilliseconds, watchedFileSystem} from './replica-fixture.js';
import {scratchFolder} from './scratch-folder.js';
import {discard} from './trash-fixture.js';

const hour = 3_600_000;
const day = 24 * hour;

test('a trash is measured by the versions that are there', t => {
	const root = scratchFolder(t);
	const files = openFileSystem(root);
	const measure = new TrashMeasure();
	t.deepEqual(measure.measure(files), {versions: 0, bytes: 0});
	discard(files, noonMilliseconds - day, {a: '12', b: '345'});
	discard(files, noonMilliseconds, {c: '6'});
	t.deepEqual(measure.measure(files), {versions: 3, bytes: 6, oldestMilliseconds: noonMilliseconds - day});
	fs.rmSync(join(root, '.fsync-tui/trash/20240505/1'));
	t.like(measure.measure(files), {versions: 2});
});

test('what comes and what goes is counted, and days that are as before are not read again', t => {
	const root = scratchFolder(t);
	const real = openFileSystem(root);
	const read: string[] = [];
	const files = watchedFileSystem(real, ({name, parameters}) => {
		if (name === 'openRead') {
			read.push(parameters[0] as string);
		}
	});
	const measure = new TrashMeasure();
	const counter = newCounter();
	discard(real, noonMilliseconds - (2 * day), {a: '12'}, counter);
	discard(real, noonMilliseconds, {b: '345'}, counter);
	measure.measure(files);
	t.is(read.length, 2);
	measure.measure(files);
	t.is(read.length, 2);
	discard(real, noonMilliseconds + 1, {c: '6'}, counter);
	t.deepEqual(measure.measure(files), {versions: 3, bytes: 6, oldestMilliseconds: noonMilliseconds - (2 * day)});
	t.is(read.length, 3);
	tidyTrash(real, {keepDays: 1, limitBytes: 1000, nowMilliseconds: noonMilliseconds + hour});
	t.deepEqual(measure.measure(files), {versions: 2, bytes: 4, oldestMilliseconds: noonMilliseconds});
	t.is(read.length, 3);
});
