import type {Digest} from '../core/node.js';
import {FsyncError} from '../fault.js';
import type {DiskHost} from './disk-jobs.js';
import type {
	ChunkPatch,
	FileBytes,
	Pack,
	PatchResult,
	Stage,
	StageProgress,
	StageRequest,
} from './replica.js';

/** A content that is being put together, and for how many transfers. */
type OpenRequest = {readonly request: StageRequest; users: number};

/**
The `Stage` contract over a host. It remembers what was begun: a worker that took the place of a dead one knows nothing of it, and is
told again before the job is repeated.
*/
export class StageClient implements Stage {
	readonly #host: DiskHost;
	readonly #open = new Map<Digest, OpenRequest>();

	constructor(host: DiskHost) {
		this.#host = host;
	}

	async has(digests: readonly Digest[]): Promise<ReadonlySet<Digest>> {
		return digests.length === 0 ? new Set() : new Set(await this.#host.run('stageHas', digests));
	}

	async putPack(pack: Pack): Promise<readonly Digest[]> {
		return this.#host.run('stagePack', pack);
	}

	async begin(request: StageRequest): Promise<StageProgress> {
		const {digest} = request;
		const open = this.#open.get(digest) ?? {request, users: 0};
		open.users++;
		this.#open.set(digest, open);
		try {
			return await this.#host.run('stageBegin', request);
		} catch (error) {
			await this.abandon(digest);
			throw error;
		}
	}

	async putChunks(digest: Digest, indexes: readonly number[], pack: Pack): Promise<readonly number[]> {
		return this.#again(digest, async () => this.#host.run('stageChunks', {digest, indexes, pack}));
	}

	async sign(olds: ReadonlyArray<readonly FileBytes[]>): Promise<{readonly places: readonly number[]; readonly packed: Uint8Array}> {
		return this.#host.run('stageSign', olds);
	}

	async patchChunks(digest: Digest, patches: readonly ChunkPatch[], pack: Pack): Promise<PatchResult> {
		return this.#again(digest, async () => this.#host.run('stagePatch', {digest, patches, pack}));
	}

	/** In slices, between which the disk does other work, and which end when everybody has given the file up. */
	async finish(digest: Digest): Promise<{readonly again: readonly number[]}> {
		const open = this.#open.get(digest);
		const isWanted = () => open === undefined || open.users > 0;
		let hasMore = open !== undefined;
		while (hasMore && isWanted()) {
			hasMore = await this.#host.run('stageProceed', digest);
		}

		if (!isWanted()) {
			// Nobody waits for this: it is not complete, and that is all there is to say.
			return {again: [0]};
		}

		const again = await this.#again(digest, async () => this.#host.run('stageFinish', digest));
		if (again.length === 0) {
			this.#open.delete(digest);
		}

		return {again};
	}

	async abandon(digest: Digest): Promise<void> {
		const open = this.#open.get(digest);
		if (open && --open.users > 0) {
			return;
		}

		this.#open.delete(digest);
		await this.#host.run('stageAbandon', digest);
	}

	async sweep(keep: ReadonlySet<Digest> = new Set()): Promise<void> {
		await this.#host.run('stageSweep', [...keep]);
	}

	async #again<Result>(digest: Digest, job: () => Promise<Result | undefined>): Promise<Result> {
		const first = await job();
		if (first !== undefined) {
			return first;
		}

		const open = this.#open.get(digest);
		if (open) {
			await this.#host.run('stageBegin', open.request);
		}

		const second = await job();
		if (second === undefined) {
			throw new FsyncError('protocol', 'Chunks arrived of a file that nobody has announced.');
		}

		return second;
	}
}
