import test from 'ava';
import {FsyncError} from '../../source/engine/fault.js';
import {proveInvite, type ChannelBinding} from '../../source/engine/protocol/pairing.js';
import {
	AccessControl,
	failedProofLimit,
	inviteMilliseconds,
	type Guest,
} from '../../source/server/access.js';
import type {InviteRecord} from '../../source/store/access-store.js';
import {ManualClock, settle} from '../engine/protocol/manual-clock.js';
import {hello} from './door-fixture.js';
import {MemoryAccessStore} from './memory-access-store.js';

const device = 'd'.repeat(64);
const binding: ChannelBinding = {exporter: new Uint8Array(32).fill(7), server: 's'.repeat(64), client: device};

function setUp() {
	const clock = new ManualClock();
	const store = new MemoryAccessStore();
	const access = new AccessControl({store, clock});
	return {
		clock, store, access,
		async pair(invite: InviteRecord, change: {id?: string; secret?: string; share?: string} = {}) {
			const share = change.share ?? invite.share;
			const proof = {invite: invite.id, mac: proveInvite(change.secret ?? invite.secret, share, binding)};
			return access.admit({device: change.id ?? device, hello: {...hello, share, proof}, binding});
		},
		async knock(share = 'site') {
			return access.admit({device, hello: {...hello, share}, binding});
		},
	};
}

const refusalOf = (admission: Awaited<ReturnType<AccessControl['admit']>>) => admission.isAdmitted ? undefined : admission.reason.code;

test('an unknown device is not paired, a known one has its share and no other', async t => {
	const {store, knock} = setUp();
	t.is(refusalOf(await knock()), 'not-paired');
	await store.addDevice({
		id: device, name: 'n', share: 'site', access: 'read-only', addedMilliseconds: 0,
	});
	t.like(await knock(), {isAdmitted: true, access: 'read-only'});
	t.is(refusalOf(await knock('other')), 'forbidden');
});

test('a proof pairs once: the invite is used up, the device stays', async t => {
	const {access, pair, knock} = setUp();
	const invite = await access.createInvite('site', 'read-write');
	t.like(await pair(invite), {isAdmitted: true, access: 'read-write', device: {id: device, name: 'laptop'}});
	t.true((await knock()).isAdmitted);
	t.is(refusalOf(await pair(invite, {id: 'e'.repeat(64)})), 'not-paired');
});

test('a device that proves its invite again, because it never heard the answer, is let in', async t => {
	const {access, pair} = setUp();
	const invite = await access.createInvite('site', 'read-write');
	await pair(invite);
	t.true((await pair(invite)).isAdmitted);
});

test('a second invite adds a share and leaves the first as it was', async t => {
	const {access, pair, knock} = setUp();
	await pair(await access.createInvite('site', 'read-write'));
	await pair(await access.createInvite('photos', 'read-only'));
	t.like(await knock('site'), {access: 'read-write'});
	t.like(await knock('photos'), {access: 'read-only'});
});

test('A26: an invite is open for ten minutes', async t => {
	const {clock, access, pair} = setUp();
	const invite = await access.createInvite('site', 'read-write');
	await clock.advance(inviteMilliseconds - 1);
	t.true(await access.isExpected('stranger'));
	await clock.advance(1);
	t.false(await access.isExpected('stranger'));
	t.is(refusalOf(await pair(invite)), 'not-paired');
});

test('A26: five failed proofs burn an invite, even when they come at the same time', async t => {
	const {store, access, pair} = setUp();
	const invite = await access.createInvite('site', 'read-write');
	const wrong = '0'.repeat(32);
	await Promise.all(Array.from({length: failedProofLimit - 1}, async () => pair(invite, {secret: wrong})));
	t.like(await store.invite(invite.id), {failedProofs: failedProofLimit - 1});
	t.is(refusalOf(await pair(invite, {secret: wrong})), 'not-paired');
	t.is(await store.invite(invite.id), undefined);
	t.is(refusalOf(await pair(invite)), 'not-paired');
});

test('A26: after four failed proofs the right one still counts', async t => {
	const {access, pair} = setUp();
	const invite = await access.createInvite('site', 'read-write');
	for (let count = 1; count < failedProofLimit; count++) {
		await pair(invite, {secret: '0'.repeat(32)});
	}

	t.true((await pair(invite)).isAdmitted);
});

test('A26: of many devices at once exactly one wins', async t => {
	const {store, access, pair} = setUp();
	const invite = await access.createInvite('site', 'read-write');
	const admissions = await Promise.all(Array.from({length: 8}, async (_, index) => pair(invite, {id: `${index}`.repeat(64)})));
	t.is(admissions.filter(({isAdmitted}) => isAdmitted).length, 1);
	t.is(store.deviceRecords.size, 1);
});

test('A40: an invite counts for its own share only, and a try with another counts as a failure', async t => {
	const {store, access, pair} = setUp();
	const invite = await access.createInvite('site', 'read-write');
	t.is(refusalOf(await pair(invite, {share: 'other'})), 'not-paired');
	t.like(await store.invite(invite.id), {failedProofs: 1});
});

test('a store that fails while a proof is checked does not stop the next one', async t => {
	const {store, access, pair} = setUp();
	const invite = await access.createInvite('site', 'read-write');
	const takeInvite = store.takeInvite.bind(store);
	store.takeInvite = async () => {
		throw new Error('disk');
	};

	await t.throwsAsync(pair(invite), {message: 'disk'});
	store.takeInvite = takeInvite;
	t.true((await pair(invite)).isAdmitted);
});

function guest(ends: Array<FsyncError | undefined>): Guest {
	return {
		device, share: 'site', access: 'read-write', close(reason) {
			ends.push(reason);
		},
	};
}

test('A24: a removed device is put out at once, one whose access changed is asked to come again, others stay', async t => {
	const record = {
		id: device, name: 'n', share: 'site', access: 'read-write', addedMilliseconds: 0,
	} as const;
	for (const [change, expected] of [
		[async (store: MemoryAccessStore) => store.removeDevice(device), ['revoked']],
		[async (store: MemoryAccessStore) => store.addDevice({...record, share: 'other'}), ['revoked']],
		[async (store: MemoryAccessStore) => store.addDevice({...record, access: 'read-only'}), [undefined]],
		[async (store: MemoryAccessStore) => store.addDevice({...record, name: 'new name'}), []],
	] as const) {
		const {store, access} = setUp();
		await store.addDevice(record);
		const ends: Array<FsyncError | undefined> = [];
		access.track(guest(ends));
		await settle();
		await change(store);
		await settle();
		t.deepEqual(ends.map(reason => reason?.code), expected as never);
	}
});

test('a device that was removed between its admission and its first message is put out too', async t => {
	const {access} = setUp();
	const ends: Array<FsyncError | undefined> = [];
	access.track(guest(ends));
	await settle();
	t.like(ends, [{code: 'revoked'}]);
});

test('who has left is not watched any more, and nobody is after the end', async t => {
	const {store, access} = setUp();
	const ends: Array<FsyncError | undefined> = [];
	await store.addDevice({
		id: device, name: 'n', share: 'site', access: 'read-write', addedMilliseconds: 0,
	});
	access.track(guest(ends))();
	access.track(guest(ends));
	access.close();
	await store.removeDevice(device);
	await settle();
	t.deepEqual(ends, []);
});

for (const [failures, expected] of [[4, []], [5, [undefined]]] as const) {
	test(`F07: a record that cannot be read ${failures} times in a row ${failures < 5 ? 'takes no right away' : 'asks the device to come again, and says nothing of revoking'}`, async t => {
		const {store, access, clock} = setUp();
		await store.addDevice({
			id: device, name: 'n', share: 'site', access: 'read-write', addedMilliseconds: 0,
		});
		const read = store.device.bind(store);
		let left: number = failures;
		store.device = async id => {
			if (left-- > 0) {
				throw new FsyncError('store', 'too many open files');
			}

			return read(id);
		};

		const ends: Array<FsyncError | undefined> = [];
		access.track(guest(ends));
		await settle();
		t.deepEqual(ends, []);
		await clock.advance(5000);
		t.deepEqual(ends, expected as never);
	});
}
