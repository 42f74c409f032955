import {asBuffer} from '../engine/content/digest.js';
import {
	chunkCount,
	chunkDigestHex,
	chunkOffsets,
	entryBytes,
} from '../engine/content/recipe.js';
import type {Digest} from '../engine/core/node.js';
import type {CopySource} from '../engine/disk/replica.js';
import {reservedPaths} from '../engine/disk/reserved-folder.js';
import {DigestTable} from '../engine/transfer/digest-table.js';

/** 16 GiB of contents; about 15 MB of memory. */
const mostChunks = 2 ** 18;

type Staged = {readonly number: number; readonly digest: Digest; readonly recipe: Uint8Array};

/**
Where the chunks of files lie that are complete in the stage and wait for their step. What travels before there is a plan may wait for long, and whatever resembles it would
travel whole until then. Nothing rests on it: what is not there any more is asked for like anything else.
*/
export class StagedChunks {
	readonly #table = new DigestTable();
	readonly #byDigest = new Map<Digest, Staged>();
	readonly #byNumber = new Map<number, Staged>();
	#numbers = 0;
	#chunks = 0;
	/** The chunks of one new file mostly lie in one old one. */
	#last: {readonly recipe: Uint8Array; readonly offsets: Float64Array} | undefined;

	add(digest: Digest, recipe: Uint8Array): void {
		const count = chunkCount(recipe);
		if (this.#byDigest.has(digest) || this.#chunks + count > mostChunks) {
			return;
		}

		const staged: Staged = {number: this.#numbers++, digest, recipe};
		this.#byDigest.set(digest, staged);
		this.#byNumber.set(staged.number, staged);
		this.#chunks += count;
		for (let chunk = 0; chunk < count; chunk++) {
			this.#table.add(keyAt(recipe, chunk), {file: staged.number, chunk});
		}
	}

	remove(digest: Digest): void {
		const staged = this.#byDigest.get(digest);
		if (!staged) {
			return;
		}

		const {number, recipe} = staged;
		const count = chunkCount(recipe);
		for (let chunk = 0; chunk < count; chunk++) {
			this.#table.remove(keyAt(recipe, chunk), {file: number, chunk});
		}

		this.#byDigest.delete(digest);
		this.#byNumber.delete(number);
		this.#chunks -= count;
	}

	locate(chunk: Digest): Pick<CopySource, 'path' | 'offset'> | undefined {
		const place = this.#chunks === 0 ? undefined : this.#table.find(keyOf(chunk), ({file, chunk: at}) => chunkDigestHex(this.#byNumber.get(file)!.recipe, at) === chunk);
		const staged = place && this.#byNumber.get(place.file)!;
		return staged && {path: `${reservedPaths.stage}/${staged.digest}`, offset: this.#offsetsOf(staged.recipe)[place.chunk]!};
	}

	#offsetsOf(recipe: Uint8Array): Float64Array {
		if (this.#last?.recipe !== recipe) {
			this.#last = {recipe, offsets: chunkOffsets(recipe)};
		}

		return this.#last.offsets;
	}
}

/** The first six bytes of a digest. */
const keyOf = (digest: Digest) => Number.parseInt(digest.slice(0, 12), 16);
const keyAt = (recipe: Uint8Array, chunk: number) => asBuffer(recipe).readUIntBE(chunk * entryBytes, 6);
