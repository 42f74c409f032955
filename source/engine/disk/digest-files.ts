import {Buffer} from 'node:buffer';
import type {ChunkingAlgorithm} from '../content/chunker.js';
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

const bufferBytes = 256 * 1024;
/** Codes of errors that say that something else than a file stands there by now. */
const otherThing = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR', 'EINVAL', 'ENXIO', 'EXDEV']);

export function sameStat(a: FileStat, b: FileStat): boolean {
	return a.modifiedMilliseconds === b.modifiedMilliseconds && a.changedMilliseconds === b.changedMilliseconds && a.size === b.size && a.inode === b.inode;
}

/** Reads whole files in one pass each. */
class Reader {
	readonly #fileSystem: FileSystem;
	readonly #buffer = Buffer.allocUnsafeSlow(bufferBytes);
	readonly #builder: RecipeBuilder;

	constructor(fileSystem: FileSystem, algorithm: ChunkingAlgorithm) {
		this.#fileSystem = fileSystem;
		this.#builder = new RecipeBuilder(algorithm);
	}

	/** Undefined when the file changed while it was read (F16). */
	read(path: Path): {digest: FileDigest; stat: FileStat} | undefined {
		const handle = this.#fileSystem.openRead(path);
		try {
			const stat = this.#fileSystem.statOpen(handle);
			const digest = stat.size <= smallBytes ? this.#small(handle, stat.size) : this.#large(handle, stat.size);
			return digest && sameStat(stat, this.#fileSystem.statOpen(handle)) ? {digest, stat} : undefined;
		} finally {
			this.#fileSystem.close(handle);
		}
	}

	#small(handle: number, size: number): FileDigest | undefined {
		const bytes = this.#buffer.subarray(0, size);
		return size === 0 || this.#fileSystem.read(handle, bytes, 0) === size ? digestSmall(bytes) : undefined;
	}

	#large(handle: number, size: number): FileDigest | undefined {
		this.#builder.reset();
		for (let offset = 0; offset < size; offset += bufferBytes) {
			const bytes = this.#buffer.subarray(0, Math.min(bufferBytes, size - offset));
			if (this.#fileSystem.read(handle, bytes, offset) !== bytes.length) {
				return undefined;
			}

			this.#builder.update(bytes);
		}

		return this.#builder.finish();
	}
}

/**
Reads and names files: the worker's other half of a scan. The stat before and after reading must agree, else the file counts as
vanished. Faults of single files are in the result.
*/
export function digestFiles(fileSystem: FileSystem, paths: readonly Path[], algorithm: ChunkingAlgorithm = 'fastcdc'): DigestBatch {
	const reader = new Reader(fileSystem, algorithm);
	const numbers = new Float64Array(paths.length * entryWidth);
	const recipes = new Map<number, Uint8Array<ArrayBuffer>>();
	const faults = new Map<number, string>();
	const digests: string[] = [];
	const digest = (path: Path, index: number): string => {
		const result = reader.read(path);
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
