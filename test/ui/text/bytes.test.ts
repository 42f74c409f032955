import test from 'ava';
import fc from 'fast-check';
import {
	bytesWidth,
	formatBytes,
	formatRate,
	rateWidth,
} from '../../../source/ui/text/bytes.js';

const cases: ReadonlyArray<readonly [bytes: number, text: string]> = [
	[0, '0 B'],
	[999, '999 B'],
	[1000, '1.0 kB'],
	[14_200, '14.2 kB'],
	[99_949, '99.9 kB'],
	[99_950, '100 kB'],
	[999_499, '999 kB'],
	[999_500, '1.0 MB'],
	[1_900_000_000, '1.9 GB'],
	[5e15, '5.0 PB'],
	[-1, '0 B'],
	[0.4, '0 B'],
];

for (const [bytes, text] of cases) {
	test(`${bytes} bytes are ${text}`, t => {
		t.is(formatBytes(bytes), text);
	});
}

test('every size and every rate fits into its column', t => {
	fc.assert(fc.property(fc.double({min: 0, max: 9e20, noNaN: true}), bytes => {
		t.true(formatBytes(bytes).length <= bytesWidth);
		t.true(formatRate(bytes).length <= rateWidth);
	}), {seed: 9});
});
