import {hash} from 'node:crypto';
import {createXXHash128} from 'hash-wasm';

/** Lower-case hexadecimal, 64 characters. One call without a hash object: 1.8 GB/s on chunks, 1 µs on nothing. */
export function sha256(bytes: Uint8Array): string {
	return hash('sha256', bytes, 'hex');
}

/** The digest of no bytes at all: that of every empty file. */
export const emptyDigest = sha256(new Uint8Array());

const digestPattern = /^[\da-f]{64}$/v;

/** Whether a text from outside is a SHA-256 in lower-case hexadecimal. */
export function isDigest(text: unknown): text is string {
	return typeof text === 'string' && digestPattern.test(text);
}

export function toHex(bytes: Uint8Array): string {
	return asBuffer(bytes).toString('hex');
}

/** `text` must be whole lower- or upper-case hexadecimal (digests are checked by `isDigest` where they come in). */
export function fromHex(text: string): Uint8Array {
	return Buffer.from(text, 'hex');
}

/** The same memory as a Buffer, whose methods compare and convert natively. */
export function asBuffer(bytes: Uint8Array) {
	return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
	return asBuffer(a).equals(b);
}

export const checksumBytes = 16;

const hasher = await createXXHash128();
const freshState = hasher.save();

/** A sum's place for its state while the one WebAssembly instance works for another. */
type Slot = {state: Uint8Array};

/** Whose bytes the instance is summing up now. */
let current: Slot | undefined;

function enter(slot: Slot): void {
	if (current === slot) {
		return;
	}

	if (current) {
		current.state = hasher.save();
	}

	hasher.load(slot.state);
	current = slot;
}

/**
XXH3-128 of a stream. Any number of them may be open at once: they share one WebAssembly instance, whose state (580 bytes) is
put aside when another one goes on (about 1 µs).
*/
export class Checksum {
	readonly #slot: Slot = {state: freshState};

	update(bytes: Uint8Array): this {
		enter(this.#slot);
		hasher.update(bytes);
		return this;
	}

	/** 16 bytes, big-endian (XXH3's canonical form). More bytes may follow afterwards. */
	digest(): Uint8Array {
		enter(this.#slot);
		this.#slot.state = hasher.save();
		current = undefined;
		return hasher.digest('binary');
	}

	/** Starts anew, as if nothing had been summed up. */
	reset(): this {
		this.#slot.state = freshState;
		if (current === this.#slot) {
			current = undefined;
		}

		return this;
	}
}

export function checksumOfBytes(bytes: Uint8Array): Uint8Array {
	return new Checksum().update(bytes).digest();
}
