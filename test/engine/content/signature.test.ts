/* eslint-disable unicorn/prefer-math-trunc -- `| 0` wraps to 32 bits, which Math.trunc does not. */
import test from 'ava';
import fc from 'fast-check';
import {
	blockBytesFor,
	makeSignature,
	readSignature,
	splitSignatures,
	strongOf,
	strongSum,
	weakFactor,
	weakOf,
	weakPower,
	weakSum,
	type Signature,
} from '../../../source/engine/content/signature.js';
import {sha256} from '../../../source/engine/content/digest.js';
import {propertySeed, seededBytes} from './seeded-bytes.js';

const bytes = seededBytes(31, 70_000);

test('golden signature of seeded bytes', t => {
	t.is(sha256(makeSignature(bytes)), '651fa5f2e7883c43cc0bac7e2a0e72fe193d9d2ade68ad08501a1eefda71c179');
});

test('a signature holds a weak and a strong sum of every block, the short last one included', t => {
	const signature = readSignature(makeSignature(bytes, 1000)) as Signature;
	t.like(signature, {size: 70_000, blockBytes: 1000, count: 70});
	const short = readSignature(makeSignature(bytes.subarray(0, 1500), 1000)) as Signature;
	t.is(short.count, 2);
	t.is(weakOf(short, 1), weakSum(bytes, 1000, 1500));
	t.is(strongOf(short, 1), strongSum(bytes, 1000, 1500));
	t.is(strongOf(short, 1).length, 8);
});

test('the weak sum rolls', t => {
	fc.assert(fc.property(fc.uint8Array({minLength: 20, maxLength: 200}), fc.integer({min: 1, max: 19}), (window, length) => {
		let sum = weakSum(window, 0, length);
		const power = weakPower(length);
		for (let start = 0; start + length < window.length; start++) {
			sum = (Math.imul(sum, weakFactor) + window[start + length]! - Math.imul(power, window[start]!)) | 0;
			t.is(sum, weakSum(window, start + 1, start + 1 + length));
		}
	}), {seed: propertySeed, numRuns: 50});
});

test('blocks have 512 to 1,024 bytes, and the signature of an average chunk is about as long as one', t => {
	t.deepEqual([0, 16 * 1024, 64 * 1024, 96 * 1024, 512 * 1024].map(size => blockBytesFor(size)), [512, 512, 704, 896, 1024]);
	t.true(makeSignature(new Uint8Array(64 * 1024)).length < 760);
});

test('signatures lie one after the other and are taken apart again', t => {
	const parts = [0, 100, 70_000, 5000].map(length => makeSignature(bytes.subarray(0, length)));
	const packed = Buffer.concat(parts);
	t.deepEqual(splitSignatures(packed, 4), parts.map(part => new Uint8Array(part)).map(part => Buffer.from(part)));
	t.deepEqual(splitSignatures(new Uint8Array(), 0), []);
	const faults: ReadonlyArray<readonly [Uint8Array, number]> = [[packed, 3], [packed, 5], [packed.subarray(1), 4], [packed.subarray(0, -1), 4], [Buffer.concat([packed, Buffer.alloc(1)]), 4]];
	for (const [damaged, count] of faults) {
		t.regex(splitSignatures(damaged, count) as string, /^signature-/v);
	}
});

const header = (size: number, blockBytes: number, rest = 0) => {
	const packed = Buffer.alloc(6 + rest);
	packed.writeUInt32BE(size, 0);
	packed.writeUInt16BE(blockBytes, 4);
	return packed;
};

const hostile: ReadonlyArray<readonly [title: string, packed: Uint8Array, fault: string]> = [
	['nothing', new Uint8Array(), 'signature-length'],
	['half a header', new Uint8Array(5), 'signature-length'],
	['block length 0', header(10_000, 0), 'signature-block'],
	['block length 1', header(10_000, 1, 200_000), 'signature-block'],
	['block length above the maximum', header(10_000, 1025, 200), 'signature-block'],
	['a size above two chunks', header(524_289, 512, 1025 * 8), 'signature-size'],
	['size 2^32 - 1', header((2 ** 32) - 1, 512), 'signature-size'],
	['a block missing', header(10_000, 512, 19 * 8), 'signature-length'],
	['a block too many', header(10_000, 512, 21 * 8), 'signature-length'],
	['a byte too many', header(10_000, 512, (20 * 8) + 1), 'signature-length'],
];

for (const [title, packed, fault] of hostile) {
	test(`A31: a signature from outside: ${title}`, t => {
		t.is(readSignature(packed) as string, fault);
	});
}

test('the signature of nothing is a header', t => {
	t.like(readSignature(makeSignature(new Uint8Array())), {size: 0, count: 0});
});
