import {createHash} from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import {
	Checksum,
	checksumOfBytes,
	emptyDigest,
	fromHex,
	isDigest,
	sameBytes,
	sha256,
	toHex,
} from '../../../source/engine/content/digest.js';
import {propertySeed, seededBytes} from './seeded-bytes.js';

test('golden digests', t => {
	t.is(emptyDigest, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
	t.is(sha256(Buffer.from('abc')), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
	// Of the XXH3-128 of nothing and of 'abc' by the reference implementation (xxhsum -H2).
	t.is(toHex(checksumOfBytes(new Uint8Array())), '99aa06d3014798d86001c324468d497f');
	t.is(toHex(checksumOfBytes(Buffer.from('abc'))), '06b05ab6733a618578af5f94892f3950');
	t.is(toHex(checksumOfBytes(seededBytes(3, 100_000))), 'f165d2ef693f275cb2f8677098a2d8b0');
});

test('SHA-256 agrees with a streaming hash object for any bytes', t => {
	fc.assert(fc.property(fc.uint8Array({maxLength: 300}), bytes => {
		t.is(sha256(bytes), createHash('sha256').update(bytes).digest('hex'));
	}), {seed: propertySeed});
});

test('checksums that are open at the same time do not disturb each other', t => {
	const contents = [seededBytes(1, 70_000), seededBytes(2, 40_000), seededBytes(3, 90_000)];
	const expected = contents.map(bytes => toHex(checksumOfBytes(bytes)));
	fc.assert(fc.property(fc.array(fc.tuple(fc.nat(2), fc.integer({min: 1, max: 30_000})), {maxLength: 40}), steps => {
		const sums = contents.map(() => new Checksum());
		const offsets = [0, 0, 0];
		for (const [which, length] of [...steps, [0, 90_000], [1, 90_000], [2, 90_000]] as const) {
			sums[which]!.update(contents[which]!.subarray(offsets[which], offsets[which]! + length));
			offsets[which]! += length;
		}

		t.deepEqual(sums.map(sum => toHex(sum.digest())), expected);
	}), {seed: propertySeed, numRuns: 30});
});

test('a checksum can be read midway, go on and start anew', t => {
	const bytes = seededBytes(5, 50_000);
	const sum = new Checksum().update(bytes.subarray(0, 20_000));
	t.is(toHex(sum.digest()), toHex(checksumOfBytes(bytes.subarray(0, 20_000))));
	t.is(toHex(sum.update(bytes.subarray(20_000)).digest()), toHex(checksumOfBytes(bytes)));
	t.is(toHex(sum.reset().update(bytes).digest()), toHex(checksumOfBytes(bytes)));
	t.is(toHex(sum.reset().digest()), toHex(checksumOfBytes(new Uint8Array())));
});

test('only 64 lower-case hexadecimal digits are a digest', t => {
	t.true(isDigest(emptyDigest));
	for (const text of ['', 'ab', emptyDigest.toUpperCase(), `${emptyDigest}0`, `${emptyDigest}\n`, emptyDigest.slice(1), emptyDigest.replace('e', 'g'), 5, undefined, null, {}]) {
		t.false(isDigest(text), JSON.stringify(text));
	}
});

test('hexadecimal there and back', t => {
	const bytes = seededBytes(4, 33);
	t.deepEqual(new Uint8Array(fromHex(toHex(bytes))), bytes);
	t.true(sameBytes(fromHex(toHex(bytes)), bytes));
	t.false(sameBytes(bytes, bytes.subarray(1)));
	t.is(toHex(bytes.subarray(3, 5)), toHex(bytes).slice(6, 10));
});
