import test from 'ava';
import {addressKey, Gate, type GateLimits} from '../../source/server/gate.js';
import {ManualClock} from '../engine/protocol/manual-clock.js';

function setUp(limits: Partial<GateLimits> = {}) {
	const clock = new ManualClock();
	const gate = new Gate(clock, {burst: 1000, ...limits});
	const evicted: string[] = [];
	return {
		clock, gate, evicted,
		enter(address: string, name = address) {
			const place = gate.enter(address);
			place?.onEvicted(() => {
				evicted.push(name);
			});
			return place;
		},
	};
}

test('of one address four strangers are kept; a fifth takes the place of the one that has dawdled longest', t => {
	const {enter, evicted} = setUp();
	for (const name of ['1', '2', '3', '4']) {
		t.truthy(enter('192.0.2.1', name));
	}

	t.deepEqual(evicted, []);
	t.truthy(enter('192.0.2.1', '5'));
	t.deepEqual(evicted, ['1']);
});

test('of all addresses sixteen strangers are kept', t => {
	const {enter, evicted} = setUp();
	for (let index = 0; index < 16; index++) {
		enter(`192.0.2.${index}`);
	}

	t.deepEqual(evicted, []);
	t.truthy(enter('192.0.2.99'));
	t.deepEqual(evicted, ['192.0.2.0']);
});

test('who has identified itself is never put out, and counts towards the sockets until it leaves', t => {
	const {gate, enter, evicted} = setUp({sockets: 3});
	const inside = ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map(address => enter(address)!);
	for (const place of inside) {
		place.identified();
	}

	t.is(enter('192.0.2.4'), undefined);
	t.deepEqual(evicted, []);
	inside[0]!.release();
	inside[0]!.release();
	t.is(gate.socketCount, 2);
	t.truthy(enter('192.0.2.4'));
});

test('an address has a burst of handshakes and then so many a second, whatever others do', async t => {
	const {clock, enter} = setUp({burst: 2, handshakesPerSecond: 5});
	const tries = (address: string) => [1, 2, 3].map(() => {
		const place = enter(address);
		place?.release();
		return place !== undefined;
	});
	t.deepEqual(tries('192.0.2.1'), [true, true, false]);
	t.deepEqual(tries('192.0.2.2'), [true, true, false]);
	await clock.advance(200);
	t.deepEqual(tries('192.0.2.1'), [true, false, false]);
});

test('an address that fails to identify itself waits one second, then two, up to five minutes, until it succeeds', async t => {
	const {clock, enter} = setUp();
	const address = '192.0.2.1';
	for (const wait of [1000, 2000, 4000]) {
		const place = enter(address)!;
		place.failed();
		place.release();
		await clock.advance(wait - 1);
		t.is(enter(address), undefined);
		await clock.advance(1);
	}

	for (let count = 0; count < 20; count++) {
		const place = enter(address)!;
		place.failed();
		place.release();
		await clock.advance(300_000);
	}

	const place = enter(address)!;
	place.identified();
	place.failed();
	place.release();
	await clock.advance(1000);
	t.truthy(enter(address));
});

test('this machine\'s own users are not held to the limits of an address unless asked for', t => {
	for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) {
		const free = setUp({burst: 1});
		t.truthy(free.enter(address));
		t.truthy(free.enter(address));
		const limited = setUp({burst: 1, limitsLoopback: true});
		t.truthy(limited.enter(address));
		t.is(limited.enter(address), undefined);
	}
});

const addresses: ReadonlyArray<readonly [string, string]> = [
	['192.0.2.7', '192.0.2.7'],
	['::ffff:192.0.2.7', '192.0.2.7'],
	['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
	['2001:db8:1:2::9', '2001:db8:1:2'],
	['2001:db8::1', '2001:db8:0:0'],
	['fe80::1%eth0', 'fe80:0:0:0'],
	['::1', '0:0:0:0'],
	['', ''],
];
for (const [address, key] of addresses) {
	test(`the address '${address}' counts as ${key}`, t => {
		t.is(addressKey(address), key);
	});
}
