import {chunkLimits} from '../content/chunker.js';
import {emptyDigest, isDigest} from '../content/digest.js';
import type {Digest} from '../core/node.js';
import type {Path} from '../core/path.js';
import {release} from '../memory.js';
import {holdsContentAt} from './content-check.js';
import type {FileSystem} from './file-system.js';
import {
	discard,
	ensureFolder,
	removeFile,
	removeTree,
	reservedPaths,
} from './reserved-folder.js';

/** Small contents are kept in memory up to this many bytes in all: most are published a moment later and need no stage file then. */
const memoryLimitBytes = 64 * 1024 * 1024;

export const partSuffix = '.part';
const isTemporary = (name: string): boolean => /^new-\d+$/v.test(name);

/**
The complete contents in the stage, in memory or under their digest in `.fsync-tui/stage/` (or another folder, for guests). After a crash nothing there is trusted: a
content is read through before it counts. Errors are those of the file system.
*/
export class StageShelf {
	readonly #files: FileSystem;
	readonly #memory = new Map<Digest, Uint8Array>();
	#memoryBytes = 0;
	/** How many of the contents in memory lie in one buffer: that of a pack. */
	readonly #sharers = new Map<ArrayBufferLike, number>();
	/** In memory already when somebody last asked who is idle. */
	#idle = new Set<Digest>();
	/** Complete on the disk and verified in this run. */
	readonly #whole = new Set<Digest>();
	/** Found under the name of a digest at the start, not yet read. */
	readonly #leftovers = new Set<Digest>();
	#isEntered = false;
	#count = 0;
	readonly #folder: Path;

	constructor(files: FileSystem, folder: Path = reservedPaths.stage) {
		this.#files = files;
		this.#folder = folder;
	}

	/** Where a content lies while it is being put together. */
	partPathOf(digest: Digest): Path {
		return `${this.#folder}/${digest}${partSuffix}`;
	}

	/** Whether a content is complete here. Reads what an earlier run left, once. */
	holds(digest: Digest): boolean {
		this.#enter();
		return this.#memory.has(digest) || this.#whole.has(digest) || this.#isGoodLeftover(digest);
	}

	/** A content that is held in memory. */
	bytesOf(digest: Digest): Uint8Array | undefined {
		return digest === emptyDigest ? new Uint8Array() : this.#memory.get(digest);
	}

	/** Where a complete content lies on the disk. */
	pathOf(digest: Digest): Path | undefined {
		return this.holds(digest) && this.#whole.has(digest) ? this.#wholePathOf(digest) : undefined;
	}

	/** A path in the stage that nothing stands at: what is there is removed when the stage is entered again. */
	freshPath(): Path {
		this.#enter();
		this.#count++;
		return `${this.#folder}/new-${this.#count}`;
	}

	/** Takes a verified small content. The bytes must not change any more, and their memory, if it was claimed, is given back after the last of its contents. */
	keep(digest: Digest, bytes: Uint8Array): void {
		if (this.#memory.has(digest) || this.#whole.has(digest)) {
			return;
		}

		if (this.#memoryBytes + bytes.length <= memoryLimitBytes) {
			this.#memory.set(digest, bytes);
			this.#sharers.set(bytes.buffer, (this.#sharers.get(bytes.buffer) ?? 0) + 1);
			this.#memoryBytes += bytes.length;
		} else if (!this.holds(digest)) {
			this.#write(digest, bytes);
		}
	}

	/** Takes over a verified file that was put together at its `partPathOf`. */
	adopt(digest: Digest): void {
		this.#files.rename(this.partPathOf(digest), this.#wholePathOf(digest));
		this.#whole.add(digest);
	}

	/**
	Makes what an earlier run may have left of a content, complete or not, available at its `partPathOf`: a file of several chunks is not
	verified here but chunk by chunk by whoever has its recipe.
	*/
	yield(digest: Digest): void {
		this.#enter();
		if (this.#leftovers.delete(digest) && this.#files.find(this.partPathOf(digest)) === undefined) {
			this.#files.rename(this.#wholePathOf(digest), this.partPathOf(digest));
		}
	}

	/** A content was published or is not needed any more; its file is removed if it is still there. */
	release(digest: Digest): void {
		const bytes = this.#memory.get(digest);
		if (bytes) {
			this.#memory.delete(digest);
			this.#memoryBytes -= bytes.length;
			this.#leave(bytes);
		}

		if (this.#whole.delete(digest)) {
			discard(this.#files, this.#wholePathOf(digest));
		}
	}

	/** Lets go of contents in memory that nobody has published since this was last called. */
	forgetIdle(): void {
		for (const digest of this.#idle) {
			this.release(digest);
		}

		this.#idle = new Set(this.#memory.keys());
	}

	/** Removes one content's file, by its name in the stage. */
	remove(name: string, digest: Digest): void {
		removeFile(this.#files, `${this.#folder}/${name}`);
		this.#whole.delete(digest);
		this.#leftovers.delete(digest);
	}

	/** Removes all contents, complete or not, but those to be kept. */
	sweep(isKept: (digest: Digest) => boolean): void {
		this.#enter();
		for (const digest of this.#memory.keys()) {
			if (!isKept(digest)) {
				this.release(digest);
			}
		}

		for (const {name = ''} of this.#files.list(this.#folder)) {
			const digest = name.endsWith(partSuffix) ? name.slice(0, -partSuffix.length) : name;
			if (!isDigest(digest) || isKept(digest)) {
				continue;
			}

			this.remove(name, digest);
		}
	}

	#leave(bytes: Uint8Array): void {
		const others = this.#sharers.get(bytes.buffer)! - 1;
		if (others > 0) {
			this.#sharers.set(bytes.buffer, others);
		} else {
			this.#sharers.delete(bytes.buffer);
			release(bytes);
		}
	}

	#wholePathOf(digest: Digest): Path {
		return `${this.#folder}/${digest}`;
	}

	#write(digest: Digest, bytes: Uint8Array): void {
		const path = this.#wholePathOf(digest);
		this.#leftovers.delete(digest);
		removeFile(this.#files, path);
		const handle = this.#files.openWrite(path);
		try {
			this.#files.write(handle, bytes, 0);
		} catch (error) {
			removeFile(this.#files, path);
			throw error;
		} finally {
			this.#files.close(handle);
		}

		this.#whole.add(digest);
	}

	#isGoodLeftover(digest: Digest): boolean {
		if (!this.#leftovers.has(digest)) {
			return false;
		}

		const path = this.#wholePathOf(digest);
		const stat = this.#files.find(path);
		if (stat?.kind === 'file' && stat.links === 1 && stat.size > chunkLimits.maximumBytes) {
			return false;
		}

		this.#leftovers.delete(digest);
		// A second name would let us change a file that is not ours (attack A12): then, too, it is only removed.
		if (stat?.kind === 'file' && stat.links === 1 && holdsContentAt(this.#files, path, {digest, size: stat.size})) {
			this.#whole.add(digest);
			return true;
		}

		removeFile(this.#files, path);
		return false;
	}

	/** Removes what an interrupted publication left, and notes what an interrupted transfer did. */
	#enter(): void {
		if (this.#isEntered) {
			return;
		}

		ensureFolder(this.#files, this.#folder);
		const names = this.#files.list(this.#folder).map(({name = ''}) => name);
		for (const name of names) {
			if (isTemporary(name)) {
				this.#removeAny(`${this.#folder}/${name}`);
			} else if (isDigest(name)) {
				this.#leftovers.add(name);
			}
		}

		this.#isEntered = true;
	}

	#removeAny(path: Path): void {
		if (this.#files.find(path)?.kind === 'folder') {
			removeTree(this.#files, path);
		} else {
			removeFile(this.#files, path);
		}
	}
}
