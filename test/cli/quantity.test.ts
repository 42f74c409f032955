import test from 'ava';
import fc from 'fast-check';
import {
	formatHostPort,
	isShareName,
	parseHostPort,
	parseShare,
	shareNameFor,
} from '../../source/cli/address.js';
import {parseRate} from '../../source/cli/quantity.js';

const rates: ReadonlyArray<readonly [text: string, bytes: number]> = [
	['1', 1], ['500K', 512_000], ['500k', 512_000], ['5M', 5_242_880], ['5MB', 5_000_000], ['5MiB', 5_242_880], ['0.5G', 536_870_912],
];

for (const [text, bytes] of rates) {
	test(`a rate of ${text} is ${bytes} bytes per second`, t => {
		t.is(parseRate('--limit', text), bytes);
	});
}

for (const text of ['', 'M', '-5M', '5 M', '1e3', '5MM', 'Infinity', '99999999999G', '0']) {
	test(`'${text}' is no rate`, t => {
		t.throws(() => parseRate('--limit', text), {message: /--limit/v});
	});
}

const seed = 8440;

test('any host and port is read as it was written', t => {
	fc.assert(fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain()), fc.integer({min: 0, max: 65_535}), (host, port) => {
		t.deepEqual(parseHostPort(formatHostPort({host, port})), {host, port});
	}), {seed});
});

test('any folder name makes a share name that an address can carry', t => {
	fc.assert(fc.property(fc.string({unit: 'binary'}), name => {
		const share = shareNameFor(name);
		t.true(isShareName(share), share);
		t.deepEqual(parseShare(`${share}=/a=b`), {name: share, path: '/a=b'});
	}), {seed});
});
