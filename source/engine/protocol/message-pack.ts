import {Packr, Unpackr} from 'msgpackr';
import {limits} from './limits.js';
import {malformed} from './malformed.js';

/** What a header is made of: a small part of MessagePack. Text travels as bytes and objects as arrays, so there are no keys and no decoders that a peer could play with. */
export type Plain = number | boolean | undefined | Uint8Array | readonly Plain[];

const packr = new Packr({
	useRecords: false, structuredClone: false, moreTypes: false, encodeUndefinedAsNil: true,
});
const unpackr = new Unpackr({useRecords: false, structuredClone: false, int64AsType: 'number'});

export function packHeader(fields: readonly Plain[]): Uint8Array {
	return packr.pack(fields);
}

/** Reads a header that came from a peer. Throws `FsyncError` (protocol) for anything but an array of plain values that fills `bytes` exactly. */
export function unpackHeader(bytes: Uint8Array): readonly unknown[] {
	checkPlain(bytes);
	try {
		const fields: unknown = unpackr.unpack(bytes);
		if (Array.isArray(fields)) {
			return fields;
		}
	} catch (error) {
		throw malformed('a header that cannot be read', {cause: error});
	}

	throw malformed('a header that is not a list');
}

/*
The walk below runs before msgpackr sees a byte of the peer's: it accepts nil, booleans, numbers, bytes and arrays, checks that every
claimed length can be there, and bounds the nesting. Maps, strings, extensions and records are refused (attack A17).
*/

/** Bytes after the token for tokens 0xc0-0xdf whose size is fixed; -1 for what is not allowed or has a length of its own. */
const fixedSizes = new Map<number, number>([
	[0xC0, 0],
	[0xC2, 0],
	[0xC3, 0],
	[0xCA, 4],
	[0xCB, 8],
	[0xCC, 1],
	[0xCD, 2],
	[0xCE, 4],
	[0xCF, 8],
	[0xD0, 1],
	[0xD1, 2],
	[0xD2, 4],
	[0xD3, 8],
]);
const binaryLengthBytes = new Map<number, number>([[0xC4, 1], [0xC5, 2], [0xC6, 4]]);
const arrayLengthBytes = new Map<number, number>([[0xDC, 2], [0xDD, 4]]);

type Walk = {readonly bytes: Uint8Array; offset: number};

function checkPlain(bytes: Uint8Array): void {
	const walk: Walk = {bytes, offset: 0};
	checkValue(walk, 0);
	if (walk.offset !== bytes.length) {
		throw malformed(`${bytes.length - walk.offset} bytes after the header's end`);
	}
}

function checkValue(walk: Walk, depth: number): void {
	const token = walk.bytes[walk.offset++];
	if (token === undefined) {
		throw malformed('a header that ends too early');
	}

	if (token < 0x80 || token >= 0xE0) {
		return;
	}

	if (token >= 0x90 && token < 0xA0) {
		checkItems(walk, token - 0x90, depth);
		return;
	}

	const fixed = fixedSizes.get(token);
	if (fixed !== undefined) {
		skip(walk, fixed);
		return;
	}

	const binary = binaryLengthBytes.get(token);
	if (binary !== undefined) {
		skip(walk, readLength(walk, binary));
		return;
	}

	const array = arrayLengthBytes.get(token);
	if (array === undefined) {
		throw malformed(`a value of a kind that headers do not use (0x${token.toString(16)})`);
	}

	checkItems(walk, readLength(walk, array), depth);
}

function checkItems(walk: Walk, count: number, depth: number): void {
	if (depth >= limits.headerDepth) {
		throw malformed(`a header nested deeper than ${limits.headerDepth}`);
	}

	// Every item takes at least one byte, so a longer list is a lie.
	if (count > walk.bytes.length - walk.offset) {
		throw malformed(`a list of ${count} in the ${walk.bytes.length - walk.offset} bytes that are left`);
	}

	for (let index = 0; index < count; index++) {
		checkValue(walk, depth + 1);
	}
}

function readLength(walk: Walk, size: number): number {
	let length = 0;
	for (let index = 0; index < size; index++) {
		length = (length * 256) + (walk.bytes[walk.offset++] ?? 0);
	}

	return length;
}

function skip(walk: Walk, size: number): void {
	walk.offset += size;
	if (walk.offset > walk.bytes.length) {
		throw malformed('a header that ends too early');
	}
}
