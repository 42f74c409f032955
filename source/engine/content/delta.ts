/* eslint-disable unicorn/prefer-math-trunc -- `| 0` wraps to 32 bits, which Math.trunc does not. */
import {
	strongOf,
	strongSum,
	weakFactor,
	weakOf,
	weakPower,
	weakSum,
	type Signature,
} from './signature.js';
import {VarintReader, VarintWriter} from './varint.js';

/*
A delta: the new length, then operations. Each begins with length * 2 + kind. Literal (kind 0): the bytes. Copy (kind 1): where they
begin in the old content, relative to the end of the copy before.
*/
export const literalKind = 0;
export const copyKind = 1;

/** Blocks whose strong sums are compared at one offset. More than that many with one weak sum can only be meant as an attack (A31). */
const probeLimit = 8;
/** Strong sums computed in vain before the rest goes as it is: chance gives about one in 10,000 deltas. */
const missLimit = 128;

const tableBits = 12;
/** The sum's high bits know most of the window; multiplied once more they serve as the table's index. */
const bucketOf = (weak: number) => Math.imul(weak, weakFactor) >>> (32 - tableBits);

/** The blocks of a signature by their weak sums: heads of chains, each at most `probeLimit` long. */
class BlockTable {
	/** 1 for the upper halves of the weak sums that occur: one look at it settles nearly every offset. */
	readonly tags = new Uint8Array(2 ** 16);
	readonly #signature: Signature;
	readonly #weak: Int32Array;
	readonly #next: Int16Array;
	readonly #heads = new Int16Array(2 ** tableBits).fill(-1);
	#misses = 0;

	constructor(signature: Signature) {
		this.#signature = signature;
		const full = Math.floor(signature.size / signature.blockBytes);
		this.#weak = new Int32Array(full);
		this.#next = new Int16Array(full).fill(-1);
		for (let block = full - 1; block >= 0; block--) {
			const weak = weakOf(signature, block);
			this.#weak[block] = weak;
			this.tags[weak >>> 16] = 1;
			this.#insert(block);
		}
	}

	get isExhausted(): boolean {
		return this.#misses >= missLimit;
	}

	/** Whether a block has this weak sum. */
	has(weak: number): boolean {
		let block = this.#heads[bucketOf(weak)]!;
		while (block !== -1 && this.#weak[block] !== weak) {
			block = this.#next[block]!;
		}

		return block !== -1;
	}

	/** The block that equals the window of `bytes` at `position`, first of all `expected`; -1 when there is none. */
	find(weak: number, bytes: Uint8Array, position: number, expected: number): number {
		const candidates = this.#candidates(weak, expected);
		const strong = strongSum(bytes, position, position + this.#signature.blockBytes);
		const found = candidates.find(block => strongOf(this.#signature, block) === strong);
		if (found === undefined) {
			this.#misses++;
			return -1;
		}

		return found;
	}

	#candidates(weak: number, expected: number): number[] {
		const candidates = this.#weak[expected] === weak ? [expected] : [];
		for (let block = this.#heads[bucketOf(weak)]!; block !== -1; block = this.#next[block]!) {
			if (block !== expected && this.#weak[block] === weak) {
				candidates.push(block);
			}
		}

		return candidates;
	}

	/** Puts a block in front of its chain, unless an equal one is there or the chain is full. */
	#insert(block: number): void {
		const bucket = bucketOf(this.#weak[block]!);
		let length = 0;
		for (let other = this.#heads[bucket]!; other !== -1; other = this.#next[other]!) {
			length++;
			if (this.#weak[other] === this.#weak[block] && strongOf(this.#signature, other) === strongOf(this.#signature, block)) {
				return;
			}
		}

		if (length >= probeLimit) {
			return;
		}

		this.#next[block] = this.#heads[bucket]!;
		this.#heads[bucket] = block;
	}
}

/** Collects operations; neighbouring copies become one. */
class DeltaWriter {
	readonly #writer = new VarintWriter();
	readonly #bytes: Uint8Array;
	#literalStart = 0;
	#copyStart = 0;
	#copyLength = 0;
	#expected = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
		this.#writer.number(bytes.length);
	}

	/** The new bytes at `position` are those at `start` of the old content; everything new before them goes as it is. */
	copy(position: number, start: number, length: number): void {
		if (this.#copyLength > 0 && position === this.#literalStart && start === this.#copyStart + this.#copyLength) {
			this.#copyLength += length;
		} else {
			this.#flush(position);
			this.#copyStart = start;
			this.#copyLength = length;
		}

		this.#literalStart = position + length;
	}

	done(): Uint8Array {
		this.#flush(this.#bytes.length);
		return this.#writer.done();
	}

	#flush(position: number): void {
		if (this.#copyLength > 0) {
			this.#writer.number((this.#copyLength * 2) + copyKind).signed(this.#copyStart - this.#expected);
			this.#expected = this.#copyStart + this.#copyLength;
			this.#copyLength = 0;
		}

		if (position > this.#literalStart) {
			this.#writer.number(((position - this.#literalStart) * 2) + literalKind).bytes(this.#bytes.subarray(this.#literalStart, position));
		}
	}
}

/** Says how `bytes` come about from the content that was signed. At most `chunkLimits.maximumBytes` bytes. */
export function makeDelta(signature: Signature, bytes: Uint8Array): Uint8Array {
	const writer = new DeltaWriter(bytes);
	const tailBytes = signature.size % signature.blockBytes;
	const hasTail = endsWithLastBlock(signature, bytes, tailBytes);
	const end = hasTail ? bytes.length - tailBytes : bytes.length;
	if (signature.size >= signature.blockBytes) {
		matchBlocks(signature, bytes.subarray(0, end), writer);
	}

	if (hasTail) {
		writer.copy(end, signature.size - tailBytes, tailBytes);
	}

	return writer.done();
}

/** How many bytes a delta that `patch` has understood, or that was made here, carries itself; the others are copied. */
export function literalBytesOf(delta: Uint8Array): number {
	const reader = new VarintReader(delta);
	reader.number();
	let literal = 0;
	while (!reader.isAtEnd) {
		const head = reader.number() ?? 0;
		const length = Math.floor(head / 2);
		if (head % 2 === copyKind) {
			reader.signed();
		} else if (reader.bytes(length)) {
			literal += length;
		}
	}

	return literal;
}

/** The short last block can only be found at the end: nowhere else is a window of its length looked at. */
function endsWithLastBlock(signature: Signature, bytes: Uint8Array, tailBytes: number): boolean {
	const start = bytes.length - tailBytes;
	return tailBytes > 0 && start >= 0
		&& weakSum(bytes, start, bytes.length) === weakOf(signature, signature.count - 1)
		&& strongSum(bytes, start, bytes.length) === strongOf(signature, signature.count - 1);
}

/** Rolls a window over the new bytes and copies wherever a whole old block lies under it. */
function matchBlocks(signature: Signature, bytes: Uint8Array, writer: DeltaWriter): void {
	const {blockBytes} = signature;
	const power = weakPower(blockBytes);
	const table = new BlockTable(signature);
	const {tags} = table;
	const last = bytes.length - blockBytes;
	let expected = 0;
	let position = 0;
	let weak = last >= 0 ? weakSum(bytes, 0, blockBytes) : 0;
	while (position <= last && !table.isExhausted) {
		while (tags[weak >>> 16] === 0 && position < last) {
			weak = (Math.imul(weak, weakFactor) + bytes[position + blockBytes]! - Math.imul(power, bytes[position]!)) | 0;
			position++;
		}

		const block = table.has(weak) ? table.find(weak, bytes, position, expected) : -1;
		if (block === -1 && position === last) {
			return;
		}

		if (block === -1) {
			weak = (Math.imul(weak, weakFactor) + bytes[position + blockBytes]! - Math.imul(power, bytes[position]!)) | 0;
			position++;
			continue;
		}

		writer.copy(position, block * blockBytes, blockBytes);
		expected = block + 1;
		position += blockBytes;
		weak = position <= last ? weakSum(bytes, position, position + blockBytes) : 0;
	}
}
