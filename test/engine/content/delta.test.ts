import test from 'ava';
import fc from 'fast-check';
import {literalBytesOf, makeDelta} from '../../../source/engine/content/delta.js';
import {patch} from '../../../source/engine/content/patch.js';
import {makeSignature, readSignature, type Signature} from '../../../source/engine/content/signature.js';
import {propertySeed, seededBytes, spliceBytes} from './seeded-bytes.js';

const signatureOf = (bytes: Uint8Array, blockBytes?: number) => readSignature(makeSignature(bytes, blockBytes)) as Signature;
const deltaOf = (old: Uint8Array, next: Uint8Array) => makeDelta(signatureOf(old), next);
const bytes = seededBytes(41, 100_000);

test('patching the old bytes with the delta gives the new bytes', t => {
	const content = fc.oneof(
		fc.tuple(fc.nat(5), fc.integer({min: 0, max: 9000})).map(([seed, length]) => seededBytes(seed, length)),
		fc.tuple(fc.nat(255), fc.integer({min: 0, max: 9000})).map(([value, length]) => new Uint8Array(length).fill(value)),
		fc.tuple(fc.nat(9000), fc.nat(3000), fc.nat(2000)).map(([at, removed, added]) => spliceBytes(bytes.subarray(0, 9000), at, Math.min(9000, at + removed), seededBytes(at, added))),
		fc.tuple(fc.nat(4000), fc.integer({min: 1, max: 600})).map(([offset, period]) => Uint8Array.from({length: 5000 + offset}, (_, index) => bytes[index % period]!)),
	);
	fc.assert(fc.property(content, content, fc.constantFrom(512, 700, 1024), (old, next, blockBytes) => {
		const delta = makeDelta(signatureOf(old, blockBytes), next);
		t.deepEqual(patch(old, delta), next);
		t.true(literalBytesOf(delta) <= Math.min(next.length, delta.length));
	}), {seed: propertySeed, numRuns: 300});
});

test('an edit costs about a block', t => {
	const rows: ReadonlyArray<readonly [string, Uint8Array, number]> = [
		['nothing changed', bytes, 12],
		['a byte inserted', spliceBytes(bytes, 50_000, 50_000, Uint8Array.of(1)), 1000],
		['a byte changed', spliceBytes(bytes, 50_000, 50_001, Uint8Array.of(bytes[50_000]! ^ 1)), 1000],
		['a byte removed in front', bytes.subarray(1), 1000],
		['a byte appended', spliceBytes(bytes, 100_000, 100_000, Uint8Array.of(1)), 1000],
		['halves swapped', spliceBytes(bytes.subarray(50_000), 50_000, 50_000, bytes.subarray(0, 50_000)), 2000],
	];
	for (const [title, next, limit] of rows) {
		const delta = deltaOf(bytes, next);
		t.deepEqual(patch(bytes, delta), new Uint8Array(next), title);
		t.true(delta.length <= limit, `${title}: ${delta.length} bytes`);
	}
});

test('what a delta carries itself is what it does not copy', t => {
	const rows: ReadonlyArray<readonly [Uint8Array, number]> = [
		[bytes, 0],
		[seededBytes(42, 100_000), 100_000],
		[new Uint8Array(), 0],
		[spliceBytes(bytes, 100_000, 100_000, seededBytes(1, 300)), 300 + (100_000 % 896)],
	];
	for (const [next, literal] of rows) {
		t.is(literalBytesOf(deltaOf(bytes, next)), literal);
	}
});

test('unlike bytes travel as they are', t => {
	const next = seededBytes(42, 100_000);
	t.true(deltaOf(bytes, next).length < next.length + 12);
});

test('A31: equal weak sums with unlike blocks are given up after a bounded number of probes', t => {
	// Every block claims the weak sum of the zero window, and none its strong sum.
	const packed = Buffer.from(makeSignature(seededBytes(43, 262_144)));
	for (let at = 6; at < packed.length; at += 8) {
		packed.writeInt32BE(0, at);
	}

	const next = new Uint8Array(262_144);
	const delta = makeDelta(readSignature(packed) as Signature, next);
	t.deepEqual(patch(new Uint8Array(), delta), next);
});

test('A31: of many blocks with one weak sum only a few are compared', t => {
	const old = seededBytes(44, 262_144);
	const costOf = (block: number) => {
		const packed = Buffer.from(makeSignature(old));
		const weak = packed.readInt32BE(6 + (block * 8));
		for (let at = 6; at < packed.length; at += 8) {
			packed.writeInt32BE(weak, at);
		}

		return makeDelta(readSignature(packed) as Signature, old.subarray(block * 1024, (block + 1) * 1024)).length;
	};

	t.true(costOf(255) < 20);
	t.true(costOf(100) > 1024);
});

test('A31: after many offsets at which only the weak sum agrees the rest goes as it is', t => {
	const old = bytes.subarray(0, 2048);
	const lies = Buffer.from(makeSignature(old));
	// Block 0 claims the weak sum of zeros.
	lies.writeInt32BE(0, 6);
	const signature = readSignature(lies) as Signature;
	const after = (zeros: number) => makeDelta(signature, spliceBytes(old.subarray(512, 1024), 0, 0, new Uint8Array(zeros))).length - zeros;
	t.true(after(600) < 512, 'a few misses do no harm');
	t.true(after(3000) >= 512, 'too many end the search');
});

test('a signature of lies gives a wrong patch or a fault, never a throw', t => {
	const lies = Buffer.from(makeSignature(bytes));
	lies.copyWithin(6, 606, 906);
	const result = patch(bytes.subarray(0, 500), makeDelta(readSignature(lies) as Signature, bytes));
	t.is(result as string, 'delta-range');
});
