import {Buffer} from 'node:buffer';
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import {checkFolders, confine} from '../../../source/engine/disk/confinement.js';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import {scratchFolder} from './scratch-folder.js';

const isLinux = process.platform === 'linux';
const onLinux = isLinux ? test : test.skip;

const confinements = {held: confine, checked: checkFolders};

type Call = (fileSystem: ReturnType<typeof openFileSystem>) => unknown;

const calls: Record<string, Call> = {
	stat: disk => disk.stat('trap/secret'),
	list: disk => disk.list('trap'),
	listBelow: disk => disk.list('trap/folder'),
	readLink: disk => disk.readLink('trap/link'),
	makeFolder(disk) {
		disk.makeFolder('trap/new');
	},
	removeFolder(disk) {
		disk.removeFolder('trap/folder');
	},
	makeLink(disk) {
		disk.makeLink('trap/new', 'x');
	},
	linkFrom(disk) {
		disk.link('trap/secret', 'stolen');
	},
	linkTo(disk) {
		disk.link('own', 'trap/new');
	},
	renameFrom(disk) {
		disk.rename('trap/secret', 'stolen');
	},
	renameTo(disk) {
		disk.rename('own', 'trap/secret');
	},
	unlink(disk) {
		disk.unlink('trap/secret');
	},
	openRead: disk => disk.openRead('trap/secret'),
	create: disk => disk.openWrite('trap/new'),
	overwrite: disk => disk.openWrite('trap/secret', {existing: true}),
	syncFolder(disk) {
		disk.syncFolder('trap');
	},
};

/** A root with a symlink `trap` to a folder beside it. */
function trappedRoot(folder: string): string {
	const root = join(folder, 'root');
	const outside = join(folder, 'outside');
	fs.mkdirSync(root);
	fs.mkdirSync(join(outside, 'folder'), {recursive: true});
	fs.writeFileSync(join(outside, 'secret'), 'secret');
	fs.symlinkSync('nowhere', join(outside, 'link'));
	fs.writeFileSync(join(root, 'own'), 'own');
	fs.symlinkSync(outside, join(root, 'trap'));
	return root;
}

for (const [kind, confineTo] of Object.entries(confinements)) {
	for (const [name, call] of Object.entries(calls)) {
		test(`A08: ${name} does not follow a symlink on the way (${kind} folders)`, t => {
			const folder = scratchFolder(t);
			const disk = openFileSystem(trappedRoot(folder), confineTo);
			t.throws(() => call(disk), {code: 'ENOTDIR'});
			t.deepEqual(fs.readdirSync(join(folder, 'outside')).toSorted(), ['folder', 'link', 'secret']);
			t.is(fs.readFileSync(join(folder, 'outside/secret'), 'utf8'), 'secret');
			t.deepEqual(fs.readdirSync(join(folder, 'root')).toSorted(), ['own', 'trap']);
			disk.forget();
		});
	}
}

onLinux('A10: a parent that is swapped for a symlink after it was entered leads nowhere', t => {
	const folder = scratchFolder(t);
	const root = trappedRoot(folder);
	fs.mkdirSync(join(root, 'parent'));
	const disk = openFileSystem(root);
	disk.makeFolder('parent/first');
	fs.renameSync(join(root, 'parent'), join(root, 'elsewhere'));
	fs.symlinkSync(join(folder, 'outside'), join(root, 'parent'));
	disk.makeFolder('parent/second');
	t.false(fs.existsSync(join(folder, 'outside/second')));
	t.deepEqual(fs.readdirSync(join(root, 'elsewhere')).toSorted(), ['first', 'second']);
	disk.forget();
	t.throws(() => {
		disk.makeFolder('parent/third');
	}, {code: 'ENOTDIR'});
});

onLinux('a folder of another device is not entered', t => {
	const disk = openFileSystem('/');
	for (const call of [() => disk.list('proc'), () => disk.stat('proc/self'), () => disk.openRead('proc/version')]) {
		t.throws(call, {code: 'EXDEV'});
	}

	disk.forget();
});

onLinux('A35: folders held open are bounded, and forgetting closes them', t => {
	const root = scratchFolder(t);
	for (let index = 0; index < 200; index++) {
		fs.mkdirSync(join(root, `f${index}/g/h`), {recursive: true});
	}

	const open = () => fs.readdirSync('/proc/self/fd').length;
	const before = open();
	const disk = openFileSystem(root);
	for (let index = 0; index < 200; index++) {
		t.deepEqual(disk.list(`f${index}/g`), [{name: 'h', shown: 'h'}]);
		t.true(open() - before <= 68);
	}

	disk.forget();
	t.is(open(), before);
});

test('the deepest path that is allowed can be used in one call', t => {
	const disk = openFileSystem(scratchFolder(t));
	const names = Array.from({length: 128}, (_, index) => `d${index}`);
	for (let depth = 1; depth <= names.length; depth++) {
		disk.makeFolder(names.slice(0, depth).join('/'));
	}

	disk.forget();
	t.is(disk.stat(names.join('/')).kind, 'folder');
	disk.rename(names.join('/'), 'top');
	t.is(disk.stat('top').kind, 'folder');
	disk.forget();
});

test('A11, F44: only a regular file is opened, and nothing blocks', t => {
	const root = scratchFolder(t);
	fs.mkdirSync(join(root, 'folder'));
	fs.writeFileSync(join(root, 'file'), 'x');
	fs.symlinkSync('file', join(root, 'link'));
	const hasPipe = isLinux && spawnSync('mkfifo', [join(root, 'pipe')]).status === 0;
	const kinds = {
		folder: 'EISDIR', link: 'ELOOP', absent: 'ENOENT', ...hasPipe && {pipe: 'EINVAL'},
	};

	const disk = openFileSystem(root);
	for (const [name, code] of Object.entries(kinds)) {
		t.throws(() => disk.openRead(name), {code}, name);
		t.throws(() => disk.openWrite(name, {existing: true}), {code}, name);
	}

	t.throws(() => disk.openWrite('file'), {code: 'EEXIST'});
	t.throws(() => disk.openWrite('link'), {code: 'EEXIST'});
	disk.forget();
});

test('an error names the path that people know', t => {
	const root = scratchFolder(t);
	const disk = openFileSystem(root);
	const error = t.throws(() => disk.stat('no/such/file'));
	t.true(error.message.includes(join(root, 'no/such/file')), error.message);
	t.false(error.message.includes('/proc/'));
	disk.forget();
});

test('A32: an offset that is no place in a file is never written to', t => {
	const root = scratchFolder(t);
	fs.writeFileSync(join(root, 'file'), 'untouched');
	const disk = openFileSystem(root);
	const handle = disk.openWrite('file', {existing: true});
	for (const offset of [NaN, 1.5, -1, -5, 2 ** 53, Infinity, Number.MAX_SAFE_INTEGER]) {
		t.throws(() => {
			disk.write(handle, Buffer.from('xx'), offset);
		}, {instanceOf: RangeError}, String(offset));
		t.throws(() => disk.read(handle, Buffer.alloc(2), offset), {instanceOf: RangeError}, String(offset));
	}

	t.throws(() => {
		disk.truncate(handle, 1.5);
	}, {instanceOf: RangeError});
	disk.close(handle);
	disk.forget();
	t.is(fs.readFileSync(join(root, 'file'), 'utf8'), 'untouched');
});

test('F42: bytes beyond 4 GiB of a sparse file are written and read at their place', t => {
	const disk = openFileSystem(scratchFolder(t));
	const handle = disk.openWrite('sparse');
	for (const offset of [(2 ** 32) - 1, 2 ** 31, 2 ** 40]) {
		disk.write(handle, Buffer.from('abc'), offset);
		const bytes = Buffer.alloc(5);
		const count = disk.read(handle, bytes, offset);
		t.is(bytes.toString('utf8', 0, 3), 'abc');
		t.true(count === 3 || bytes[3] === 0);
	}

	t.is(disk.statOpen(handle).size, (2 ** 40) + 3);
	disk.close(handle);
	disk.forget();
});

test('F23: a modification time is read back to the microsecond', t => {
	const disk = openFileSystem(scratchFolder(t));
	const handle = disk.openWrite('file');
	const check = (microseconds: number) => {
		disk.setModified(handle, microseconds);
		return Math.round(disk.statOpen(handle).modifiedMilliseconds * 1000) === microseconds;
	};

	// The range of 34-bit seconds that ext4 keeps, up to the year 2106.
	fc.assert(fc.property(fc.integer({min: (1 - (2 ** 31)) * 1e6, max: ((2 ** 32) * 1e6) - 1}), check), {seed: 4001, numRuns: 5000});
	fc.assert(fc.property(fc.integer({min: 1.6e15, max: 1.9e15}), check), {seed: 4002, numRuns: 5000});
	t.true([0, 1, -1, 999_999, -999_999, 1e6, -1e6].every(value => check(value)));
	t.throws(() => {
		disk.setModified(handle, 1.5);
	}, {instanceOf: RangeError});
	disk.close(handle);
	disk.forget();
});

test('A39: bits that would give a file its owner\'s powers are never set', t => {
	const disk = openFileSystem(scratchFolder(t));
	const handle = disk.openWrite('file');
	disk.setMode(handle, 0o7755);
	t.is(disk.statOpen(handle).mode, 0o755);
	disk.close(handle);
	disk.forget();
});

onLinux('F43: names that are not UTF-8 are told apart and never mistaken for others', t => {
	const root = scratchFolder(t);
	const raw = (...bytes: number[]) => Buffer.concat([Buffer.from(`${root}/`), Buffer.from(bytes)]);
	for (const last of [0xFF, 0xFE]) {
		fs.writeFileSync(raw(0x78, last), '');
	}

	for (const name of ['x\u{FFFD}', 'line\nbreak', 'tab\t', '\u{1B}[31m', '-rf', 'quote\'"', 'émoji😀', '\u{202E}rtl', 'con', 'dot.', ' ']) {
		fs.writeFileSync(join(root, name), '');
	}

	const disk = openFileSystem(root);
	const entries = disk.list('');
	t.deepEqual(entries.filter(({name}) => name === undefined).map(({shown}) => shown).toSorted(), [String.raw`x\xfe`, String.raw`x\xff`]);
	const names = entries.flatMap(({name}) => name === undefined ? [] : [name]);
	t.is(names.length, 11);
	for (const name of names) {
		t.is(disk.stat(name).kind, 'file');
	}

	disk.forget();
});

onLinux('a link text that is not UTF-8 is an error of its own', t => {
	const root = scratchFolder(t);
	fs.symlinkSync(Buffer.from([0x78, 0xFF]), join(root, 'bad'));
	fs.symlinkSync('gut\u{FFFD}', join(root, 'good'));
	const disk = openFileSystem(root);
	t.throws(() => disk.readLink('bad'), {code: 'EILSEQ'});
	t.is(disk.readLink('good'), 'gut\u{FFFD}');
	disk.forget();
});

test('find and peek answer with nothing where nothing stands', t => {
	const root = scratchFolder(t);
	fs.writeFileSync(join(root, 'file'), 'four');
	const disk = openFileSystem(root);
	for (const path of ['absent', 'absent/below', 'file/below']) {
		t.is(disk.find(path), undefined);
		t.is(disk.peek(path), undefined);
	}

	t.is(disk.find('file')?.size, 4);
	t.deepEqual(disk.peek('file'), disk.stat('file'));
	disk.forget();
});

test('link gives a second name without clobbering, rename replaces', t => {
	const root = scratchFolder(t);
	fs.writeFileSync(join(root, 'a'), 'a');
	fs.writeFileSync(join(root, 'b'), 'b');
	const disk = openFileSystem(root);
	t.throws(() => {
		disk.link('a', 'b');
	}, {code: 'EEXIST'});
	disk.link('a', 'c');
	t.is(disk.stat('c').links, 2);
	disk.rename('b', 'c');
	t.is(fs.readFileSync(join(root, 'c'), 'utf8'), 'b');
	disk.forget();
});

test('a folder that is moved or removed by this port is reached anew under its path', t => {
	const root = scratchFolder(t);
	const disk = openFileSystem(root);
	disk.makeFolder('a');
	disk.makeFolder('a/x');
	disk.rename('a', 'b');
	t.throws(() => disk.list('a/x'), {code: 'ENOENT'});
	disk.makeFolder('a');
	t.deepEqual(disk.list('a'), []);
	disk.removeFolder('b/x');
	disk.removeFolder('b');
	disk.makeFolder('b');
	disk.makeFolder('b/y');
	t.deepEqual(fs.readdirSync(join(root, 'b')), ['y']);
	disk.forget();
});

test('the disk tells how much room is left, and folders are flushed', t => {
	const disk = openFileSystem(scratchFolder(t));
	t.true(disk.freeBytes() > 0);
	disk.makeFolder('a');
	disk.syncFolder('a');
	disk.syncFolder('');
	t.is(typeof disk.syncAll(), 'boolean');
	disk.forget();
});
