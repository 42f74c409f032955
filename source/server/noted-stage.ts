import type {Digest} from '../engine/core/node.js';
import type {Operation} from '../engine/core/operation.js';
import type {
	ChunkPatch,
	FileBytes,
	Pack,
	PatchResult,
	Stage,
	StageProgress,
	StageRequest,
} from '../engine/disk/replica.js';

/** A stage that knows which contents have come in this run and wait for their commit: all others are leftovers of an earlier run. */
export class NotedStage implements Stage {
	readonly #stage: Stage;
	readonly #waiting = new Set<Digest>();
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
		return this.#stage.finish(digest);
	}

	async abandon(digest: Digest): Promise<void> {
		return this.#stage.abandon(digest);
	}

	async sweep(keep?: ReadonlySet<Digest>): Promise<void> {
		return this.#stage.sweep(keep);
	}

	/** What these needed has its place now, or is asked for anew. */
	committed(operations: readonly Operation[]): void {
		for (const operation of operations) {
			if (operation.kind === 'put' && operation.node.kind === 'file') {
				this.#waiting.delete(operation.node.digest);
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
