import test from 'ava';
import {FsyncError} from '../../source/engine/fault.js';
import {StateFile, type Place} from '../../source/store/durable-adapter.js';
import {pack, seal, unseal} from '../../source/store/envelope.js';
import {isDoneBeforeCrash, SimulatedDisk, type Loss} from './simulated-disk.js';

type Note = {readonly text: string; readonly bytes: Uint8Array};

const parse = (value: unknown): Note => {
	const note = value as Note;
	if (typeof note.text !== 'string') {
		throw new TypeError('Not a note');
	}

	return note;
};

const oldNote: Note = {text: 'old', bytes: Uint8Array.of(1, 2, 3)};
const newNote: Note = {text: 'new and longer', bytes: Uint8Array.of(4)};
const placeOn = (disk: SimulatedDisk, owner = 'me'): Place => ({disk, folder: '/state', owner});
const noteOn = (disk: SimulatedDisk, owner?: string): StateFile<Note> => new StateFile({place: placeOn(disk, owner), name: 'note', parse});

async function diskWithNote(): Promise<SimulatedDisk> {
	const disk = new SimulatedDisk();
	await disk.makeFolder('/state');
	await noteOn(disk).write(oldNote);
	return disk;
}

test('what is written is read back, and an absent file is no damage', async t => {
	const disk = await diskWithNote();
	const damage: string[] = [];
	t.deepEqual(await noteOn(disk).read(damage), oldNote);
	t.true(await noteOn(disk).remove());
	t.false(await noteOn(disk).remove());
	t.is(await noteOn(disk).read(damage), undefined);
	t.deepEqual(damage, []);
});

test('F32: a file cut at any length is damage and never data', async t => {
	const disk = await diskWithNote();
	const whole = disk.read('/state/note')!;
	for (let length = 0; length < whole.length; length++) {
		disk.put('/state/note', whole.subarray(0, length));
		const damage: string[] = [];
		t.is(await noteOn(disk).read(damage), undefined, `cut to ${length}`);
		t.is(damage.length, 1);
	}
});

test('F32: a file with any bit flipped, or a byte more, is damage and never data', async t => {
	const disk = await diskWithNote();
	const whole = disk.read('/state/note')!;
	for (let bit = 0; bit < whole.length * 8; bit++) {
		const flipped = Buffer.from(whole);
		flipped[bit >> 3]! ^= 1 << (bit & 7);
		disk.put('/state/note', flipped);
		const damage: string[] = [];
		t.is(await noteOn(disk).read(damage), undefined, `bit ${bit}`);
		t.is(damage.length, 1);
	}

	disk.put('/state/note', Buffer.concat([whole, Buffer.alloc(1)]));
	t.is(await noteOn(disk).read(), undefined);
});

test('F32: an intact file of another store, another name or another shape is damage', async t => {
	const disk = await diskWithNote();
	const damage: string[] = [];
	t.is(await noteOn(disk, 'you').read(damage), undefined);
	disk.put('/state/other', disk.read('/state/note'));
	t.is(await new StateFile({place: placeOn(disk), name: 'other', parse}).read(damage), undefined);
	disk.put('/state/note', seal(pack(['me', 'note', {text: 5}])));
	t.is(await noteOn(disk).read(damage), undefined);
	disk.put('/state/note', seal(pack('no triple')));
	t.is(await noteOn(disk).read(damage), undefined);
	disk.put('/state/note', seal(Buffer.from([0xC1])));
	t.is(await noteOn(disk).read(damage), undefined);
	t.is(damage.length, 5);
	t.regex(damage[0]!, /belongs to another store/v);
});

test('F32: a newer format is refused with a sentence, and not overwritten', async t => {
	const disk = await diskWithNote();
	const newer = seal(pack(['me', 'note', oldNote]), 2);
	disk.put('/state/note', newer);
	const error = await t.throwsAsync(noteOn(disk).read(), {instanceOf: FsyncError});
	t.is(error.code, 'store');
	t.deepEqual(disk.read('/state/note'), newer);
});

test('a file that cannot be read stops the store: it may be whole', async t => {
	const disk = await diskWithNote();
	disk.onRead = () => {
		throw Object.assign(new Error('EIO: i/o error'), {code: 'EIO'});
	};

	await t.throwsAsync(noteOn(disk).read(), {instanceOf: FsyncError, message: /could not be read/v});
});

for (const loss of ['nothing', 'everything', 'bytes'] satisfies Loss[]) {
	test(`F04: a crash after any call of a save that loses ${loss} leaves the old file or the new one`, async t => {
		const seen: string[] = [];
		for (let calls = 0; ; calls++) {
			const disk = await diskWithNote();
			disk.crashAfter = disk.calls + calls;
			const isDone = await isDoneBeforeCrash(noteOn(disk).write(newNote));
			const damage: string[] = [];
			const note = await noteOn(disk.reboot(loss)).read(damage);
			t.deepEqual(damage, [], `after ${calls} calls`);
			seen.push(note!.text);
			if (isDone) {
				break;
			}
		}

		t.is(seen[0], oldNote.text);
		t.is(seen.at(-1), newNote.text);
		t.deepEqual([...new Set(seen)], [oldNote.text, newNote.text]);
	});
}

test('F05: short writes are carried on with, and bytes are never lost', async t => {
	const disk = await diskWithNote();
	disk.longestWrite = 7;
	await noteOn(disk).write(newNote);
	t.deepEqual(await noteOn(disk).read(), newNote);
});

test('F05: on a full disk the old file stays, the temporary one goes, and the fault says so', async t => {
	const size = (await diskWithNote()).read('/state/note')!.length;
	for (let room = 0; room < size; room++) {
		const disk = await diskWithNote();
		disk.room = room;
		const error = await t.throwsAsync(noteOn(disk).write(newNote), {instanceOf: FsyncError});
		t.is(error.code, 'no-space');
		t.deepEqual(await noteOn(disk).read(), oldNote);
		t.deepEqual(disk.list('/state'), ['note']);
		disk.room = Infinity;
		await noteOn(disk).write(newNote);
		t.deepEqual(await noteOn(disk).read(), newNote);
	}
});

test('F13: an error of any call fails the save, leaves no temporary file and the old content or the new', async t => {
	const probe = await diskWithNote();
	const before = probe.calls;
	await noteOn(probe).write(newNote);
	for (let call = 1; call <= probe.calls - before; call++) {
		const disk = await diskWithNote();
		disk.failure = {at: disk.calls + call, code: 'EIO'};
		const error = await t.throwsAsync(noteOn(disk).write(newNote), {instanceOf: FsyncError});
		t.is(error.code, 'store');
		const note = await noteOn(disk).read();
		t.true(note!.text === oldNote.text || note!.text === newNote.text);
		t.deepEqual(disk.list('/state'), ['note']);
	}
});

test('the envelope tells its format apart from its content', t => {
	t.deepEqual(unseal(seal(Buffer.from('x'), 7)), {format: 7, payload: Buffer.from('x')});
	t.is(unseal(Buffer.alloc(100)), undefined);
});
