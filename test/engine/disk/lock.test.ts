import {spawn} from 'node:child_process';
import {once} from 'node:events';
import fs from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {
	releaseLock,
	takeLock,
	type ProcessIdentity,
	type ProcessTable,
} from '../../../source/engine/disk/lock.js';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import {forgetPowerCut} from '../../../source/engine/disk/power-cut.js';
import {processTable} from '../../../source/engine/disk/process-table.js';
import {diskError} from './replica-fixture.js';
import {withCalls} from './scan-fixture.js';
import {scratchFolder} from './scratch-folder.js';

const place = (root: string): string => join(root, '.fsync-tui/lock');
const locked = {name: 'FsyncError', code: 'locked'};

/** A process among others. */
function among(alive: ReadonlySet<number>, pid: number): ProcessTable {
	return {self: () => ({pid, boot: 'b', start: 's'}), isAlive: other => other.boot === 'b' && alive.has(other.pid)};
}

test('F36 F38: a second process is told who holds the folder, until that one lets go', t => {
	const root = scratchFolder(t);
	const alive = new Set([10, 20]);
	takeLock(openFileSystem(root), among(alive, 10), 'one');
	t.throws(() => {
		takeLock(openFileSystem(root), among(alive, 20), 'two');
	}, {...locked, message: /process 10\b/v});
	t.throws(() => {
		takeLock(openFileSystem(root), among(alive, 10), 'three');
	}, {...locked, message: /this very process/v});
	releaseLock(openFileSystem(root), 'two');
	t.true(fs.existsSync(place(root)));
	releaseLock(openFileSystem(root), 'one');
	takeLock(openFileSystem(root), among(alive, 20), 'two');
	t.deepEqual(fs.readdirSync(join(root, '.fsync-tui')), ['lock']);
});

test('taking a lock that one holds oneself is no fault', t => {
	const root = scratchFolder(t);
	takeLock(openFileSystem(root), among(new Set([1]), 1), 'one');
	t.notThrows(() => {
		takeLock(openFileSystem(root), among(new Set([1]), 1), 'one');
	});
});

test('F36: the lock of a process that is gone is taken over', t => {
	const root = scratchFolder(t);
	takeLock(openFileSystem(root), among(new Set([10]), 10), 'one');
	takeLock(openFileSystem(root), among(new Set([20]), 20), 'two');
	t.is((JSON.parse(fs.readFileSync(place(root), 'utf8')) as {pid: number}).pid, 20);
	t.deepEqual(fs.readdirSync(join(root, '.fsync-tui')), ['lock']);
});

test('F04: a lock of another run of the machine tells of a power cut until that is forgotten', t => {
	const root = scratchFolder(t);
	const run = (boot: string): ProcessTable => ({self: () => ({pid: 1, boot, start: 's'}), isAlive: () => false, bootMilliseconds: () => 5});
	t.is(takeLock(openFileSystem(root), run('one'), 'a'), undefined);
	t.is(takeLock(openFileSystem(root), run('one'), 'b'), undefined, 'only the process died');
	t.deepEqual(takeLock(openFileSystem(root), run('two'), 'c'), {bootMilliseconds: 5});
	t.deepEqual(takeLock(openFileSystem(root), run('two'), 'd'), {bootMilliseconds: 5}, 'it died before the losses were found');
	forgetPowerCut(openFileSystem(root));
	releaseLock(openFileSystem(root), 'd');
	t.is(takeLock(openFileSystem(root), run('three'), 'e'), undefined, 'it had ended in an orderly way');
});

test('F49: what processes have left that ended while they took the lock is swept', t => {
	const root = scratchFolder(t);
	takeLock(openFileSystem(root), among(new Set([1]), 1), 'old');
	const folder = join(root, '.fsync-tui');
	for (const name of [`lock-${'a'.repeat(32)}`, `lock-${'b'.repeat(32)}-stale`]) {
		fs.copyFileSync(place(root), join(folder, name));
	}

	const rival = `lock-${'c'.repeat(32)}`;
	fs.writeFileSync(join(folder, rival), JSON.stringify({
		pid: 3, boot: 'b', start: 's', token: 't',
	}));
	fs.writeFileSync(join(folder, 'lock-mine'), 'a user\'s file');
	takeLock(openFileSystem(root), among(new Set([2, 3]), 2), 'new');
	t.deepEqual(fs.readdirSync(folder).toSorted(), ['lock', rival, 'lock-mine']);
});

test('F49: a draft whose process ended before it had written itself down is swept', t => {
	const root = scratchFolder(t);
	const folder = join(root, '.fsync-tui');
	fs.mkdirSync(folder);
	for (const [name, text] of [['a', ''], ['b', '{"pid":']] as const) {
		fs.writeFileSync(join(folder, `lock-${name.repeat(32)}`), text);
	}

	takeLock(openFileSystem(root), among(new Set([2]), 2), 'new');
	t.deepEqual(fs.readdirSync(folder), ['lock']);
});

test('who loses his draft to such a sweep is told who holds the folder, or gets it', t => {
	for (const isHeld of [true, false]) {
		const root = scratchFolder(t);
		const disk = openFileSystem(root);
		const alive = among(new Set([1, 2]), 1);
		let isSwept = false;
		const swept = withCalls(disk, {
			sync(handle) {
				disk.sync(handle);
				if (!isSwept) {
					isSwept = true;
					fs.unlinkSync(join(root, '.fsync-tui', 'lock-mine'));
					if (isHeld) {
						takeLock(openFileSystem(root), among(new Set([1, 2]), 2), 'theirs');
					}
				}
			},
		});
		const take = () => takeLock(swept, alive, 'mine');
		if (isHeld) {
			t.throws(take, {...locked, message: /process 2\b/v});
		} else {
			t.notThrows(take);
		}

		t.deepEqual(fs.readdirSync(join(root, '.fsync-tui')), ['lock']);
	}
});

test('F04: a lock that a power cut has emptied tells of it as well', t => {
	const root = scratchFolder(t);
	takeLock(openFileSystem(root), among(new Set(), 1), 'a');
	fs.truncateSync(place(root));
	t.deepEqual(takeLock(openFileSystem(root), among(new Set(), 1), 'b'), {});
});

for (const text of ['', '{}', 'null', '[]', '{"pid":"10"}', '{"pid":-1,"boot":"b","start":"s","token":"t"}', 'x'.repeat(5000)]) {
	test(`a lock that names nobody holds nothing: ${text.slice(0, 20)}`, t => {
		const root = scratchFolder(t);
		fs.mkdirSync(join(root, '.fsync-tui'));
		fs.writeFileSync(place(root), text);
		takeLock(openFileSystem(root), among(new Set([20]), 20), 'two');
		t.is((JSON.parse(fs.readFileSync(place(root), 'utf8')) as {token: string}).token, 'two');
	});
}

test('a lock that somebody took over first, at any moment, is left to them', t => {
	let calls = 0;
	let winners = 0;
	const faults = new Set<string>();
	const holders = new Set<string>();
	const count = (root: string, moment: number): string => {
		fs.mkdirSync(join(root, '.fsync-tui'), {recursive: true});
		fs.writeFileSync(place(root), JSON.stringify({
			pid: 5, boot: 'b', start: 's', token: 'stale',
		}));
		const alive = new Set([10, 20]);
		let number = 0;
		const files = openFileSystem(root);
		const watched = withCalls(files, Object.fromEntries((['link', 'rename', 'openRead', 'find', 'unlink'] as const).map(name => [name, (...parameters: never[]): unknown => {
			number++;
			if (number === moment) {
				try {
					takeLock(openFileSystem(root), among(alive, 20), 'rival');
					winners++;
				} catch {
					// The other one was first.
				}
			}

			return Reflect.apply(files[name], files, parameters);
		}])));
		try {
			takeLock(watched, among(alive, 10), 'me');
			winners++;
		} catch (error) {
			faults.add(String(error).slice(0, 40));
		}

		calls = Math.max(calls, number);
		return (JSON.parse(fs.readFileSync(place(root), 'utf8')) as {token: string}).token;
	};

	count(scratchFolder(t), 0);
	for (let moment = 1; moment <= calls; moment++) {
		winners = 0;
		const holder = count(scratchFolder(t), moment);
		t.is(winners, 1, `moment ${moment}`);
		holders.add(holder);
	}

	t.deepEqual([...holders].toSorted(), ['me', 'rival']);
	t.true([...faults].every(fault => fault.startsWith('FsyncError')), [...faults].join('\n'));
});

test('a folder without hard links can be locked too', t => {
	const root = scratchFolder(t);
	const files = withCalls(openFileSystem(root), {
		link() {
			throw diskError('EPERM');
		},
	});
	takeLock(files, among(new Set([10]), 10), 'one');
	t.throws(() => {
		takeLock(files, among(new Set([10, 20]), 20), 'two');
	}, locked);
});

test('a root that cannot be written cannot be locked, and says so', t => {
	const root = scratchFolder(t);
	const files = withCalls(openFileSystem(root), {
		makeFolder() {
			throw diskError('EROFS');
		},
	});
	t.throws(() => {
		takeLock(files, among(new Set([10]), 10), 'one');
	}, {name: 'FsyncError', code: 'root', message: /read-only/v});
});

test('the process table knows this process, its children and those that are gone', async t => {
	const self = processTable.self();
	t.true(processTable.isAlive(self));
	t.false(processTable.isAlive({...self, start: `${self.start}0`}));
	t.false(processTable.isAlive({...self, boot: 'another'}));
	const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {stdio: ['pipe', 'ignore', 'ignore']});
	const identity: ProcessIdentity = {...self, pid: child.pid!};
	t.false(processTable.isAlive(identity));
	const exit = once(child, 'exit');
	child.stdin.end();
	await exit;
	t.false(processTable.isAlive(identity));
});
