import {splitSignatures} from '../content/signature.js';
import {malformed} from '../protocol/malformed.js';
import type {ChunkSignatures} from '../protocol/messages.js';

/** Missing chunks up to the last one that was signed, with their signatures. */
export type SignedPart = {readonly indexes: readonly number[]; readonly signatures: ReadonlyMap<number, Uint8Array>; readonly hasMore: boolean};

/**
The sender's view of what the receiver has signed: parts the missing chunks by the messages that signed them, and judges whether deltas pay.
Throws `FsyncError` (protocol) for signatures that cannot be true.
*/
export class SignedChunks {
	readonly #transfer: number;
	/** Missing chunks that no part has told yet. */
	#rest: readonly number[];
	#signatureBytes = 0;
	#savedBytes = 0;

	constructor(transfer: number, missing: readonly number[]) {
		this.#transfer = transfer;
		this.#rest = missing;
	}

	/** Chunks that nobody has signed, after the last part. */
	get rest(): readonly number[] {
		return this.#rest;
	}

	/** What deltas have saved so far is more than what the signatures have cost. */
	get isWorthwhile(): boolean {
		return this.#savedBytes > this.#signatureBytes;
	}

	/** A message of signatures: they belong to missing chunks, all of them behind those of the message before. */
	accept({indexes, packed, hasMore}: ChunkSignatures): SignedPart {
		const split = splitSignatures(packed, indexes.length);
		if (typeof split === 'string') {
			throw malformed(`signatures for transfer ${this.#transfer} that cannot be true (${split})`);
		}

		const signatures = new Map(indexes.map((index, at) => [index, split[at]!]));
		const count = this.#countUpTo(indexes);
		if (hasMore && count === 0) {
			throw malformed(`no signatures for transfer ${this.#transfer}, and more of them`);
		}

		this.#signatureBytes += packed.length;
		const part = {indexes: hasMore ? this.#rest.slice(0, count) : this.#rest, signatures, hasMore};
		this.#rest = this.#rest.slice(part.indexes.length);
		return part;
	}

	saved(bytes: number): void {
		this.#savedBytes += bytes;
	}

	/** How many of the rest there are up to the last of these, which must ascend and be among them. */
	#countUpTo(indexes: readonly number[]): number {
		let count = 0;
		for (const index of indexes) {
			while (count < this.#rest.length && this.#rest[count]! < index) {
				count++;
			}

			if (this.#rest[count] !== index) {
				throw malformed(`a signature for chunk ${index} of transfer ${this.#transfer}, which is not missing`);
			}

			count++;
		}

		return count;
	}
}
