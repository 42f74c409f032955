import {chunkLimits} from '../content/chunker.js';
import {Checksum, sameBytes, sha256} from '../content/digest.js';
import {RecipeBuilder} from '../content/recipe-builder.js';
import type {Digest} from '../core/node.js';
import type {Path} from '../core/path.js';
import {diskErrorCode} from './disk-error.js';
import type {FileSystem} from './file-system.js';

export type ContentName = {readonly digest: Digest; readonly size: number};

const blockBytes = 1024 * 1024;
/** Shared by all that read a file through: everything here is synchronous, so that nobody else is at it. */
const block = Buffer.allocUnsafeSlow(blockBytes);

/** Hands an open file's bytes over block by block, up to `size` of them. A block is only valid until the next one. */
export function readBlocks(files: FileSystem, handle: number, take: (bytes: Uint8Array, offset: number) => void): number {
	let offset = 0;
	for (;;) {
		const count = files.read(handle, block, offset);
		if (count > 0) {
			take(block.subarray(0, count), offset);
		}

		offset += count;
		if (count < block.length) {
			return offset;
		}
	}
}

/** Reads an open file whole to see whether it holds exactly this content. */
export function holdsContent(files: FileSystem, handle: number, content: ContentName): boolean {
	if (files.statOpen(handle).size !== content.size) {
		return false;
	}

	if (content.size <= chunkLimits.maximumBytes) {
		const bytes = block.subarray(0, content.size);
		if (files.read(handle, bytes, 0) === content.size && sha256(bytes) === content.digest) {
			return true;
		}
	}

	// Which of the two ways of cutting was agreed upon is not known here, and a digest can only come from one of them.
	return content.size > chunkLimits.minimumBytes
		&& (digestOf(files, handle, 'fastcdc') === content.digest || digestOf(files, handle, 'fixed') === content.digest);
}

/** Like `holdsContent` for what stands at a path, which must be a regular file that can be opened. */
export function holdsContentAt(files: FileSystem, path: Path, content: ContentName): boolean {
	const handle = files.openRead(path);
	try {
		return holdsContent(files, handle, content);
	} finally {
		files.close(handle);
	}
}

/** Whether a file holds nothing, or nothing but zeros: what a disk may give for bytes that it has never been told. False when it cannot be read. */
export function holdsOnlyZeros(files: FileSystem, path: Path): boolean {
	try {
		const handle = files.openRead(path);
		try {
			let isBlank = true;
			readBlocks(files, handle, bytes => {
				isBlank &&= bytes.every(byte => byte === 0);
			});
			return isBlank;
		} finally {
			files.close(handle);
		}
	} catch (error) {
		diskErrorCode(error);
		return false;
	}
}

function digestOf(files: FileSystem, handle: number, algorithm: 'fastcdc' | 'fixed'): Digest {
	const builder = new RecipeBuilder(algorithm);
	readBlocks(files, handle, bytes => {
		builder.update(bytes);
	});
	return builder.finish().digest;
}

/** An open file of some file system. */
export type OpenFile = {readonly files: FileSystem; readonly handle: number};

/**
Copies an open file into another, new one, and says whether what was copied is this content. What a content's name takes half a second for at each GiB, its
checksum tells in a fifth of one; a checksum that says no may itself be wrong, so that the name has the last word.
*/
export function copyContent(from: OpenFile, to: OpenFile, content: ContentName & {readonly checksum?: Uint8Array}): boolean {
	const {size, digest, checksum} = content;
	const sum = checksum && new Checksum();
	let isRight = false;
	const copied = readBlocks(from.files, from.handle, (bytes, offset) => {
		to.files.write(to.handle, bytes, offset);
		sum?.update(bytes);
		isRight = bytes.length === size && size <= chunkLimits.maximumBytes && sha256(bytes) === digest;
	});
	if (copied !== size) {
		return false;
	}

	return isRight || (sum !== undefined && sameBytes(sum.digest(), checksum!)) || holdsContent(to.files, to.handle, content);
}
