import {chunkDigestHex, chunkLength} from '../content/recipe.js';
import {replacements, type OldBytes} from '../content/replaced.js';
import {blockLimits} from '../content/signature.js';
import type {FileBytes} from '../disk/replica.js';
import {limits} from '../protocol/limits.js';
import {malformed} from '../protocol/malformed.js';
import type {ChunkSignatures} from '../protocol/messages.js';
import type {FileStaging} from './file-staging.js';
import type {Locate} from './locate.js';

export type ChunkSignerOptions = {
	readonly transfer: number;
	/** The packed recipe of what is replaced. */
	readonly base: Uint8Array;
	readonly recipe: Uint8Array;
	readonly locate: Locate;
	readonly staging: Pick<FileStaging, 'sign'>;
	/** Whether a chunk still has to come. */
	readonly isMissing: (index: number) => boolean;
	/** Most of the file is new. */
	readonly isDoubtful: boolean;
};

type Candidate = {readonly index: number; readonly old: readonly FileBytes[]};

/** Old bytes that are signed at once. The first messages find out whether it pays, and where most of a file is new that is doubtful. */
const probeBytes = 256 * 1024;
const firstBytes = 4 * 1024 * 1024;
const mostBytes = 16 * 1024 * 1024;
const mostChunks = limits.signedChunks / 2;
/** A signature and a delta of less than this cost about as much as the chunk. */
const smallestBytes = 4 * 1024;

/** Signs what stood where a file's missing chunks are to come, some chunks at a time, and remembers it for their deltas. */
export class ChunkSigner {
	readonly #options: ChunkSignerOptions;
	readonly #candidates: Generator<Candidate, undefined>;
	readonly #signed = new Map<number, readonly FileBytes[]>();
	#ahead: Candidate | undefined;
	#limitBytes: number;
	#isSigning = false;
	/** What was said last: whether more can be had. */
	#hasMore = true;

	constructor(options: ChunkSignerOptions) {
		this.#options = options;
		this.#limitBytes = options.isDoubtful ? probeBytes : firstBytes;
		this.#candidates = this.#find();
	}

	/** The sender asks for more; throws `FsyncError` (protocol) when it was told that there is none, has not waited, or uses nothing of it. */
	acceptWant(): void {
		if (!this.#hasMore || this.#isSigning || this.#signed.size > limits.signedChunks) {
			throw malformed(`a want-signatures for transfer ${this.#options.transfer} at the wrong time`);
		}
	}

	/** The next chunks that can be signed. None when there are none, or when the disk refuses to read what was there. */
	async next(): Promise<ChunkSignatures> {
		const window = this.#window();
		this.#isSigning = true;
		try {
			const signed = window.length === 0 ? undefined : await this.#options.staging.sign(window.map(({old}) => old));
			const kept = signed?.places.map(place => window[place]!) ?? [];
			for (const {index, old} of kept) {
				this.#signed.set(index, old);
			}

			// Where nothing could be read the rest is not tried either: the old version is going.
			this.#hasMore = this.#ahead !== undefined && kept.length > 0;
			return {indexes: kept.map(({index}) => index), packed: signed?.packed ?? new Uint8Array(), hasMore: this.#hasMore};
		} finally {
			this.#isSigning = false;
		}
	}

	/** The old bytes that were signed for a chunk, once: it comes one way or the other. */
	take(index: number): readonly FileBytes[] | undefined {
		const old = this.#signed.get(index);
		this.#signed.delete(index);
		return old;
	}

	#window(): Candidate[] {
		const window: Candidate[] = [];
		let bytes = 0;
		this.#ahead ??= this.#pull();
		while (this.#ahead && bytes < this.#limitBytes && window.length < mostChunks) {
			window.push(this.#ahead);
			bytes += sum(this.#ahead.old);
			this.#ahead = this.#pull();
		}

		this.#limitBytes = Math.min(mostBytes, this.#limitBytes * 4);
		return window;
	}

	#pull(): Candidate | undefined {
		const {value} = this.#candidates.next();
		return value;
	}

	* #find(): Generator<Candidate, undefined> {
		const {base, recipe, isMissing} = this.#options;
		for (const {index, old} of replacements(base, recipe)) {
			if (!isMissing(index) || chunkLength(recipe, index) < smallestBytes) {
				continue;
			}

			const places = old.flatMap(bytes => this.#place(bytes));
			if (sum(places) >= blockLimits.minimumBytes) {
				yield {index, old: places};
			}
		}

		return undefined;
	}

	/** Where old bytes lie now; nowhere if the chunk is no longer in the share. */
	#place({chunk, offset, length}: OldBytes): FileBytes[] {
		const found = this.#options.locate(chunkDigestHex(this.#options.base, chunk));
		return found ? [{path: found.path, offset: found.offset + offset, length}] : [];
	}
}

function sum(places: readonly FileBytes[]): number {
	return places.reduce((total, {length}) => total + length, 0);
}
