import type {FileNode} from '../core/node.js';
import {
	isWithin,
	nameOf,
	parentOf,
	type Path,
} from '../core/path.js';
import {diskErrorCode} from './disk-error.js';
import type {FileStat, FileSystem} from './file-system.js';
import type {Flush} from './flush.js';
import {
	edited,
	Versions,
	type PublisherOptions,
	type Verdict,
} from './publish-version.js';
import {holdsKnown, isAsKnown, isSameVersion} from './transition-check.js';
import type {Creations} from './transition-creations.js';
import {removeEmptyFolder, removeFolder} from './transition-delete.js';
import type {Prepared} from './transition-prepare.js';
import type {TrashBatch} from './trash.js';
import {
	stale,
	type DeleteStep,
	type MoveStep,
	type PutStep,
	type Step,
	type StepFault,
} from './transition-step.js';

/** The file that was prepared for a put, or why there is none. */
export type StepContent = Prepared | StepFault | undefined;

/**
Carries single steps out. Each looks at the disk first and touches nothing that is not as expected; at every instant each path holds a
complete version. Throws errors of the disk.
*/
export class Publisher {
	readonly versions: Versions;
	/** What was made where nothing stood. */
	readonly creations: Creations;
	readonly #files: FileSystem;
	readonly #flush: Flush;
	readonly #trash: TrashBatch;

	constructor(options: PublisherOptions) {
		this.versions = new Versions(options);
		this.creations = options.creations;
		this.#files = options.files;
		this.#flush = options.flush;
		this.#trash = options.trash;
	}

	publish(step: Step, content: StepContent): Verdict {
		switch (step.kind) {
			case 'put': {
				return this.#put(step, content);
			}

			case 'move': {
				return this.#move(step);
			}

			case 'delete': {
				return this.#delete(step);
			}
		}
	}

	#put(step: PutStep, content: StepContent): Verdict {
		const {path, known} = step;
		if (!known && this.#isCreated(step, content)) {
			return undefined;
		}

		const stat = this.#files.find(path);
		if (stat === undefined) {
			return known && !isSwap(step) ? stale('what stood there is gone') : this.#create(step, content);
		}

		return known && isAsKnown(this.#files, path, stat, known) ? this.#replace(step, stat, content) : this.#compare(step, stat);
	}

	/** Where nothing is expected, making it is the quickest look: what stands there already is never overwritten. */
	#isCreated(step: PutStep, content: StepContent): boolean {
		if (step.node.kind === 'file' && (!content || 'status' in content)) {
			return false;
		}

		try {
			return this.#create(step, content) === undefined;
		} catch (error) {
			if (diskErrorCode(error) === 'EEXIST') {
				return false;
			}

			throw error;
		}
	}

	#create({path, node, known}: PutStep, content: StepContent): Verdict {
		switch (node.kind) {
			case 'folder': {
				this.#files.makeFolder(path);
				break;
			}

			case 'symlink': {
				this.#files.makeLink(path, node.target);
				break;
			}

			case 'file': {
				if (!content || 'status' in content) {
					return content;
				}

				this.versions.place(content, path);
				break;
			}
		}

		if (!known) {
			this.creations.add(path, node.kind);
		}

		this.#touched(path);
		return undefined;
	}

	/** What stands there is not what was expected, but it may be what is wanted: done already, or by somebody else. */
	#compare({path, node}: PutStep, stat: FileStat): Verdict {
		if (node.kind === 'file') {
			return holdsKnown(this.#files, path, stat, withoutStat(node)) ? this.versions.adjust(path, node, stat) : edited;
		}

		return isAsKnown(this.#files, path, stat, node) ? undefined : edited;
	}

	#replace(step: PutStep, stat: FileStat, content: StepContent): Verdict {
		const {path, node} = step;
		const known = step.known!;
		if (known.kind === 'folder') {
			return node.kind === 'folder' ? undefined : this.#replaceFolder(step, content);
		}

		if (node.kind === 'folder') {
			return this.versions.discard({path, node: known, stat}, 'replaced') ?? this.#create(step, content);
		}

		if (node.kind === 'symlink') {
			return this.versions.replaceByLink({path, node: known, stat}, node.target);
		}

		if (known.kind === 'file' && known.digest === node.digest) {
			return this.versions.adjust(path, node, stat);
		}

		return !content || 'status' in content ? content : this.versions.replaceByFile({path, node: known, stat}, content);
	}

	/** The steps before have emptied it, as far as it was known. */
	#replaceFolder(step: PutStep, content: StepContent): Verdict {
		if (content && 'status' in content) {
			return content;
		}

		try {
			removeEmptyFolder(this.#files, this.#trash, step.path);
		} catch (error) {
			if (!['ENOTEMPTY', 'EEXIST'].includes(diskErrorCode(error))) {
				throw error;
			}

			return {status: 'failed', code: 'ignored-inside', message: 'The folder there still holds something that is not synced. Move that away to go on.'};
		}

		return this.#create(step, content);
	}

	/** RACE: a file that somebody makes at the new place between the look and the rename is overwritten. */
	#move({from, path, known}: MoveStep): Verdict {
		const stat = this.#files.find(from);
		const there = this.#files.find(path);
		if (!stat || !this.#isToMove(from, stat, known)) {
			return there && this.#isMoved(path, there, known) ? undefined : stale('what was to be moved is not there any more');
		}

		if (isWithin(from, path)) {
			return stale('a folder cannot go into itself');
		}

		if (there && !this.#isSpelling(from, path, {stat, there})) {
			return stale('something stands at the new place');
		}

		this.#files.rename(from, path);
		this.#trash.moved(from, path);
		this.#touched(from);
		this.#touched(path);
		if (!isSameVersion(this.#files.find(path), stat)) {
			this.versions.doubtful.add(path);
		}

		return undefined;
	}

	/** A folder must be the scanned one: another one of its name would be moved in vain when a finished swap is carried out again. */
	#isToMove(from: Path, stat: FileStat, known: MoveStep['known']): boolean {
		const isAnother = known.kind === 'folder' && known.disk !== undefined && known.disk.inode !== stat.inode;
		return !isAnother && isAsKnown(this.#files, from, stat, known);
	}

	/** Whether a move is found done: a folder is known by its inode, a file by its content. */
	#isMoved(path: Path, there: FileStat, known: MoveStep['known']): boolean {
		return isAsKnown(this.#files, path, there, known) && (known.kind !== 'folder' || known.disk === undefined || known.disk.inode === there.inode);
	}

	/** Whether both paths are spellings of one name, on a file system that does not tell them apart (fault F39). */
	#isSpelling(from: Path, path: Path, {stat, there}: {stat: FileStat; there: FileStat}): boolean {
		const fold = (text: string) => text.normalize('NFC').toLowerCase();
		return there.inode === stat.inode && there.device === stat.device && parentOf(from) === parentOf(path) && fold(from) === fold(path)
			&& this.#files.list(parentOf(path)).every(({name}) => name !== nameOf(path));
	}

	#delete({path, known}: DeleteStep): Verdict {
		const stat = this.#files.find(path);
		if (!stat) {
			return undefined;
		}

		if (!known || !isAsKnown(this.#files, path, stat, known)) {
			return edited;
		}

		return known.kind === 'folder'
			? removeFolder({
				files: this.#files, flush: this.#flush, trash: this.#trash, discard: version => this.versions.discard(version, 'deleted'),
			}, path, known)
			: this.versions.discard({path, node: known, stat}, 'deleted');
	}

	#touched(path: Path): void {
		this.#flush.touched(parentOf(path));
	}
}

/**
Whether a folder takes the place of something else or the other way round. No call does both at once: between the two the place is
empty, and a step that was interrupted there goes on.
*/
function isSwap({node, known}: PutStep): boolean {
	return known !== undefined && known.kind !== node.kind && (known.kind === 'folder' || node.kind === 'folder');
}

/** A look into the file is due: the node comes from the other side. */
function withoutStat({disk, ...node}: FileNode): FileNode {
	return node;
}
