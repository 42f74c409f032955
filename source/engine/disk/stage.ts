import {isDigest, sha256} from '../content/digest.js';
import {chunkCount} from '../content/recipe.js';
import type {Digest} from '../core/node.js';
import type {Path} from '../core/path.js';
import {FsyncError} from '../fault.js';
import {release} from '../memory.js';
import {diskErrorCode, isFull, stageFault} from './disk-error.js';
import type {FileSystem} from './file-system.js';
import type {
	ChunkPatch,
	FileBytes,
	Pack,
	PatchResult,
	StageProgress,
	StageRequest,
} from './replica.js';
import {removeFile} from './reserved-folder.js';
import {signOld} from './sign-old.js';
import {unpack, unpackToKeep} from './stage-pack.js';
import {Rebuild} from './stage-rebuild.js';
import {StageShelf} from './stage-shelf.js';

/** Files being rebuilt of which handles are kept open at the same time. */
const openLimit = 32;
/** How far a file that is being rebuilt is brought on when some of it has arrived: while the rest is on its way, and before the next message is looked at. */
const aheadBytes = 16 * 1024 * 1024;
/** And how far at once when all has arrived: other work waits meanwhile. */
const sliceBytes = 64 * 1024 * 1024;

/**
The worker's half of the `Stage` contract. Errors are thrown as `FsyncError`: `no-space`, `protocol` (what the other side sent cannot be
true) or `root` (the stage cannot be used).
*/
export class StageArea {
	readonly shelf: StageShelf;
	readonly #files: FileSystem;
	readonly #rebuilds = new Map<Digest, Rebuild>();

	constructor(files: FileSystem, folder?: Path) {
		this.#files = files;
		this.shelf = new StageShelf(files, folder);
	}

	has(digests: readonly Digest[]): Digest[] {
		return guard(() => digests.filter(digest => this.shelf.holds(digest)));
	}

	putPack(pack: Pack): Digest[] {
		return guard(() => unpackToKeep(pack).map(bytes => {
			const digest = sha256(bytes);
			this.shelf.keep(digest, bytes);
			return digest;
		}));
	}

	begin(request: StageRequest): StageProgress {
		return guard(() => {
			if (!isDigest(request.digest)) {
				throw new FsyncError('protocol', 'The other side named a file by something that is no digest.');
			}

			if (this.shelf.holds(request.digest)) {
				const count = request.recipe ? chunkCount(request.recipe) : 1;
				return {reused: Array.from({length: count}, (_, index) => index), missing: []};
			}

			const rebuild = this.#rebuilds.get(request.digest) ?? this.#open(request);
			this.#requireRoom(request, rebuild);
			return rebuild.begin();
		});
	}

	/** Returns the indexes of chunks that were wrong; undefined when this content was not begun in this run. */
	putChunks(digest: Digest, indexes: readonly number[], pack: Pack): number[] | undefined {
		return guard(() => {
			const rebuild = this.#rebuilds.get(digest);
			if (!rebuild) {
				return this.shelf.holds(digest) ? [] : undefined;
			}

			const chunks = unpack(pack);
			try {
				return this.#orDiscard(digest, () => {
					const wrong = rebuild.put(indexes, chunks);
					rebuild.proceed(aheadBytes);
					return wrong;
				});
			} finally {
				// Decompressed bytes are written by now; others belong to whoever has handed them in.
				if (pack.isCompressed && chunks[0]) {
					release(chunks[0]);
				}
			}
		});
	}

	/** Chunks as deltas of old bytes; undefined as with `putChunks`. */
	patchChunks(digest: Digest, patches: readonly ChunkPatch[], pack: Pack): PatchResult | undefined {
		return guard(() => {
			const rebuild = this.#rebuilds.get(digest);
			if (!rebuild) {
				return this.shelf.holds(digest) ? {wrong: [], literalBytes: patches.map(() => 0)} : undefined;
			}

			const deltas = unpack(pack);
			return this.#orDiscard(digest, () => rebuild.patch(patches, deltas));
		});
	}

	sign(olds: ReadonlyArray<readonly FileBytes[]>): {readonly places: number[]; readonly packed: Uint8Array} {
		return guard(() => signOld(this.#files, olds));
	}

	/** Does a bounded part of what `finish` would have to do before it compares; true: there is more. */
	proceed(digest: Digest): boolean {
		return guard(() => {
			const rebuild = this.#rebuilds.get(digest);
			return rebuild ? this.#orDiscard(digest, () => rebuild.proceed(sliceBytes)) : false;
		});
	}

	/** Returns the chunks that must be sent again, none when the content is complete; undefined as with `putChunks`. */
	finish(digest: Digest): number[] | undefined {
		return guard(() => {
			const rebuild = this.#rebuilds.get(digest);
			if (!rebuild) {
				return this.shelf.holds(digest) ? [] : undefined;
			}

			const again = this.#orDiscard(digest, () => rebuild.check());
			if (again.length === 0) {
				this.#drop(digest);
				this.shelf.adopt(digest);
			}

			return again;
		});
	}

	abandon(digest: Digest): void {
		this.#drop(digest);
	}

	/** Nothing more will be put together: lets go of all files. */
	close(): void {
		for (const digest of this.#rebuilds.keys()) {
			this.#drop(digest);
		}
	}

	/** Whether a content is being put together. */
	isOpen(digest: Digest): boolean {
		return this.#rebuilds.has(digest);
	}

	/** Removes all contents but these and those that are being put together. */
	sweep(keep: readonly Digest[]): void {
		const kept = new Set(keep);
		guard(() => {
			this.shelf.sweep(digest => kept.has(digest) || this.#rebuilds.has(digest));
		});
	}

	#open(request: StageRequest): Rebuild {
		this.shelf.yield(request.digest);
		if (this.#rebuilds.size >= openLimit) {
			for (const rebuild of this.#rebuilds.values()) {
				rebuild.rest();
			}
		}

		const rebuild = new Rebuild(this.#files, this.shelf.partPathOf(request.digest), request);
		this.#rebuilds.set(request.digest, rebuild);
		return rebuild;
	}

	/** What will be copied for other files takes room that still counts as free. */
	#requireRoom({digest, size}: StageRequest, rebuild: Rebuild): void {
		let takenBytes = rebuild.missingBytes;
		for (const other of this.#rebuilds.values()) {
			takenBytes += other === rebuild ? 0 : other.plannedBytes;
		}

		if (!(takenBytes > this.#files.freeBytes())) {
			return;
		}

		this.#drop(digest);
		throw new FsyncError('no-space', `There is no room for a file of ${size} bytes. Free some space; it is tried again then.`);
	}

	/** After an error other than a full disk the file is dead: what the disk says about it later may be untrue (rule R6). */
	#orDiscard<T>(digest: Digest, action: () => T): T {
		try {
			return action();
		} catch (error) {
			if (!isFull(diskErrorCode(error))) {
				this.#drop(digest);
				removeFile(this.#files, this.shelf.partPathOf(digest));
			}

			throw error;
		}
	}

	#drop(digest: Digest): void {
		this.#rebuilds.get(digest)?.rest();
		this.#rebuilds.delete(digest);
	}
}

function guard<T>(action: () => T): T {
	try {
		return action();
	} catch (error) {
		throw stageFault(error);
	}
}
