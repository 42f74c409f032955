import type {Digest, FileNode} from '../core/node.js';
import type {Path} from '../core/path.js';
import {copyContent} from './content-check.js';
import {
	diskErrorCode,
	explain,
	hasNoLinks,
	isSurprise,
} from './disk-error.js';
import type {FileStat, FileSystem} from './file-system.js';
import type {Flush} from './flush.js';
import {removeFile} from './reserved-folder.js';
import type {StageShelf} from './stage-shelf.js';
import type {ContentHolder, StepFault} from './transition-step.js';
import {findTrashed} from './trash-index.js';

/** A finished file in the stage: bytes, permissions and time as they shall be published. */
export type Prepared = {
	readonly path: Path;
	/** Its stat when it was written, where that is also its last. */
	readonly stat?: FileStat;
	/** It is the shelf's own copy, which the shelf must forget when it has been published. */
	readonly digest?: Digest;
};

export type Place = {
	/** Where the file shall be made; anywhere in the stage when absent. */
	readonly at?: Path;
	/** Permission bits of the file that is to be replaced: what is not about executing is kept. */
	readonly mode?: number;
};

type PreparerOptions = {
	readonly files: FileSystem;
	readonly shelf: StageShelf;
	readonly flush: Flush;
	readonly sources: ReadonlyMap<Digest, readonly ContentHolder[]>;
	/** How many steps of the batch want each content. */
	readonly uses: Map<Digest, number>;
};

const missingContent: StepFault = {
	status: 'failed', code: 'missing-content', message: 'Its content has not arrived or was lost before it could be published; it is fetched again.',
};

/** Whoever may read may execute as well, or nobody may. */
export function withExecutable(mode: number, executable: boolean): number {
	if (((mode & 0o100) !== 0) === executable) {
		return mode & 0o777;
	}

	return executable ? (mode | ((mode & 0o444) >> 2)) & 0o777 : mode & 0o666;
}

/** A fault of a step for an error of the disk. */
export function faultOf(error: unknown): StepFault {
	const code = diskErrorCode(error);
	if (isSurprise(code)) {
		return {status: 'stale', reason: `the folder is not as it was when the plan was made (${code})`};
	}

	const {problem, message} = explain(code);
	return {status: 'failed', code: problem, message};
}

/** Makes finished files of contents: from memory, from the stage, or as copies of files of the same content in the share or its trash. */
export class Preparer {
	readonly #files: FileSystem;
	readonly #shelf: StageShelf;
	readonly #flush: Flush;
	readonly #sources: ReadonlyMap<Digest, readonly ContentHolder[]>;
	readonly #uses: Map<Digest, number>;

	constructor(options: PreparerOptions) {
		this.#files = options.files;
		this.#shelf = options.shelf;
		this.#flush = options.flush;
		this.#sources = options.sources;
		this.#uses = options.uses;
	}

	/** Throws errors of the disk; gives a fault when the content is nowhere. */
	prepare(node: FileNode, place: Place): Prepared | StepFault {
		const {digest} = node;
		const bytes = this.#shelf.bytesOf(digest);
		if (bytes) {
			return this.#write(node, place, handle => {
				if (bytes.length > 0) {
					this.#files.write(handle, bytes, 0);
				}

				return true;
			})!;
		}

		const left = (this.#uses.get(digest) ?? 1) - 1;
		this.#uses.set(digest, left);
		const whole = this.#shelf.pathOf(digest);
		if (whole !== undefined) {
			return left > 0 ? this.#copy({path: whole}, node, place)! : this.#takeWhole(whole, node, place);
		}

		return this.#fromShare(node, place) ?? missingContent;
	}

	/** A copy of one file of the share, as a file of its own. Undefined when it does not hold that content (any more). */
	copyOf(path: Path, node: FileNode, place: Place): Prepared | undefined {
		return this.#copy({path}, node, place);
	}

	#fromShare(node: FileNode, place: Place): Prepared | undefined {
		for (const holder of this.#sources.get(node.digest) ?? []) {
			const copy = this.#copyIfThere(holder, node, place);
			if (copy) {
				return copy;
			}
		}

		const trashed = findTrashed(this.#files, node.digest);
		return trashed === undefined ? undefined : this.#copyIfThere({path: trashed}, node, place);
	}

	#copyIfThere(holder: ContentHolder, node: FileNode, place: Place): Prepared | undefined {
		try {
			return this.#copy(holder, node, place);
		} catch (error) {
			if (isSurprise(diskErrorCode(error))) {
				return undefined;
			}

			throw error;
		}
	}

	#copy({path, checksum}: ContentHolder, node: FileNode, place: Place): Prepared | undefined {
		const files = this.#files;
		const source = files.openRead(path);
		try {
			const content = {digest: node.digest, size: node.size, ...checksum && {checksum}};
			return this.#write(node, place, handle => copyContent({files, handle: source}, {files, handle}, content));
		} finally {
			files.close(source);
		}
	}

	/** Writes a new file; undefined, and no file, when `fill` says that it is not right. */
	#write(node: FileNode, {at, mode}: Place, fill: (handle: number) => boolean): Prepared | undefined {
		const path = at ?? this.#shelf.freshPath();
		const handle = this.#files.openWrite(path, {mode: node.executable ? 0o777 : 0o666});
		let prepared: Prepared | undefined;
		try {
			if (fill(handle)) {
				this.#complete(handle, node, mode);
				// In a nursery nobody comes near it any more; anywhere else the links to come will change its ctime.
				prepared = at === undefined ? {path} : {path, stat: this.#files.statOpen(handle)};
			}
		} finally {
			this.#files.close(handle);
			if (!prepared) {
				removeFile(this.#files, path);
			}
		}

		this.#flush.wrote(path);
		return prepared;
	}

	/** The shelf's own copy is wanted for the last time: it becomes the file itself. */
	#takeWhole(whole: Path, node: FileNode, {at, mode}: Place): Prepared | StepFault {
		const {digest} = node;
		const handle = this.#openWhole(whole);
		if (handle === undefined) {
			this.#shelf.release(digest);
			return missingContent;
		}

		try {
			this.#complete(handle, node, mode ?? withExecutable(this.#files.statOpen(handle).mode, node.executable));
		} finally {
			this.#files.close(handle);
		}

		this.#flush.wrote(whole);
		if (at === undefined) {
			return {path: whole, digest};
		}

		try {
			this.#files.link(whole, at);
			return {path: at, digest};
		} catch (error) {
			if (!hasNoLinks(diskErrorCode(error))) {
				throw error;
			}

			this.#files.rename(whole, at);
			return {path: at, digest};
		}
	}

	/** An attempt that failed may have given it the permissions of a file that not even its owner may write. */
	#openWhole(whole: Path): number | undefined {
		try {
			return this.#files.openWrite(whole, {existing: true});
		} catch (error) {
			if (['EACCES', 'EPERM'].includes(diskErrorCode(error))) {
				return undefined;
			}

			throw error;
		}
	}

	#complete(handle: number, node: FileNode, mode: number | undefined): void {
		const wanted = mode === undefined ? undefined : withExecutable(mode, node.executable);
		if (wanted !== undefined && (this.#files.statOpen(handle).mode & 0o777) !== wanted) {
			this.#files.setMode(handle, wanted);
		}

		this.#files.setModified(handle, node.modifiedMicroseconds);
		if (this.#flush.isEach) {
			this.#files.sync(handle);
		}
	}
}
