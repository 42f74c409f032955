import {digestBytes} from '../content/recipe-builder.js';
import type {ChunkingAlgorithm} from '../content/chunker.js';
import {isDigest} from '../content/digest.js';
import {largestTextBytes, readText} from '../content/text-merge.js';
import type {Digest} from '../core/node.js';
import type {Path} from '../core/path.js';
import {diskErrorCode} from './disk-error.js';
import type {FileSystem} from './file-system.js';
import {ensureFolder, removeFile, reservedPaths} from './reserved-folder.js';
import {findTrashed} from './trash-index.js';
import type {StageShelf} from './stage-shelf.js';

const pathOf = (digest: Digest): Path => `${reservedPaths.bases}/${digest}`;

/** The texts that are kept to merge with; undefined when none ever were. */
export function listBases(files: FileSystem): Digest[] | undefined {
	return files.find(reservedPaths.bases)?.kind === 'folder' ? files.list(reservedPaths.bases).flatMap(({name}) => name !== undefined && isDigest(name) ? [name] : []) : undefined;
}

export type BaseChange = {
	/** Files that hold what both sides have agreed on. */
	readonly keep: readonly Place[];
	/** Texts that nobody will merge with any more. */
	readonly drop: readonly Digest[];
};

export type Place = {readonly path: Path; readonly digest: Digest};

/**
Keeps copies of the texts that both sides have agreed on: once a file was edited, what it was before is nowhere else. What is no text, or is not
what it was any more, is left out. Nothing depends on a copy: one that is torn or missing costs a merge.
*/
export function changeBases(files: FileSystem, {keep, drop}: BaseChange, chunking?: ChunkingAlgorithm): void {
	ensureFolder(files, reservedPaths.bases);
	for (const digest of drop) {
		removeFile(files, pathOf(digest));
	}

	for (const {path, digest} of keep) {
		const bytes = files.find(pathOf(digest)) === undefined ? readProven(files, path, {digest, chunking}) : undefined;
		if (bytes && readText(bytes) !== undefined) {
			write(files, pathOf(digest), bytes);
		}
	}
}

export type Recall = {
	readonly files: FileSystem;
	readonly shelf: StageShelf;
	readonly chunking: ChunkingAlgorithm | undefined;
};

/** A content of at most 1 MiB, wherever it still is: at one of these paths, in the stage, among the bases, in the trash. Proven by its digest. */
export function recall({files, shelf, chunking}: Recall, digest: Digest, paths: readonly Path[]): Uint8Array | undefined {
	const inMemory = shelf.bytesOf(digest);
	if (inMemory) {
		return Uint8Array.from(inMemory);
	}

	for (const place of [...paths, shelf.pathOf(digest), pathOf(digest), findTrashed(files, digest)]) {
		const bytes = place === undefined ? undefined : readProven(files, place, {digest, chunking});
		if (bytes) {
			return bytes;
		}
	}

	return undefined;
}

function write(files: FileSystem, path: Path, bytes: Uint8Array): void {
	const handle = files.openWrite(path, {mode: 0o600});
	try {
		files.write(handle, bytes, 0);
	} catch (error) {
		diskErrorCode(error);
		removeFile(files, path);
	} finally {
		files.close(handle);
	}
}

function readProven(files: FileSystem, path: Path, {digest, chunking}: {readonly digest: Digest; readonly chunking: ChunkingAlgorithm | undefined}): Uint8Array | undefined {
	try {
		const handle = files.openRead(path);
		try {
			const {size} = files.statOpen(handle);
			const bytes = new Uint8Array(Math.min(size, largestTextBytes + 1));
			const isWhole = size <= largestTextBytes && files.read(handle, bytes, 0) === size;
			return isWhole && digestBytes(bytes, chunking).digest === digest ? bytes : undefined;
		} finally {
			files.close(handle);
		}
	} catch (error) {
		// An error of the disk: the content is not to be had there.
		diskErrorCode(error);
		return undefined;
	}
}
