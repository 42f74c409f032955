import {zstdDecompressSync} from 'node:zlib';
import {literalBytesOf} from '../../../source/engine/content/delta.js';
import {checksumOfBytes, sameBytes, sha256} from '../../../source/engine/content/digest.js';
import {
	checksumOf,
	chunkCount,
	chunkDigestHex,
	chunkLength,
	chunkOffsets,
} from '../../../source/engine/content/recipe.js';
import {patch} from '../../../source/engine/content/patch.js';
import {makeSignature} from '../../../source/engine/content/signature.js';
import type {Digest} from '../../../source/engine/core/node.js';
import type {Path} from '../../../source/engine/core/path.js';
import type {
	ChunkPatch,
	FileBytes,
	Pack,
	PatchResult,
	Stage,
	StageProgress,
	StageRequest,
} from '../../../source/engine/disk/replica.js';
import {FsyncError} from '../../../source/engine/fault.js';

type Part = {readonly request: StageRequest; readonly bytes: Uint8Array; readonly present: Set<number>};

/** Where the stage is asked to fail; returning an error throws it. */
export type StageFaults = {
	begin?: (request: StageRequest) => Error | undefined;
	putPack?: () => Error | undefined;
	putChunks?: (indexes: readonly number[]) => Error | undefined;
	sign?: () => Error | undefined;
	finish?: () => Error | undefined;
	/** Awaited before each write, so that a test can hold the disk back. */
	gate?: () => Promise<void>;
};

const open = ({lengths, payload, isCompressed}: Pack): Uint8Array[] => {
	const bytes = isCompressed ? zstdDecompressSync(payload) : payload;
	let end = 0;
	return lengths.map(length => {
		end += length;
		return new Uint8Array(bytes.subarray(end - length, end));
	});
};

/** The stage's contract in memory, with real verification. What is left of it survives a broken connection, as on a disk. */
export class MemoryStage implements Stage {
	readonly whole = new Map<Digest, Uint8Array>();
	readonly parts = new Map<Digest, Part>();
	readonly begun = new Set<Digest>();
	faults: StageFaults = {};
	readonly #read: (path: Path) => Uint8Array | undefined;

	constructor(read: (path: Path) => Uint8Array | undefined) {
		this.#read = read;
	}

	async has(digests: readonly Digest[]): Promise<ReadonlySet<Digest>> {
		return new Set(digests.filter(digest => this.whole.has(digest)));
	}

	async putPack(pack: Pack): Promise<readonly Digest[]> {
		await this.faults.gate?.();
		raise(this.faults.putPack?.());
		return open(pack).map(bytes => {
			const digest = sha256(bytes);
			this.whole.set(digest, bytes);
			return digest;
		});
	}

	async begin(request: StageRequest): Promise<StageProgress> {
		raise(this.faults.begin?.(request));
		if (this.begun.has(request.digest)) {
			throw new Error('The same content was begun twice at once.');
		}

		this.begun.add(request.digest);
		const count = chunkCount(request.recipe!);
		const indexes = Array.from({length: count}, (_, index) => index);
		if (this.whole.has(request.digest)) {
			return {reused: indexes, missing: []};
		}

		const part = this.parts.get(request.digest) ?? {request, bytes: new Uint8Array(request.size), present: new Set<number>()};
		this.parts.set(request.digest, part);
		const offsets = chunkOffsets(request.recipe!);
		for (const {chunkIndex, path, offset} of request.copies) {
			const bytes = this.#read(path)?.subarray(offset, offset + chunkLength(request.recipe!, chunkIndex));
			if (bytes?.length !== chunkLength(request.recipe!, chunkIndex) || part.present.has(chunkIndex)) {
				continue;
			}

			part.bytes.set(bytes, offsets[chunkIndex]);
			part.present.add(chunkIndex);
		}

		return {reused: indexes.filter(index => part.present.has(index)), missing: indexes.filter(index => !part.present.has(index))};
	}

	async putChunks(digest: Digest, indexes: readonly number[], pack: Pack): Promise<readonly number[]> {
		await this.faults.gate?.();
		raise(this.faults.putChunks?.(indexes));
		const {request: {recipe}, bytes, present} = this.#part(digest);
		const offsets = chunkOffsets(recipe!);
		const wrong: number[] = [];
		for (const [at, chunk] of open(pack).entries()) {
			const index = indexes[at]!;
			if (sha256(chunk) === chunkDigestHex(recipe!, index)) {
				bytes.set(chunk, offsets[index]);
				present.add(index);
			} else {
				wrong.push(index);
			}
		}

		return wrong;
	}

	async sign(olds: ReadonlyArray<readonly FileBytes[]>): Promise<{readonly places: readonly number[]; readonly packed: Uint8Array}> {
		raise(this.faults.sign?.());
		const signed = olds.flatMap((old, place) => {
			const bytes = this.#old(old);
			return bytes ? [{place, signature: makeSignature(bytes)}] : [];
		});
		return {places: signed.map(({place}) => place), packed: Buffer.concat(signed.map(({signature}) => signature))};
	}

	async patchChunks(digest: Digest, patches: readonly ChunkPatch[], pack: Pack): Promise<PatchResult> {
		const deltas = open(pack);
		const wrong: number[] = [];
		for (const [at, {chunkIndex, old}] of patches.entries()) {
			const bytes = this.#old(old);
			const made = bytes && patch(bytes, deltas[at]!);
			if (typeof made === 'string') {
				throw new FsyncError('protocol', made);
			}

			wrong.push(...made ? await this.putChunks(digest, [chunkIndex], {lengths: [made.length], payload: made, isCompressed: false}) : [chunkIndex]);
		}

		return {wrong, literalBytes: deltas.map(delta => literalBytesOf(delta))};
	}

	async finish(digest: Digest): Promise<{readonly again: readonly number[]}> {
		raise(this.faults.finish?.());
		if (this.whole.has(digest)) {
			return {again: []};
		}

		const {request: {recipe}, bytes, present} = this.#part(digest);
		const offsets = chunkOffsets(recipe!);
		const indexes = Array.from({length: chunkCount(recipe!)}, (_, index) => index);
		if (present.size === indexes.length && sameBytes(checksumOfBytes(bytes), checksumOf(recipe!))) {
			this.whole.set(digest, bytes);
			this.parts.delete(digest);
			this.begun.delete(digest);
			return {again: []};
		}

		const again = indexes.filter(index => !present.has(index) || sha256(bytes.subarray(offsets[index], offsets[index + 1])) !== chunkDigestHex(recipe!, index));
		for (const index of again) {
			present.delete(index);
		}

		return {again};
	}

	async abandon(digest: Digest): Promise<void> {
		this.begun.delete(digest);
	}

	async sweep(): Promise<void> {
		this.whole.clear();
		this.parts.clear();
	}

	#old(places: readonly FileBytes[]): Uint8Array | undefined {
		const pieces = places.map(({path, offset, length}) => this.#read(path)?.subarray(offset, offset + length));
		return pieces.every((piece, at) => piece?.length === places[at]!.length) ? Buffer.concat(pieces as Uint8Array[]) : undefined;
	}

	#part(digest: Digest): Part {
		const part = this.parts.get(digest);
		if (!part) {
			throw new Error(`Nothing was begun for ${digest}.`);
		}

		return part;
	}
}

function raise(error: Error | undefined): void {
	if (error) {
		throw error;
	}
}
