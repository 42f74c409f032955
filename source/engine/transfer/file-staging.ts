import {chunkCount, chunkDigestHex} from '../content/recipe.js';
import {isZeroChunk} from '../content/zero-chunk.js';
import type {
	ChunkPatch,
	CopySource,
	FileBytes,
	Stage,
} from '../disk/replica.js';
import {FsyncError} from '../fault.js';
import type {DataMessage, DeltaMessage, Init} from '../protocol/messages.js';
import {chunkState} from './chunk-state.js';
import type {Locate} from './locate.js';
import type {FileProgress} from './progress.js';

export type StagingContext = {
	readonly stage: Stage;
	readonly locate: Locate;
	/** The disk refused: worth a line in the log. */
	readonly onTrouble: (trouble: FsyncError) => void;
};

export type StagingParts = {
	readonly init: Init;
	/** Checked. */
	readonly recipe: Uint8Array;
	readonly context: StagingContext;
	readonly progress: FileProgress;
};

/**
What happens in the stage for one incoming file. The disk's refusals are kept here, for they concern this file alone; anything else (a bug,
bytes that are a lie) is thrown.
*/
export class FileStaging {
	readonly #parts: StagingParts;
	#begun: Promise<readonly number[] | undefined> | undefined;
	#writes: Array<Promise<void>> = [];
	#trouble: FsyncError | undefined;
	#isTroubled = false;

	constructor(parts: StagingParts) {
		this.#parts = parts;
	}

	/** The disk has no room for this file. */
	get isFull(): boolean {
		return this.#trouble?.code === 'no-space';
	}

	/** Takes what the share and an earlier attempt have. The chunks that are missing; undefined when the disk refuses. */
	async begin(): Promise<readonly number[] | undefined> {
		this.#begun = this.#begin();
		return this.#begun;
	}

	/** Signatures of old bytes; undefined when the disk refuses, which harms nothing: the chunks come whole. */
	async sign(olds: ReadonlyArray<readonly FileBytes[]>): Promise<Awaited<ReturnType<Stage['sign']>> | undefined> {
		const {stage, onTrouble} = this.#parts.context;
		try {
			return await stage.sign(olds);
		} catch (error) {
			if (!(error instanceof FsyncError)) {
				throw error;
			}

			onTrouble(error);
			return undefined;
		}
	}

	async put(message: DataMessage): Promise<void> {
		await this.#counted(this.#put(message));
	}

	async patch(message: DeltaMessage, patches: readonly ChunkPatch[]): Promise<void> {
		await this.#counted(this.#patch(message, patches));
	}

	/**
	Verifies the whole file and says which chunks must come again. After a refusal of the disk one chunk is asked for, which shows whether
	it has come round without sending everything in vain.
	*/
	async check(): Promise<readonly number[]> {
		await this.#written();
		if (this.#isTroubled) {
			this.#isTroubled = false;
			return [Math.max(0, this.#parts.progress.chunks.indexOf(chunkState.failed))];
		}

		const {context, init} = this.#parts;
		const finished = await this.#unlessRefused(async () => context.stage.finish(init.digest));
		this.#isTroubled = false;
		return finished ? finished.again : [0];
	}

	/** What was verified stays in the stage for a later attempt. */
	async abandon(): Promise<void> {
		await this.#written();
		const {context, init} = this.#parts;
		const isBegun = await this.#begun !== undefined;
		await (isBegun ? context.stage.abandon(init.digest) : undefined);
	}

	async #counted(write: Promise<void>): Promise<void> {
		// Whoever checks or abandons the file waits for all writes; a failure is reported by the one who started it.
		this.#writes.push(write.catch(() => undefined));
		await write;
	}

	async #begin(): Promise<readonly number[] | undefined> {
		const {context, init: {digest, size}, recipe} = this.#parts;
		const progress = await this.#unlessRefused(async () => context.stage.begin({
			digest, size, recipe, copies: this.#copies(),
		}));
		return progress?.missing;
	}

	async #put({indexes, lengths, payload, isCompressed}: DataMessage): Promise<void> {
		const {context, init, progress} = this.#parts;
		const wrong = await this.#unlessRefused(async () => context.stage.putChunks(init.digest, indexes, {lengths, payload, isCompressed}));
		progress.pack(payload.length);
		progress.mark(indexes, wrong ? chunkState.sent : chunkState.failed);
		progress.mark(wrong ?? [], chunkState.failed);
		progress.report();
	}

	async #patch({lengths, payload, isCompressed}: DeltaMessage, patches: readonly ChunkPatch[]): Promise<void> {
		const {context, init, progress} = this.#parts;
		const result = await this.#unlessRefused(async () => context.stage.patchChunks(init.digest, patches, {lengths, payload, isCompressed}));
		progress.pack(payload.length);
		for (const [at, {chunkIndex}] of patches.entries()) {
			progress.patch(chunkIndex, result?.literalBytes[at] ?? 0);
		}

		progress.mark(result?.wrong ?? patches.map(({chunkIndex}) => chunkIndex), chunkState.failed);
		progress.report();
	}

	#copies(): CopySource[] {
		const {context, recipe} = this.#parts;
		const copies: CopySource[] = [];
		const count = chunkCount(recipe);
		for (let chunkIndex = 0; chunkIndex < count; chunkIndex++) {
			// A stage has zeros by itself, and those of a large hole are many chunks.
			const place = isZeroChunk(recipe, chunkIndex) ? undefined : context.locate(chunkDigestHex(recipe, chunkIndex));
			if (place) {
				copies.push({chunkIndex, path: place.path, offset: place.offset});
			}
		}

		return copies;
	}

	async #written(): Promise<void> {
		await Promise.all(this.#writes);
		this.#writes = [];
	}

	async #unlessRefused<Result>(action: () => Promise<Result>): Promise<Result | undefined> {
		try {
			return await action();
		} catch (error) {
			if (!(error instanceof FsyncError) || error.code === 'protocol') {
				throw error;
			}

			this.#trouble = error;
			this.#isTroubled = true;
			this.#parts.context.onTrouble(error);
			return undefined;
		}
	}
}
