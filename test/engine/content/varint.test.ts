import test from 'ava';
import fc from 'fast-check';
import {VarintReader, VarintWriter} from '../../../source/engine/content/varint.js';
import {propertySeed, seededBytes} from './seeded-bytes.js';

test('numbers and bytes there and back', t => {
	fc.assert(fc.property(fc.array(fc.oneof(fc.nat(300), fc.maxSafeNat())), fc.array(fc.integer()), (numbers, integers) => {
		const writer = new VarintWriter();
		for (const number of numbers) {
			writer.number(number);
		}

		for (const integer of integers) {
			writer.signed(integer);
		}

		const packed = writer.bytes(seededBytes(1, 700)).done();
		t.is(packed.length, writer.length);
		const reader = new VarintReader(packed);
		t.deepEqual(numbers.map(() => reader.number()), numbers);
		t.deepEqual(integers.map(() => reader.signed()), integers);
		t.is(reader.rest, 700);
		t.deepEqual(reader.bytes(700), seededBytes(1, 700));
		t.true(reader.isAtEnd);
	}), {seed: propertySeed, numRuns: 60});
});

test('small numbers take one byte, of either sign', t => {
	t.is(new VarintWriter().number(127).done().length, 1);
	t.is(new VarintWriter().signed(-64).done().length, 1);
	t.is(new VarintWriter().signed(63).done().length, 1);
	t.is(new VarintWriter().number(128).done().length, 2);
});

test('A32: what is cut off or too large reads as undefined', t => {
	for (const bytes of [[], [0x80], [0xFF, 0xFF], Array.from({length: 8}, () => 0xFF), Array.from({length: 20}, () => 0x80), [...Array.from({length: 7}, () => 0xFF), 0x7F]]) {
		t.is(new VarintReader(Uint8Array.from(bytes)).number(), undefined, bytes.join(' '));
		t.is(new VarintReader(Uint8Array.from(bytes)).signed(), undefined);
	}

	t.is(new VarintReader(new Uint8Array(3)).bytes(4), undefined);
	t.is(new VarintReader(new Uint8Array(3)).bytes((2 ** 53) - 1), undefined);
	t.is(new VarintReader(Uint8Array.of(...Array.from({length: 7}, () => 0xFF), 0x0F)).number(), (2 ** 53) - 1);
});
