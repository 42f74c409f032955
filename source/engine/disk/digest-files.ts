import {Buffer} from 'node:buffer';
import type {ChunkingAlgorithm} from '../content/chunker.js';
import {Checksum, sameBytes, sha256} from '../content/digest.js';
import {Guide, isCutBy} from '../content/guide.js';
import {
	checksumOf,
	chunkCount,
	chunkDigestHex,
	chunkOffsets,
	digestOf,
} from '../content/recipe.js';
import {
	digestSmall,
	RecipeBuilder,
	smallBytes,
	type FileDigest,
} from '../content/recipe-builder.js';
import type {Path} from '../core/path.js';
import {
	codeOf,
	entryCode,
	entryWidth,
	putEntry,
} from './entry-batch.js';
import {diskErrorCode} from './disk-error.js';
import type {FileStat, FileSystem} from './file-system.js';

/** What a file may hold: the content of its former version, or of another file as long as it. */
export type Likeness = {
	/** Packed. */
	readonly recipe: Uint8Array;
	/** Nothing says that it is not all of this. */
	readonly isWhole: boolean;
};

export type DigestRequest = {
	readonly paths: readonly Path[];
	/** By place in `paths`. */
	readonly likely?: ReadonlyMap<number, Likeness>;
};

/** What `digestFiles` found, in the order of the paths; cheap to hand from thread to thread. */
export type DigestBatch = {
	/** Empty where the file could not be read. */
	readonly digests: readonly string[];
	/** Each file's stat while it was read, as in an `EntryBatch`; code `vanished` or `unreadable` where there is no digest. */
	readonly numbers: Float64Array<ArrayBuffer>;
	/** Packed recipes of the files that have one, by place. */
	readonly recipes: ReadonlyMap<number, Uint8Array<ArrayBuffer>>;
	/** Error codes of the unreadable ones, by place. */
	readonly faults: ReadonlyMap<number, string>;
};

/** Chunks that lie across two blocks are not compared with a former version's, so a block is some times longer than a chunk. */
const blockBytes = 1024 * 1024;
/** Codes of errors that say that something else than a file stands there by now. */
const otherThing = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR', 'EINVAL', 'ENXIO', 'EXDEV']);

export function sameStat(a: FileStat, b: FileStat): boolean {
	return a.modifiedMilliseconds === b.modifiedMilliseconds && a.changedMilliseconds === b.changedMilliseconds && a.size === b.size && a.inode === b.inode;
}

/** Reads whole files, in one pass each unless one is taken for something that it is not. */
class Reader {
	readonly #fileSystem: FileSystem;
	readonly #buffer = Buffer.allocUnsafeSlow(smallBytes);
	#block: Buffer | undefined;
	readonly #algorithm: ChunkingAlgorithm;
	readonly #builder: RecipeBuilder;

	constructor(fileSystem: FileSystem, algorithm: ChunkingAlgorithm) {
		this.#fileSystem = fileSystem;
		this.#algorithm = algorithm;
		this.#builder = new RecipeBuilder(algorithm);
	}

	/** Undefined when the file changed while it was read (F16). */
	read(path: Path, likely: Likeness | undefined): {digest: FileDigest; stat: FileStat} | undefined {
		const handle = this.#fileSystem.openRead(path);
		try {
			const stat = this.#fileSystem.statOpen(handle);
			const digest = stat.size <= smallBytes ? this.#small(handle, stat.size) : this.#large(handle, stat.size, likely);
			return digest && sameStat(stat, this.#fileSystem.statOpen(handle)) ? {digest, stat} : undefined;
		} finally {
			this.#fileSystem.close(handle);
		}
	}

	#small(handle: number, size: number): FileDigest | undefined {
		const bytes = this.#buffer.subarray(0, size);
		return size === 0 || this.#fileSystem.read(handle, bytes, 0) === size ? digestSmall(bytes) : undefined;
	}

	#large(handle: number, size: number, likely: Likeness | undefined): FileDigest | undefined {
		const known = likely && isCutBy(this.#algorithm, likely.recipe) ? likely : undefined;
		if (known?.isWhole === true && this.#holds(handle, size, known.recipe)) {
			return {digest: digestOf(known.recipe), size, recipe: known.recipe.slice()};
		}

		this.#builder.reset();
		this.#builder.follow(known && new Guide(known.recipe));
		const isRead = this.#each(handle, size, bytes => {
			this.#builder.update(bytes);
		});
		return isRead ? this.#builder.finish() : undefined;
	}

	/**
	Whether a file holds what a recipe says, by its checksum, which takes a fifth of the time that its name takes. Three chunks are looked at
	before, so that another file of the same length does not cost a whole reading.
	*/
	#holds(handle: number, size: number, recipe: Uint8Array): boolean {
		const offsets = chunkOffsets(recipe);
		const last = chunkCount(recipe) - 1;
		if (offsets[last + 1] !== size || ![0, last >> 1, last].every(index => this.#holdsChunk(handle, offsets, index, recipe))) {
			return false;
		}

		const sum = new Checksum();
		const isRead = this.#each(handle, size, bytes => {
			sum.update(bytes);
		});
		return isRead && sameBytes(sum.digest(), checksumOf(recipe));
	}

	#holdsChunk(handle: number, offsets: Float64Array, index: number, recipe: Uint8Array): boolean {
		const bytes = this.#room(offsets[index + 1]! - offsets[index]!);
		return this.#fileSystem.read(handle, bytes, offsets[index]!) === bytes.length && sha256(bytes) === chunkDigestHex(recipe, index);
	}

	/** At most a block. */
	#room(length: number): Buffer {
		this.#block ??= Buffer.allocUnsafeSlow(blockBytes);
		return this.#block.subarray(0, length);
	}

	/** False when the file ended before its size. */
	#each(handle: number, size: number, take: (bytes: Uint8Array) => void): boolean {
		for (let offset = 0; offset < size; offset += blockBytes) {
			const bytes = this.#room(Math.min(blockBytes, size - offset));
			if (this.#fileSystem.read(handle, bytes, offset) !== bytes.length) {
				return false;
			}

			take(bytes);
		}

		return true;
	}
}

/**
Reads and names files: the worker's other half of a scan. The stat before and after reading must agree, else the file counts as
vanished. Faults of single files are in the result.
*/
export function digestFiles(fileSystem: FileSystem, {paths, likely}: DigestRequest, algorithm: ChunkingAlgorithm = 'fastcdc'): DigestBatch {
	const reader = new Reader(fileSystem, algorithm);
	const numbers = new Float64Array(paths.length * entryWidth);
	const recipes = new Map<number, Uint8Array<ArrayBuffer>>();
	const faults = new Map<number, string>();
	const digests: string[] = [];
	const digest = (path: Path, index: number): string => {
		const result = reader.read(path, likely?.get(index));
		if (!result) {
			numbers[index * entryWidth] = entryCode.vanished;
			return '';
		}

		putEntry(numbers, index * entryWidth, codeOf(result.stat), result.stat);
		if (result.digest.recipe) {
			recipes.set(index, result.digest.recipe);
		}

		return result.digest.digest;
	};

	try {
		for (const [index, path] of paths.entries()) {
			try {
				digests.push(digest(path, index));
			} catch (error) {
				const code = diskErrorCode(error);
				const isOther = otherThing.has(code);
				digests.push('');
				numbers[index * entryWidth] = isOther ? entryCode.vanished : entryCode.unreadable;
				faults.set(index, code);
			}
		}
	} finally {
		fileSystem.forget();
	}

	return {
		digests, numbers, recipes, faults,
	};
}
