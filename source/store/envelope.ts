import {hash} from 'node:crypto';
import {addExtension, Packr} from 'msgpackr';
import {PackedChildren} from '../engine/core/packed-children.js';

/** Raised when what is kept changes in a way that an older version would misread. */
export const storeFormat = 1;

const magic = Buffer.from('fsyncTUI', 'latin1');
const headerBytes = magic.length + 4;
const checksumBytes = 32;

/** Maps stay maps, whatever a store has made of them, and objects objects; structures are written once per file, so that many alike objects stay small. */
addExtension({Class: PackedChildren, write: (children: PackedChildren) => new Map(children)});
const packr = new Packr({useRecords: true, moreTypes: true});

export const pack = (value: unknown): Uint8Array => packr.pack(value);

/** Buffers in the result are views of `bytes`. Throws when these are no packed value. */
export const unpack = (bytes: Uint8Array): unknown => packr.unpack(bytes) as unknown;

/**
A file's bytes: magic, format (u32), payload, SHA-256 of all before. This envelope never changes, so that a version that does not
know a format can still tell it from damage.
*/
export function seal(payload: Uint8Array, format = storeFormat): Uint8Array {
	const bytes = Buffer.allocUnsafe(headerBytes + payload.length + checksumBytes);
	const end = bytes.length - checksumBytes;
	magic.copy(bytes);
	bytes.writeUInt32LE(format, magic.length);
	bytes.set(payload, headerBytes);
	bytes.set(hash('sha256', bytes.subarray(0, end), 'buffer'), end);
	return bytes;
}

/** The payload, or undefined when a single bit is not as it was written. */
export function unseal(bytes: Uint8Array): {readonly format: number; readonly payload: Uint8Array} | undefined {
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const end = buffer.length - checksumBytes;
	if (end < headerBytes || !buffer.subarray(0, magic.length).equals(magic)) {
		return undefined;
	}

	const isSound = buffer.subarray(end).equals(hash('sha256', buffer.subarray(0, end), 'buffer'));
	return isSound ? {format: buffer.readUInt32LE(magic.length), payload: buffer.subarray(headerBytes, end)} : undefined;
}
