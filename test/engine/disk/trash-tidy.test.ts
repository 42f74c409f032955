import fs from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import {readHorizon} from '../../../source/engine/disk/trash-horizon.js';
import {listTrash, readHistory} from '../../../source/engine/disk/trash-index.js';
import {tidyTrash, type TidyRequest} from '../../../source/engine/disk/trash-tidy.js';
import {diskError, noonMilliseconds, watchedFileSystem} from './replica-fixture.js';
import {scratchFolder} from './scratch-folder.js';
import {discard} from './trash-fixture.js';

const hour = 3_600_000;
const day = 24 * hour;
const trashOf = (root: string): string => join(root, '.fsync-tui/trash');
const request = (change: Partial<TidyRequest> = {}): TidyRequest => ({
	keepDays: 30, limitBytes: 1000, nowMilliseconds: noonMilliseconds + (2 * hour), ...change,
});

test('versions expire by age one by one, and whole days with their index', t => {
	const root = scratchFolder(t);
	const files = openFileSystem(root);
	discard(files, noonMilliseconds - (2 * day), {a: '1', b: '2'});
	discard(files, noonMilliseconds - hour, {c: '3'});
	discard(files, noonMilliseconds + hour, {d: '4'});
	const after = (days: number) => tidyTrash(files, request({keepDays: days}));
	t.like(after(30), {versions: 0, isDone: true});
	t.like(after(1), {versions: 2, bytes: 2, isDone: true});
	t.deepEqual(listTrash(files).map(({path}) => path), ['c', 'd']);
	t.deepEqual(fs.readdirSync(trashOf(root)).toSorted(), ['20240506', 'horizon']);
	t.is(readHorizon(files).recordsMilliseconds, Date.UTC(2024, 4, 5));
	t.like(tidyTrash(files, request({keepDays: 1, nowMilliseconds: noonMilliseconds + day})), {versions: 1});
	t.deepEqual(readHistory(files).map(record => [record.path, 'version' in record]), [['c', false], ['d', true]]);
	t.is(readHorizon(files).contentsMilliseconds, noonMilliseconds - hour + 1);
	t.like(tidyTrash(files, request({nowMilliseconds: noonMilliseconds + (99 * day)})), {versions: 1, isDone: true});
	t.deepEqual(fs.readdirSync(trashOf(root)), ['horizon']);
});

test('beyond the size limit the oldest go first, and it is remembered that they were there', t => {
	const files = openFileSystem(scratchFolder(t));
	discard(files, noonMilliseconds - (3 * hour), {a: 'x'.repeat(400)});
	discard(files, noonMilliseconds - (2 * hour), {b: 'x'.repeat(400)});
	discard(files, noonMilliseconds - hour, {c: 'x'.repeat(400)});
	t.like(tidyTrash(files, request({limitBytes: 1200})), {versions: 0});
	t.like(tidyTrash(files, request()), {versions: 1, bytes: 400});
	t.deepEqual(listTrash(files).map(({path}) => path), ['b', 'c']);
	t.like(tidyTrash(files, request({limitBytes: 0})), {versions: 2, bytes: 800});
	t.deepEqual(readHistory(files).map(({path}) => path), ['a', 'b', 'c']);
});

test('nothing younger than an hour goes, whatever the settings are', t => {
	const files = openFileSystem(scratchFolder(t));
	discard(files, noonMilliseconds, {a: '1'});
	discard(files, noonMilliseconds + (1.5 * hour), {b: '2'});
	t.like(tidyTrash(files, request({keepDays: 0, limitBytes: 0})), {versions: 1});
	t.deepEqual(listTrash(files).map(({path}) => path), ['b']);
});

test('many versions go in several parts', t => {
	const files = openFileSystem(scratchFolder(t));
	discard(files, noonMilliseconds, Object.fromEntries(Array.from({length: 2100}, (_, index) => [`f${index}`, 'x'])));
	t.like(tidyTrash(files, request({keepDays: 0})), {versions: 2000, isDone: false});
	t.is(readHorizon(files).tidiedMilliseconds, 0);
	t.like(tidyTrash(files, request({keepDays: 0})), {versions: 100, isDone: true});
	t.is(readHorizon(files).tidiedMilliseconds, request().nowMilliseconds);
});

test('F01 F05: after a stop or an error at any call what is listed is there, and what is missing is known to have expired', t => {
	const contents: Readonly<Record<string, string>> = {
		a: '1', b: '2', c: '3', d: '4',
	};
	const attempt = (act: (number: number) => void) => {
		const root = scratchFolder(t);
		const plain = openFileSystem(root);
		discard(plain, noonMilliseconds - (3 * day), {a: '1', b: '2'});
		discard(plain, noonMilliseconds - hour, {c: '3'});
		discard(plain, noonMilliseconds + hour, {d: '4'});
		let calls = 0;
		try {
			tidyTrash(watchedFileSystem(openFileSystem(root), ({number}) => {
				calls = number;
				act(number);
			}), request({keepDays: 1, nowMilliseconds: noonMilliseconds + (2 * hour)}));
		} catch {
			// As planted.
		}

		return {root, calls, files: openFileSystem(root)};
	};

	const {calls} = attempt(() => undefined);
	t.true(calls > 20);
	for (let last = 1; last <= calls; last++) {
		for (const isStop of [true, false]) {
			const {root, files} = attempt(number => {
				if (isStop ? number >= last : number === last) {
					throw diskError('EIO');
				}
			});
			const when = `${isStop ? 'stop' : 'error'} at call ${last}`;
			const {recordsMilliseconds} = readHorizon(files);
			const records = readHistory(files);
			for (const {name, path} of listTrash(files)) {
				t.is(fs.readFileSync(join(trashOf(root), name), 'utf8'), contents[path]!, when);
			}

			const expected = ['a', 'b', 'c', 'd'].filter(path => path > 'b' || recordsMilliseconds === 0);
			t.deepEqual(records.map(({path}) => path).filter(path => expected.includes(path)), expected, when);
			t.true(tidyTrash(files, request({keepDays: 1})).isDone, when);
			t.deepEqual(listTrash(files).map(({path}) => path), ['c', 'd'], when);
		}
	}
});
