import {spawn} from 'node:child_process';
import {once} from 'node:events';
import fs from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {FsyncError} from '../../source/engine/fault.js';
import {openAccessStore, type DeviceRecord, type InviteRecord} from '../../source/store/access-store.js';
import {isDoneBeforeCrash, SimulatedDisk} from './simulated-disk.js';

const device: DeviceRecord = {
	id: 'ab'.repeat(32), name: 'laptop', share: '*', access: 'read-write', addedMilliseconds: 5,
};
const invite: InviteRecord = {
	id: '0123456789abcdef', secret: 'cd'.repeat(16), share: 'site', access: 'read-only', expiresMilliseconds: Date.now() + 600_000, failedProofs: 0,
};

function scratch(t: ExecutionContext): string {
	const folder = fs.mkdtempSync(join(tmpdir(), 'fsync-tui-store-'));
	t.teardown(() => {
		fs.rmSync(folder, {recursive: true, force: true});
	});
	return join(folder, 'access');
}

test('devices are added, changed, listed and removed, and every store sees it at once', async t => {
	const folder = scratch(t);
	const store = await openAccessStore(folder);
	const other = await openAccessStore(folder);
	t.deepEqual(await store.devices(), []);
	await store.addDevice(device);
	t.deepEqual(await other.device(device.id), device);
	const renamed = {...device, name: 'another name'};
	await other.addDevice(renamed);
	t.deepEqual(await store.devices(), [renamed]);
	t.true(await store.removeDevice(device.id));
	t.false(await other.removeDevice(device.id));
	t.is(await other.device(device.id), undefined);
});

test('when a device was seen is told with it, and brings back no device that was removed', async t => {
	const folder = scratch(t);
	const store = await openAccessStore(folder);
	await store.addDevice(device);
	await store.noteSeen(device.id, {
		milliseconds: 8, address: '192.0.2.1:5000', share: 'site', generation: 3,
	});
	await store.noteSeen(device.id, {milliseconds: 9, share: 'site'});
	t.deepEqual(await store.devices(), [{...device, lastSeen: {milliseconds: 9, share: 'site'}}]);
	await store.removeDevice(device.id);
	await store.noteSeen(device.id, {milliseconds: 10});
	t.deepEqual(await store.devices(), []);
	t.is(await store.device(device.id), undefined);
	t.deepEqual(fs.readdirSync(join(folder, 'seen')), [device.id]);
	await openAccessStore(folder);
	t.deepEqual(fs.readdirSync(join(folder, 'seen')), []);
});

test('an invite is kept with its failed proofs until it is taken', async t => {
	const store = await openAccessStore(scratch(t));
	await store.saveInvite(invite);
	await store.saveInvite({...invite, failedProofs: 2});
	t.deepEqual(await store.invites(), [{...invite, failedProofs: 2}]);
	t.true(await store.takeInvite(invite.id));
	t.is(await store.invite(invite.id), undefined);
	t.deepEqual(await store.invites(), []);
	t.false(await store.takeInvite(invite.id));
	t.false(await store.takeInvite('ffff'));
});

test('A26: an invite that was taken does not come back when a slower writer saves it again', async t => {
	const store = await openAccessStore(scratch(t));
	await store.saveInvite(invite);
	t.true(await store.takeInvite(invite.id));
	await store.saveInvite({...invite, failedProofs: 1});
	t.is(await store.invite(invite.id), undefined);
	t.deepEqual(await store.invites(), []);
	t.false(await store.takeInvite(invite.id));
});

test('A26: of many that take one invite at once, in one process or in several, exactly one wins', async t => {
	const folder = scratch(t);
	const stores = await Promise.all(Array.from({length: 4}, async () => openAccessStore(folder)));
	for (let round = 0; round < 10; round++) {
		const id = `${round}`.padStart(16, '0');
		await stores[0]!.saveInvite({...invite, id});
		const taken = await Promise.all([...stores, ...stores].map(async store => store.takeInvite(id)));
		t.is(taken.filter(Boolean).length, 1);
	}

	await stores[0]!.saveInvite(invite);
	const module = new URL('../../source/store/access-store.js', import.meta.url).href;
	const script = `const {openAccessStore} = await import('${module}'); process.exitCode = await (await openAccessStore(${JSON.stringify(folder)})).takeInvite('${invite.id}') ? 10 : 20;`;
	const codes = await Promise.all(Array.from({length: 4}, async () => {
		const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
		const [code] = await once(child, 'exit') as [number];
		return code;
	}));
	t.deepEqual(codes.toSorted((a, b) => a - b), [10, 20, 20, 20]);
});

test('F04: a crash anywhere while an invite is taken never lets it be taken twice', async t => {
	for (let calls = 0, isDone = false; !isDone; calls++) {
		const disk = new SimulatedDisk();
		const store = await openAccessStore('/access', disk);
		await store.saveInvite(invite);
		disk.crashAfter = disk.calls + calls;
		let isTaken = false;
		isDone = await isDoneBeforeCrash((async () => {
			isTaken = await store.takeInvite(invite.id);
		})());
		for (const loss of ['nothing', 'everything', 'bytes'] as const) {
			const again = await openAccessStore('/access', disk.reboot(loss));
			t.false(isTaken && await again.takeInvite(invite.id), `after ${calls} calls`);
			t.true(!isDone || isTaken);
		}
	}
});

test('invites that expired long ago are removed when a store is opened, and marks of used ones with them', async t => {
	const folder = scratch(t);
	const store = await openAccessStore(folder);
	await store.saveInvite(invite);
	await store.saveInvite({...invite, id: 'aa', expiresMilliseconds: 5});
	await store.saveInvite({...invite, id: 'bb'});
	t.true(await store.takeInvite('bb'));
	fs.utimesSync(join(folder, 'taken', 'bb'), 1, 1);
	const again = await openAccessStore(folder);
	t.deepEqual(await again.invites(), [invite]);
	t.deepEqual(fs.readdirSync(join(folder, 'invites')), [invite.id]);
	t.deepEqual(fs.readdirSync(join(folder, 'taken')), []);
});

test('F32: a device or an invite whose file is damaged lets nobody in', async t => {
	const disk = new SimulatedDisk();
	const store = await openAccessStore('/access', disk);
	await store.addDevice(device);
	await store.saveInvite(invite);
	const [devicePath, invitePath] = disk.paths();
	const whole = disk.read(devicePath!)!;
	for (let index = 0; index < whole.length; index++) {
		const flipped = Buffer.from(whole);
		flipped[index]! ^= 1 << (index % 8);
		disk.put(devicePath!, flipped);
		t.is(await store.device(device.id), undefined);
	}

	disk.put(invitePath!, disk.read(invitePath!)!.subarray(1));
	t.is(await store.invite(invite.id), undefined);
	t.deepEqual([await store.devices(), await store.invites()], [[], []]);
	t.false(await store.takeInvite(invite.id));
});

test('a record put under another id, or of another kind, lets nobody in', async t => {
	const disk = new SimulatedDisk();
	const store = await openAccessStore('/access', disk);
	await store.addDevice(device);
	await store.saveInvite(invite);
	const other = 'ef'.repeat(32);
	disk.put(`/access/devices/${other}`, disk.read(`/access/devices/${device.id}`));
	disk.put(`/access/devices/${invite.id}`, disk.read(`/access/invites/${invite.id}`));
	t.is(await store.device(other), undefined);
	t.is(await store.device(invite.id), undefined);
	t.deepEqual(await store.devices(), [device]);
});

test('ids from outside never become paths', async t => {
	const folder = scratch(t);
	const store = await openAccessStore(folder);
	await store.saveInvite(invite);
	for (const id of ['', '.', '..', '../invites/0123456789abcdef', 'a/b', 'x'.repeat(300), '.tmp-1', 'a\0']) {
		t.is(await store.device(id), undefined);
		t.is(await store.invite(id), undefined);
		t.false(await store.takeInvite(id));
		t.false(await store.removeDevice(id));
		await t.throwsAsync(store.addDevice({...device, id}), {instanceOf: FsyncError});
		await t.throwsAsync(store.saveInvite({...invite, id}), {instanceOf: FsyncError});
	}

	t.deepEqual(fs.readdirSync(folder).toSorted(), ['devices', 'invites', 'seen', 'taken']);
});

test('secrets are for their owner only', async t => {
	const folder = scratch(t);
	const store = await openAccessStore(folder);
	await store.saveInvite(invite);
	await store.addDevice(device);
	t.is(fs.statSync(folder).mode & 0o777, 0o700);
	for (const entry of fs.readdirSync(folder, {recursive: true, withFileTypes: true})) {
		const {mode} = fs.statSync(join(entry.parentPath, entry.name));
		t.is(mode & 0o777, entry.isDirectory() ? 0o700 : 0o600, entry.name);
	}
});

test('a change by another store is told to those who watch, and no more once they stopped', async t => {
	t.timeout(20_000);
	const folder = scratch(t);
	const store = await openAccessStore(folder);
	const other = await openAccessStore(folder);
	let next = Promise.withResolvers<void>();
	let calls = 0;
	const stop = store.watch(() => {
		calls++;
		next.resolve();
	});
	const told = async (change: Promise<unknown>): Promise<void> => {
		await Promise.all([change, next.promise]);
		next = Promise.withResolvers();
	};

	await told(other.addDevice(device));
	await told(other.saveInvite(invite));
	await told(other.addDevice({...device, name: 'renamed'}));
	await told(other.removeDevice(device.id));
	stop();
	const before = calls;
	await other.addDevice(device);
	t.is(calls, before);
});
