import {Buffer} from 'node:buffer';
import test from 'ava';
import fc from 'fast-check';
import {FsyncError} from '../../../source/engine/fault.js';
import {claim, release} from '../../../source/engine/memory.js';
import {encodeFrame, FrameDecoder, type Frame} from '../../../source/engine/protocol/framing.js';
import {limits} from '../../../source/engine/protocol/limits.js';

const seed = 1;
const plain = ({type, header, payload}: Frame) => ({type, header: Buffer.from(header).toString('hex'), payload: Buffer.from(payload).toString('hex')});

const frame: fc.Arbitrary<Frame> = fc.record({
	type: fc.integer({min: 0, max: 255}),
	header: fc.uint8Array({minLength: 1, maxLength: 300}),
	payload: fc.uint8Array({maxLength: 300}),
});

function split(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
	const pieces: Uint8Array[] = [];
	let offset = 0;
	for (const size of [...sizes, bytes.length]) {
		pieces.push(bytes.subarray(offset, offset + size));
		offset += size;
	}

	return pieces;
}

const protocolFault = {instanceOf: FsyncError, code: 'protocol'};

/** A frame's first nine bytes with lengths that may be lies. */
function prelude(length: number, headerLength = 1): Uint8Array {
	const bytes = Buffer.alloc(9);
	bytes.writeUInt32BE(length, 0);
	bytes.writeUInt32BE(headerLength, 5);
	return bytes;
}

test('frames survive any split of the stream', t => {
	fc.assert(fc.property(fc.array(frame, {maxLength: 6}), fc.array(fc.integer({min: 0, max: 40})), (frames, sizes) => {
		const stream = Buffer.concat(frames.flatMap(each => encodeFrame(each)));
		const decoder = new FrameDecoder();
		const decoded = split(stream, sizes).flatMap(piece => decoder.push(piece));
		t.deepEqual(decoded.map(each => plain(each)), frames.map(each => plain(each)));
		t.false(decoder.isPartial);
	}), {seed});
});

test('claimed pieces are given back when nothing of them is needed any more, and never while a frame is a view of one', t => {
	const [head, payload] = encodeFrame({type: 7, header: Buffer.alloc(3, 1), payload: Buffer.alloc(1000, 2)});
	const stream = Buffer.concat([head!, payload!, head!, payload!]);
	for (const sizes of [[400, 700], [1012, 500], [2000], [5, 5, 2000], [3000]]) {
		const decoder = new FrameDecoder();
		const pieces = split(stream, sizes).map(piece => claim(new Uint8Array(piece)));
		const frames = pieces.flatMap(piece => decoder.push(piece));
		t.is(frames.length, 2);
		t.true(frames.every(each => each.payload.length === 1000 && each.payload.every(byte => byte === 2)));
		const viewed = new Set(frames.map(each => each.payload.buffer));
		t.true(pieces.every(piece => piece.length === 0 || viewed.has(piece.buffer)), String(sizes));
		release(frames[0]!.payload);
		t.true(frames[1]!.payload.length === 1000 && frames[1]!.payload.every(byte => byte === 2), 'who is done with one frame gives no other away');
	}
});

test('a large frame survives delivery byte by byte and in odd pieces', t => {
	const payload = Buffer.alloc(300_000, 'fsync');
	const stream = Buffer.concat(encodeFrame({type: 7, header: Buffer.alloc(70_000, 1), payload}));
	for (const size of [1, 9, 65_535, 65_536, 65_537, stream.length]) {
		const decoder = new FrameDecoder();
		const frames: Frame[] = [];
		for (let offset = 0; offset < stream.length; offset += size) {
			frames.push(...decoder.push(stream.subarray(offset, offset + size)));
		}

		t.is(frames.length, 1);
		t.true(Buffer.from(frames[0]!.payload).equals(payload));
	}
});

test('a payload is neither copied by the encoder nor by the decoder when it comes in one piece', t => {
	const payload = Buffer.alloc(1000, 7);
	const parts = encodeFrame({type: 7, header: Buffer.of(0x90), payload});
	t.is(parts[1], payload);
	const stream = Buffer.concat(parts);
	const [decoded] = new FrameDecoder().push(stream);
	t.is(decoded?.payload.buffer, stream.buffer);
});

for (const length of [0, 1, 5, limits.frameBytes + 1, 2 ** 31, (2 ** 32) - 1]) {
	test(`A14: a frame that claims ${length} bytes is refused as soon as its length is there, before any allocation`, t => {
		t.throws(() => new FrameDecoder().push(prelude(length).subarray(0, 4)), protocolFault);
	});
}

test('A14: a frame of exactly the limit is accepted, and its buffer does not grow with the claim', t => {
	const decoder = new FrameDecoder();
	const before = process.memoryUsage().arrayBuffers;
	t.deepEqual(decoder.push(prelude(limits.frameBytes)), []);
	t.deepEqual(decoder.push(new Uint8Array(10)), []);
	t.true(process.memoryUsage().arrayBuffers - before < 1024 * 1024);
	t.is(decoder.push(new Uint8Array(limits.frameBytes - 5 - 10)).length, 1);
});

test('a decoder with a lower limit refuses what lies above it, until the limit is raised', t => {
	const decoder = new FrameDecoder(limits.helloBytes);
	t.is(decoder.push(Buffer.concat(encodeFrame({type: 1, header: new Uint8Array(limits.helloBytes - 5), payload: new Uint8Array()}))).length, 1);
	t.throws(() => new FrameDecoder(limits.helloBytes).push(prelude(limits.helloBytes + 1)), protocolFault);
	decoder.limitBytes = limits.frameBytes;
	t.notThrows(() => decoder.push(prelude(limits.helloBytes + 1)));
});

for (const headerLength of [0, 7, (2 ** 32) - 1]) {
	test(`A14: a header of ${headerLength} bytes in a frame that has room for six is refused`, t => {
		t.throws(() => new FrameDecoder().push(prelude(11, headerLength)), protocolFault);
	});
}

test('A15: a stream that ends anywhere in a frame leaves no frame and says that it is partial', t => {
	const stream = Buffer.concat(encodeFrame({type: 1, header: Buffer.from('header'), payload: Buffer.from('payload')}));
	for (let length = 1; length < stream.length; length++) {
		const decoder = new FrameDecoder();
		t.deepEqual(decoder.push(stream.subarray(0, length)), []);
		t.true(decoder.isPartial);
	}
});
