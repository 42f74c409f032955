import type {Clock} from '../clock.js';
import {chunkCount, chunkDigestHex, chunkLength} from '../content/recipe.js';
import type {Digest} from '../core/node.js';
import type {Path} from '../core/path.js';
import {chunkState, type ChunkState} from './chunk-state.js';

export type Direction = 'up' | 'down';

/** Which transfer of a connection: each side counts those that it sends, from 1. */
export type TransferName = {readonly id: number; readonly direction: Direction};

/** A file on its way, as a screen shows it. */
export type TransferProgress = TransferName & {
	readonly path: Path;
	readonly size: number;
	readonly sentBytes: number;
	/** Everything that the receiver had, wherever. */
	readonly reusedBytes: number;
	/** The part of it that it had in other files. */
	readonly borrowedBytes: number;
	/** What the sent bytes were on the wire, after compression. */
	readonly packedBytes: number;
	/** A `chunkState` for each chunk. The same array in every report of a transfer, brought up to date in place. */
	readonly chunks: Uint8Array;
	readonly startedMilliseconds: number;
	/** Over the last three seconds. */
	readonly bytesPerSecond: number;
};

export type ProgressEvent =
	/** A file of several chunks began, went on or ended (`isOver`, then with how: `isOk`). */
	| {readonly type: 'file'; readonly transfer: TransferProgress; readonly isOver: boolean; readonly isOk: boolean}
	/** Small contents have been sent (`path` is known) or staged. */
	| {readonly type: 'pack'; /** Of all contents together, after compression. */ readonly packedBytes: number; readonly contents: ReadonlyArray<{readonly digest: Digest; readonly size: number; readonly path?: Path}>};

export type OnProgress = (event: ProgressEvent) => void;

const rateMilliseconds = 3000;
const sampleMilliseconds = 100;

export type FileProgressOptions = {
	readonly id: number;
	readonly direction: Direction;
	readonly path: Path;
	readonly size: number;
	readonly recipe: Uint8Array;
	/** The packed recipe of the version that is replaced, where there is one. */
	readonly base?: Uint8Array | undefined;
	/** Whether the receiver has a chunk in another file; left out where nobody knows. */
	readonly isElsewhere?: ((chunk: Digest) => boolean) | undefined;
	readonly clock: Clock;
	readonly onProgress: OnProgress | undefined;
};

function * chunkDigests(recipe: Uint8Array): Generator<Digest> {
	const count = chunkCount(recipe);
	for (let index = 0; index < count; index++) {
		yield chunkDigestHex(recipe, index);
	}
}

/** Keeps a file's chunk states and byte counts, and reports them. */
export class FileProgress {
	readonly chunks: Uint8Array;
	readonly #options: FileProgressOptions;
	readonly #bytes = [0, 0, 0, 0, 0, 0, 0];
	/** What the deltas of patched chunks carried themselves. */
	readonly #literalBytes = new Map<number, number>();
	#literalTotal = 0;
	#packedBytes = 0;
	readonly #startedMilliseconds: number;
	readonly #samples: Array<{readonly at: number; readonly bytes: number}>;

	constructor(options: FileProgressOptions) {
		this.#options = options;
		this.chunks = new Uint8Array(chunkCount(options.recipe));
		this.#startedMilliseconds = options.clock.monotonicMilliseconds();
		this.#samples = [{at: this.#startedMilliseconds, bytes: 0}];
	}

	mark(indexes: Iterable<number>, state: ChunkState): void {
		for (const index of indexes) {
			const length = chunkLength(this.#options.recipe, index);
			this.#bytes[this.chunks[index]!]! -= length;
			this.#bytes[state]! += length;
			this.chunks[index] = state;
			this.#literalTotal -= this.#literalBytes.get(index) ?? 0;
			this.#literalBytes.delete(index);
		}
	}

	/** A delta has brought a chunk and carried so many bytes of it itself; the others the receiver had. */
	patch(index: number, literalBytes: number): void {
		this.mark([index], chunkState.patched);
		this.#literalBytes.set(index, literalBytes);
		this.#literalTotal += literalBytes;
	}

	/** Everything that was not mentioned as missing is reused, from the version that is replaced or from elsewhere. */
	markMissing(indexes: readonly number[]): void {
		this.mark(this.chunks.keys(), chunkState.reused);
		this.mark(indexes, chunkState.pending);
		const {recipe, base, isElsewhere} = this.#options;
		if (isElsewhere === undefined || indexes.length === this.chunks.length) {
			return;
		}

		const own = new Set(base && chunkDigests(base));
		const isBorrowed = (chunk: Digest) => !own.has(chunk) && isElsewhere(chunk);
		this.mark([...this.chunks.keys()].filter(index => this.chunks[index] === chunkState.reused && isBorrowed(chunkDigestHex(recipe, index))), chunkState.borrowed);
	}

	/** Chunks have been packed into so many bytes. */
	pack(bytes: number): void {
		this.#packedBytes += bytes;
	}

	report(): void {
		this.#emit(false, false);
	}

	end(isOk: boolean): void {
		this.#emit(true, isOk);
	}

	#emit(isOver: boolean, isOk: boolean): void {
		const {onProgress, id, direction, path, size} = this.#options;
		if (!onProgress) {
			return;
		}

		const transfer: TransferProgress = {
			id,
			direction,
			path,
			size,
			sentBytes: this.#sentBytes(),
			reusedBytes: this.#bytes[chunkState.reused]! + this.#bytes[chunkState.borrowed]! + this.#bytes[chunkState.patched]! - this.#literalTotal,
			borrowedBytes: this.#bytes[chunkState.borrowed]!,
			packedBytes: this.#packedBytes,
			chunks: this.chunks,
			startedMilliseconds: this.#startedMilliseconds,
			bytesPerSecond: this.#rate(),
		};
		onProgress({
			type: 'file', transfer, isOver, isOk,
		});
	}

	#sentBytes(): number {
		return this.#bytes[chunkState.sent]! + this.#literalTotal;
	}

	#rate(): number {
		const at = this.#options.clock.monotonicMilliseconds();
		const bytes = this.#sentBytes();
		const samples = this.#samples;
		if (at - samples.at(-1)!.at >= sampleMilliseconds) {
			samples.push({at, bytes});
		}

		while (samples.length > 1 && at - samples[1]!.at >= rateMilliseconds) {
			samples.shift();
		}

		const oldest = samples[0]!;
		return at > oldest.at ? Math.max(0, bytes - oldest.bytes) / (at - oldest.at) * 1000 : 0;
	}
}
