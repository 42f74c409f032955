import type {Clock} from '../clock.js';
import type {FileNode} from '../core/node.js';
import type {Path} from '../core/path.js';
import {assembleReplica} from './assemble-replica.js';
import {copyContent} from './content-check.js';
import {diskErrorCode, isSurprise} from './disk-error.js';
import {openDesk, type Desk} from './disk-jobs.js';
import type {FileSystem} from './file-system.js';
import {inlineHost} from './inline-replica.js';
import type {ProcessTable} from './lock.js';
import type {
	ScanRequest,
	ScanResult,
	TransitionRequest,
	TransitionResult,
} from './replica.js';
import {removeTree} from './reserved-folder.js';
import {workshopOf} from './stage-tidy.js';

/** A file that holds a content, in this root or another one. */
export type ContentSource = {readonly files: FileSystem; readonly path: Path};

export type RestorerOptions = {
	readonly files: FileSystem;
	readonly clock: Clock;
	/** Eight random hexadecimal digits. */
	readonly token: string;
};

/** A guest has no lock, and no process is asked about. */
const noProcesses: ProcessTable = {
	self() {
		throw new Error('A guest takes no lock');
	},
	isAlive: () => true,
};

/**
Changes a root beside whoever holds its lock, as a user with an editor does, but through the publishing code of a sync: nothing is
overwritten unseen, and what is replaced goes to the trash. Stage and trash index are its own, so that no two processes write one file. A
running session sees the outcome as edits like any other.
*/
export class Restorer {
	readonly #files: FileSystem;
	readonly #desk: Desk;
	readonly #workshop: Path;
	readonly #replica: ReturnType<typeof assembleReplica>;

	constructor({files, clock, token}: RestorerOptions) {
		this.#files = files;
		this.#workshop = workshopOf(token);
		this.#desk = openDesk(files, noProcesses, undefined, token);
		this.#replica = assembleReplica({
			root: files.root, host: inlineHost(this.#desk), clock, randomName: () => token.padStart(32, '0'),
		});
	}

	async scan(request: ScanRequest): Promise<ScanResult> {
		return this.#replica.scan(request);
	}

	/** Copies a content into the stage; false when it is not there, or is another one by now. */
	fetch({digest, size}: FileNode, source: ContentSource): boolean {
		const {shelf} = this.#desk.stage;
		if (size === 0 || shelf.holds(digest)) {
			return true;
		}

		try {
			if (!this.#copy({digest, size}, source, shelf.partPathOf(digest))) {
				return false;
			}
		} catch (error) {
			if (isSurprise(diskErrorCode(error))) {
				return false;
			}

			throw error;
		}

		shelf.adopt(digest);
		return true;
	}

	async transition(request: TransitionRequest): Promise<TransitionResult> {
		return this.#replica.transition(request);
	}

	/** Removes what it has staged. */
	close(): void {
		if (this.#files.find(this.#workshop)) {
			removeTree(this.#files, this.#workshop);
		}

		this.#files.forget();
	}

	#copy(content: Pick<FileNode, 'digest' | 'size'>, source: ContentSource, path: Path): boolean {
		const from = source.files.openRead(source.path);
		let isRight = false;
		try {
			const to = this.#files.openWrite(path);
			try {
				isRight = copyContent({files: source.files, handle: from}, {files: this.#files, handle: to}, content);
			} finally {
				this.#files.close(to);
				if (!isRight) {
					this.#files.unlink(path);
				}
			}
		} finally {
			source.files.close(from);
		}

		return isRight;
	}
}
