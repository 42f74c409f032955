import type {FolderNode, LeafNode} from '../core/node.js';
import {keptIgnored} from '../core/operation.js';
import {joinPath, parentOf, type Path} from '../core/path.js';
import {diskErrorCode, explain, isSurprise} from './disk-error.js';
import type {FileSystem} from './file-system.js';
import type {Flush} from './flush.js';
import type {Version} from './publish-version.js';
import {isAsKnown} from './transition-check.js';
import {stale, type StepFault} from './transition-step.js';
import type {TrashBatch} from './trash.js';

export type RemovalDesk = {
	readonly files: FileSystem;
	readonly flush: Flush;
	readonly trash: Pick<TrashBatch, 'folderGoes'>;
	/** Moves a version to the trash; a fault when it is not the one that was looked at. */
	readonly discard: (version: Version) => StepFault | undefined;
};

/**
Removes a folder of which everything is known: its files go to the trash, the folders by `rmdir`, deepest first. Looks at everything
before anything is touched: a known thing that was changed makes the step stale. What is not known (ignored, or made since the scan)
stays, and with it the folders around it; the rest goes and the step has failed (rule 29).
*/
export function removeFolder(desk: RemovalDesk, path: Path, known: FolderNode): StepFault | undefined {
	const inspection = new Inspection(desk.files);
	return inspection.look(path, known) ? new Removal(desk, inspection).run(path) : stale('something in it was changed after the last scan');
}

/** One that is going to stay must not be noted as gone. One that is filled at this very moment is noted in vain, which is harmless. */
export function removeEmptyFolder(files: FileSystem, trash: Pick<TrashBatch, 'folderGoes'>, folder: Path): void {
	if (files.list(folder).length === 0) {
		trash.folderGoes(folder);
	}

	files.removeFolder(folder);
}

class Inspection {
	/** What is there, in an order in which it can be removed. */
	readonly leaves: Version[] = [];
	readonly folders: Path[] = [];
	/** Entries of which nothing is known; what is in them is not counted. */
	unknown = 0;
	readonly #files: FileSystem;

	constructor(files: FileSystem) {
		this.#files = files;
	}

	/** False when something known is not as it was. */
	look(path: Path, known: FolderNode): boolean {
		for (const {name} of this.#files.list(path)) {
			const node = name === undefined ? undefined : known.children.get(name);
			if (name === undefined || !node) {
				this.unknown++;
			} else if (!this.#lookAt(joinPath(path, name), node)) {
				return false;
			}
		}

		this.folders.push(path);
		return true;
	}

	#lookAt(path: Path, node: FolderNode | LeafNode): boolean {
		const stat = this.#files.find(path);
		if (!stat) {
			return true;
		}

		if (!isAsKnown(this.#files, path, stat, node)) {
			return false;
		}

		if (node.kind === 'folder') {
			return this.look(path, node);
		}

		this.leaves.push({path, node, stat});
		return true;
	}
}

class Removal {
	readonly #desk: RemovalDesk;
	readonly #inspection: Inspection;
	readonly #removed: Path[] = [];
	#fault: StepFault | undefined;

	constructor(desk: RemovalDesk, inspection: Inspection) {
		this.#desk = desk;
		this.#inspection = inspection;
	}

	run(path: Path): StepFault | undefined {
		for (const version of this.#inspection.leaves) {
			this.#attempt(version.path, () => this.#desk.discard(version));
		}

		for (const folder of this.#inspection.folders) {
			this.#attempt(folder, () => this.#removeFolder(folder));
		}

		return this.#removed.at(-1) === path ? undefined : this.#unfinished();
	}

	/** One thing that stays does not keep the others from going. */
	#attempt(path: Path, action: () => StepFault | undefined): void {
		try {
			const fault = action();
			if (fault) {
				this.#fault ??= fault;
			} else {
				this.#removed.push(path);
			}
		} catch (error) {
			const code = diskErrorCode(error);
			if (!isSurprise(code)) {
				const {problem, message} = explain(code);
				this.#fault ??= {status: 'failed', code: problem, message};
			}
		}
	}

	#removeFolder(folder: Path): StepFault | undefined {
		const {files, trash, flush} = this.#desk;
		removeEmptyFolder(files, trash, folder);
		flush.touched(parentOf(folder));
		return undefined;
	}

	#unfinished(): StepFault {
		const removed = this.#removed;
		if (this.#fault?.status === 'failed') {
			return {...this.#fault, removed};
		}

		if (this.#fault) {
			return {
				status: 'failed', code: 'busy', removed, message: 'Something in it was changed while it was being removed. It is looked at again.',
			};
		}

		return {
			status: 'failed', code: 'ignored-inside', removed, message: keptIgnored(this.#inspection.unknown),
		};
	}
}
