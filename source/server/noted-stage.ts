import type {Digest} from '../engine/core/node.js';
import type {Operation} from '../engine/core/operation.js';
import type {
	ChunkPatch,
	CopySource,
	FileBytes,
	Pack,
	PatchResult,
	Stage,
	StageProgress,
	StageRequest,
} from '../engine/disk/replica.js';
import {StagedChunks} from './staged-chunks.js';

/** A stage that knows which contents have come in this run and wait for their commit: all others are leftovers of an earlier run. */
export class NotedStage implements Stage {
	readonly #stage: Stage;
	readonly #waiting = new Set<Digest>();
	/** Of files that are being put together. */
	readonly #recipes = new Map<Digest, Uint8Array>();
	readonly #chunks = new StagedChunks();
	#isSwept = false;

	constructor(stage: Stage) {
		this.#stage = stage;
	}

	async has(digests: readonly Digest[]): Promise<ReadonlySet<Digest>> {
		const there = await this.#stage.has(digests);
		for (const digest of there) {
			this.#waiting.add(digest);
		}

		return there;
	}

	async putPack(pack: Pack): Promise<readonly Digest[]> {
		const digests = await this.#stage.putPack(pack);
		for (const digest of digests) {
			this.#waiting.add(digest);
		}

		return digests;
	}

	async begin(request: StageRequest): Promise<StageProgress> {
		this.#waiting.add(request.digest);
		if (request.recipe) {
			this.#recipes.set(request.digest, request.recipe);
		}

		return this.#stage.begin(request);
	}

	async putChunks(digest: Digest, indexes: readonly number[], pack: Pack): Promise<readonly number[]> {
		return this.#stage.putChunks(digest, indexes, pack);
	}

	async sign(olds: ReadonlyArray<readonly FileBytes[]>): Promise<{readonly places: readonly number[]; readonly packed: Uint8Array}> {
		return this.#stage.sign(olds);
	}

	async patchChunks(digest: Digest, patches: readonly ChunkPatch[], pack: Pack): Promise<PatchResult> {
		return this.#stage.patchChunks(digest, patches, pack);
	}

	async finish(digest: Digest): Promise<{readonly again: readonly number[]}> {
		const {again} = await this.#stage.finish(digest);
		const recipe = this.#recipes.get(digest);
		if (again.length === 0 && recipe) {
			this.#recipes.delete(digest);
			this.#chunks.add(digest, recipe);
		}

		return {again};
	}

	async abandon(digest: Digest): Promise<void> {
		this.#recipes.delete(digest);
		return this.#stage.abandon(digest);
	}

	async sweep(keep?: ReadonlySet<Digest>): Promise<void> {
		return this.#stage.sweep(keep);
	}

	/** Where a chunk of a complete file lies. */
	locate(chunk: Digest): Pick<CopySource, 'path' | 'offset'> | undefined {
		return this.#chunks.locate(chunk);
	}

	/** What these needed has its place now, or is asked for anew. */
	committed(operations: readonly Operation[]): void {
		for (const operation of operations) {
			if (operation.kind === 'put' && operation.node.kind === 'file') {
				this.#waiting.delete(operation.node.digest);
				this.#chunks.remove(operation.node.digest);
			}
		}
	}

	/** Removes what an earlier run has left, once: whoever had been interrupted has gone on by now. */
	async sweepLeftovers(): Promise<void> {
		if (this.#isSwept) {
			return;
		}

		this.#isSwept = true;
		await this.#stage.sweep(this.#waiting);
	}
}
