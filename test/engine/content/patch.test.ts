import test from 'ava';
import fc from 'fast-check';
import {makeDelta} from '../../../source/engine/content/delta.js';
import {patch} from '../../../source/engine/content/patch.js';
import {makeSignature, readSignature, type Signature} from '../../../source/engine/content/signature.js';
import {VarintWriter} from '../../../source/engine/content/varint.js';
import {propertySeed, seededBytes, spliceBytes} from './seeded-bytes.js';

const old = seededBytes(51, 5000);
const write = (fill: (writer: VarintWriter) => unknown) => {
	const writer = new VarintWriter();
	fill(writer);
	return writer.done();
};

const literal = (length: number) => length * 2;
const copy = (length: number) => (length * 2) + 1;

const hostile: ReadonlyArray<readonly [title: string, delta: Uint8Array, fault: string]> = [
	['nothing', new Uint8Array(), 'delta-truncated'],
	['a size above a chunk', write(writer => writer.number(262_145)), 'delta-size'],
	['size 2^53 - 1', write(writer => writer.number((2 ** 53) - 1)), 'delta-size'],
	['no operations for a size', write(writer => writer.number(5)), 'delta-size'],
	['a cut-off literal', write(writer => writer.number(5).number(literal(5)).bytes(seededBytes(1, 4))), 'delta-truncated'],
	['more than the size', write(writer => writer.number(5).number(literal(6)).bytes(seededBytes(1, 6))), 'delta-size'],
	['a copy beyond the old bytes', write(writer => writer.number(100).number(copy(100)).signed(4901)), 'delta-range'],
	['a copy before the old bytes', write(writer => writer.number(100).number(copy(100)).signed(-1)), 'delta-range'],
	['a copy at 2^51', write(writer => writer.number(100).number(copy(100)).signed(2 ** 51)), 'delta-range'],
	['a copy of 2^51 bytes', write(writer => writer.number(100).number(copy(2 ** 51)).signed(0)), 'delta-range'],
	['a copy without a place', write(writer => writer.number(100).number(copy(100))), 'delta-truncated'],
	['an operation of no bytes', write(writer => writer.number(100).number(literal(0))), 'delta-empty-run'],
	['a bomb of copies', write(writer => Array.from({length: 1000}, (_, index) => writer.number(100).number(copy(5000)).signed(index === 0 ? 0 : -5000))), 'delta-size'],
];

for (const [title, delta, fault] of hostile) {
	test(`A32: a delta from outside: ${title}`, t => {
		t.is(patch(old, delta) as string, fault);
	});
}

test('an empty result needs no operations', t => {
	t.deepEqual(patch(old, Uint8Array.of(0)), new Uint8Array());
});

test('A16: damaged deltas give a fault or bytes of a chunk\'s length, and never throw', t => {
	const good = makeDelta(readSignature(makeSignature(old)) as Signature, spliceBytes(old, 2000, 2300, seededBytes(52, 90)));
	fc.assert(fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), {minLength: 1, maxLength: 4}), fc.nat(good.length), (changes, cut) => {
		const bad = good.slice(0, cut === 0 ? undefined : cut);
		for (const [at, value] of changes) {
			bad[at] = value;
		}

		const result = patch(old, bad);
		t.true(typeof result === 'string' || result.length <= 262_144);
	}), {seed: propertySeed, numRuns: 500});
});
