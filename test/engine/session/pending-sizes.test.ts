import test from 'ava';
import type {FileStat} from '../../../source/engine/disk/file-system.js';
import {PendingSizes} from '../../../source/engine/session/pending-sizes.js';
import type {PendingChange} from '../../../source/engine/session/state.js';
import {ManualClock} from '../disk/manual-clock.js';

const change = (path: string, part: Partial<PendingChange> = {}): PendingChange => ({
	path, kind: 'created', edits: 1, sinceMilliseconds: 0, deadlineMilliseconds: 0, ceilingMilliseconds: 0, reason: 'quiet', ...part,
});

/** Sizes of files on a disk on which each look takes so long. */
function sizesOf(disk: Readonly<Record<string, Partial<FileStat> | Error>>, milliseconds = 0) {
	const clock = new ManualClock();
	const looked: string[] = [];
	const sizes = new PendingSizes({
		clock, look(path) {
			looked.push(path);
			clock.advance(milliseconds);
			const stat = disk[path];
			if (stat instanceof Error) {
				throw stat;
			}

			return stat as FileStat | undefined;
		},
	});
	return {sizes, looked};
}

test('what waits has the size that it has now, and is looked at once after each event', t => {
	const disk = {fresh: {kind: 'file', size: 12}, known: {kind: 'file', size: 900}} as const;
	const {sizes, looked} = sizesOf(disk);
	const changes = [change('fresh'), change('known', {kind: 'modified', size: 7})];
	const first = sizes.of(changes);
	t.deepEqual(first.map(({size}) => size), [12, 900]);
	const second = sizes.of(changes);
	t.is(second[0], first[0]);
	t.deepEqual(looked, ['fresh', 'known']);
	sizes.of([change('fresh', {edits: 2}), changes[1]!]);
	t.deepEqual(looked, ['fresh', 'known', 'fresh']);
});

test('what is no file any more, is to be deleted or cannot be looked at keeps what was known of it', t => {
	const disk = {folder: {kind: 'folder', size: 4096}, locked: Object.assign(new Error('no'), {code: 'EACCES'})} as const;
	const {sizes, looked} = sizesOf(disk);
	const changes = [change('folder'), change('gone', {size: 3}), change('locked', {size: 4}), change('old', {kind: 'deleted', size: 5})];
	t.deepEqual(sizes.of(changes), changes);
	t.deepEqual(looked, ['folder', 'gone', 'locked']);
});

test('a slow disk is looked at for a moment only, and for the next list a little further', t => {
	const names = Array.from({length: 10}, (_, index) => `file-${index}`);
	const {sizes} = sizesOf(Object.fromEntries(names.map(name => [name, {kind: 'file', size: 1}])), 1);
	const changes = names.map(name => change(name));
	const known = () => sizes.of(changes).filter(({size}) => size === 1).length;
	t.deepEqual([known(), known(), known()], [2, 4, 6]);
});
