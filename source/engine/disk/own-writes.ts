import type {Clock} from '../clock.js';
import type {TreeNode} from '../core/node.js';
import {parentOf, type Path} from '../core/path.js';
import {lookup, type Tree} from '../core/tree.js';
import {diskErrorCode} from './disk-error.js';
import {isUnchanged} from './entry-batch.js';
import type {FileStat} from './file-system.js';

/** How long after a transition events of its paths may still arrive. */
const graceMilliseconds = 2000;

export type OwnWritesOptions = {
	readonly clock: Clock;
	/** What stands at a path now. */
	readonly look: (path: Path) => FileStat | undefined;
};

/** Whether a path on the disk is still what the tree says (a folder: the same folder, whatever is in it). */
export function isAsKnown(node: TreeNode | undefined, stat: FileStat | undefined): boolean {
	if (!node || !stat) {
		return node === undefined && stat === undefined;
	}

	return node.kind === stat.kind ? node.disk !== undefined && (node.kind === 'folder' ? node.disk.inode === stat.inode : isUnchanged(stat, node.disk)) : false;
}

/**
Tells watcher events that our own transitions caused from those that others caused, so that what was received does not show up as a
change to be sent. While a transition runs, events of its paths are kept back; when it has ended they are compared with what it
left behind: a path that stands there as it was left is ours, any other is dirty. Late events are compared at once.
*/
export class OwnWrites {
	readonly #options: OwnWritesOptions;
	/** Paths (with all below) that are being written, and how many transitions are at it. */
	readonly #writing = new Map<Path, number>();
	readonly #keptBack = new Set<Path>();
	/** Paths that were written lately and until when that counts; in order of time. */
	readonly #recent = new Map<Path, number>();

	constructor(options: OwnWritesOptions) {
		this.#options = options;
	}

	/** To be called before a transition, with every path that it touches (a move: both). */
	begin(paths: Iterable<Path>): void {
		for (const path of paths) {
			this.#writing.set(path, (this.#writing.get(path) ?? 0) + 1);
		}
	}

	/** To be called with the same paths when it has ended, and with the tree that it left. Returns the paths that are dirty after all. */
	end(paths: Iterable<Path>, tree: Tree): Path[] {
		const until = this.#options.clock.monotonicMilliseconds() + graceMilliseconds;
		for (const path of paths) {
			const count = this.#writing.get(path) ?? 0;
			if (count > 1) {
				this.#writing.set(path, count - 1);
			} else {
				this.#writing.delete(path);
			}

			this.#recent.delete(path);
			this.#recent.set(path, until);
		}

		const dirty: Path[] = [];
		for (const path of this.#keptBack) {
			if (covers(this.#writing, path)) {
				continue;
			}

			this.#keptBack.delete(path);
			if (!this.#isAsLeft(path, tree)) {
				dirty.push(path);
			}
		}

		return dirty;
	}

	/**
	Keeps an event of this path back if a transition is at it now; says whether it did. Costs no look at the disk, which a transition of many files
	would otherwise cause for each of its own events.
	*/
	keepBack(path: Path): boolean {
		const isWriting = this.#writing.size > 0 && covers(this.#writing, path);
		if (isWriting) {
			this.#keptBack.add(path);
		}

		return isWriting;
	}

	/** Whether an event of this path can be dropped (perhaps only until `end` has looked at it). `tree` is the tree as known now. */
	isOwn(path: Path, tree: Tree): boolean {
		if (this.keepBack(path)) {
			return true;
		}

		this.#forgetOld();
		return this.#recent.size > 0 && covers(this.#recent, path) && this.#isAsLeft(path, tree);
	}

	/** What cannot be looked at is the scan's business. */
	#isAsLeft(path: Path, tree: Tree): boolean {
		try {
			return isAsKnown(lookup(tree, path), this.#options.look(path));
		} catch (error) {
			diskErrorCode(error);
			return false;
		}
	}

	#forgetOld(): void {
		const now = this.#options.clock.monotonicMilliseconds();
		for (const [path, until] of this.#recent) {
			if (until > now) {
				return;
			}

			this.#recent.delete(path);
		}
	}
}

/** Whether a path or a folder above it is among these. */
function covers(paths: ReadonlyMap<Path, unknown>, path: Path): boolean {
	for (let at = path; at !== ''; at = parentOf(at)) {
		if (paths.has(at)) {
			return true;
		}
	}

	return false;
}
