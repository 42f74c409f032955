import test from 'ava';
import fc from 'fast-check';
import {
	formatInvite,
	parseInvite,
	proveInvite,
	sameProof,
	type ChannelBinding,
	type Invite,
} from '../../../source/engine/protocol/pairing.js';
import {hex} from './arbitrary-message.js';
import {character} from '../../arbitrary-character.js';

const seed = 5;

const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain(), fc.constantFrom('localhost', 'build', 'my_host', 'bücher.example'));
const share = fc.string({unit: character, minLength: 1, maxLength: 30}).map(text => text.toWellFormed()).filter(text => !/\p{Control}/v.test(text) && Buffer.byteLength(text) <= 255);
const invite: fc.Arbitrary<Invite> = fc.record({
	host, port: fc.integer({min: 1, max: 65_535}), share, server: hex(32), id: hex(8), secret: hex(16),
});

test('an invite line says all that was put into it, on one line without blanks', t => {
	fc.assert(fc.property(invite, value => {
		const line = formatInvite(value);
		t.regex(line, /^fsync1:[^\s"']+$/v);
		t.deepEqual(parseInvite(` ${line}\n`), value);
		t.deepEqual(parseInvite(`${line}:later=1`), value);
	}), {seed});
});

const good = formatInvite({
	host: 'build', port: 8440, share: 'site', server: 'ab'.repeat(32), id: '0123456789abcdef', secret: 'cd'.repeat(16),
});
const [server, id, secret] = good.split(':').slice(4) as [string, string, string];
const scheme = 'fsync1';
const bad: ReadonlyArray<readonly [string, RegExp]> = [
	['', /does not start with fsync1/v],
	['build:8440/site', /does not start with fsync1/v],
	[good.replace('fsync1', 'fsync2'), /newer version/v],
	[`${scheme}::8440:site:${server}:${id}:${secret}`, /host/v],
	[`${scheme}:[::1:8440:site:${server}:${id}:${secret}`, /host/v],
	[`${scheme}:a b:8440:site:${server}:${id}:${secret}`, /host/v],
	[`${scheme}:build`, /host/v],
	[`${scheme}:build:0:site:${server}:${id}:${secret}`, /port/v],
	[`${scheme}:build:65536:site:${server}:${id}:${secret}`, /port/v],
	[`${scheme}:build:8e3:site:${server}:${id}:${secret}`, /port/v],
	[`${scheme}:build:8440::${server}:${id}:${secret}`, /share/v],
	[`${scheme}:build:8440:%ff:${server}:${id}:${secret}`, /share/v],
	[`${scheme}:build:8440:a%0ab:${server}:${id}:${secret}`, /share/v],
	[`${scheme}:build:8440:site:${server.slice(1)}:${id}:${secret}`, /server's id/v],
	[`${scheme}:build:8440:site:${server}:${id.slice(1)}:${secret}`, /number/v],
	[`${scheme}:build:8440:site:${server}:${id}:${secret.slice(0, -1)}`, /secret/v],
	[`${scheme}:build:8440:site:${server}:${id}`, /secret/v],
];
for (const [line, message] of bad) {
	test(`the line '${line}' is refused with the part that is wrong`, t => {
		t.throws(() => parseInvite(line), {name: 'FsyncError', code: 'usage', message});
	});
}

test('any cut of an invite line is refused', t => {
	for (let length = 0; length < good.length; length++) {
		t.throws(() => parseInvite(good.slice(0, length)), {code: 'usage'});
	}
});

const binding: ChannelBinding = {exporter: new Uint8Array(32).fill(1), server: 'aa'.repeat(32), client: 'bb'.repeat(32)};
const mac = proveInvite('cd'.repeat(16), 'site', binding);

test('A25 A27: a proof holds for one secret, one channel, one pair of devices and one share', t => {
	t.true(sameProof(mac, proveInvite('cd'.repeat(16), 'site', {...binding})));
	for (const other of [
		proveInvite('ce'.repeat(16), 'site', binding),
		proveInvite('cd'.repeat(16), 'sites', binding),
		proveInvite('cd'.repeat(16), 'site', {...binding, exporter: new Uint8Array(32).fill(2)}),
		proveInvite('cd'.repeat(16), 'site', {...binding, server: binding.client}),
		proveInvite('cd'.repeat(16), 'site', {...binding, client: binding.server}),
	]) {
		t.false(sameProof(mac, other));
	}
});

test('a proof of another length is no proof', t => {
	t.false(sameProof(mac, ''));
	t.false(sameProof(mac, mac.slice(2)));
	t.false(sameProof(mac, `${mac}00`));
});
