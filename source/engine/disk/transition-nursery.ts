import {isWithin, parentOf, type Path} from '../core/path.js';
import {diskErrorCode} from './disk-error.js';
import type {FileSystem} from './file-system.js';
import type {Flush} from './flush.js';
import {removeTree} from './reserved-folder.js';
import type {Step} from './transition-step.js';

/** For each step the index of the folder-making step in whose nursery it is prepared; -1 for most. */
export type Nurseries = Int32Array<ArrayBuffer>;

/**
Finds the new folders of a batch that can be filled in the stage, where nobody sees them, and published whole by one rename: this saves
two calls for each file. A step belongs to a nursery when it makes something new below a folder that is made by an earlier step, unless a
step in between concerns that place in another way.
*/
export function assignNurseries(steps: readonly Step[]): Nurseries {
	const assigned = new Int32Array(steps.length).fill(-1);
	/** Folders in open nurseries, and the step that made the uppermost of them. */
	const folders = new Map<Path, number>();
	const roots = new Map<number, Path>();
	for (const [index, step] of steps.entries()) {
		if (step.kind !== 'put' || step.known) {
			closeRelated(step, roots);
			continue;
		}

		const above = folders.get(parentOf(step.path));
		const root = above !== undefined && roots.has(above) ? above : undefined;
		if (step.node.kind === 'folder') {
			assigned[index] = root ?? index;
			folders.set(step.path, root ?? index);
			if (root === undefined) {
				roots.set(index, step.path);
			}
		} else if (root !== undefined) {
			assigned[index] = root;
		}
	}

	return withoutEmpty(assigned);
}

function closeRelated(step: Step, roots: Map<number, Path>): void {
	const places = step.kind === 'move' ? [step.path, step.from] : [step.path];
	for (const [index, root] of roots) {
		if (places.some(place => isWithin(root, place) || isWithin(place, root))) {
			roots.delete(index);
		}
	}
}

/** A folder into which nothing is put is quicker made where it belongs. */
function withoutEmpty(assigned: Nurseries): Nurseries {
	const used = new Set<number>();
	for (const [index, root] of assigned.entries()) {
		if (root !== index) {
			used.add(root);
		}
	}

	return assigned.map((root, index) => root === index && !used.has(root) ? -1 : root);
}

type Bed = {
	/** Where the folder is filled, and where it shall stand. */
	readonly base: Path;
	readonly path: Path;
	isPublished: boolean;
};

/** The nurseries of one batch on the disk. */
export class Nursery {
	readonly #files: FileSystem;
	readonly #steps: readonly Step[];
	readonly #flush: Flush;
	readonly #freshPath: () => Path;
	readonly #assigned: Nurseries;
	/** By the index of the step that makes the folder. */
	readonly #beds = new Map<number, Bed>();

	constructor(options: {files: FileSystem; steps: readonly Step[]; flush: Flush; freshPath: () => Path}) {
		this.#files = options.files;
		this.#steps = options.steps;
		this.#flush = options.flush;
		this.#freshPath = options.freshPath;
		this.#assigned = assignNurseries(options.steps);
	}

	/** Where to prepare a step's node; undefined for one that does not grow up in a nursery. */
	placeFor(index: number): Path | undefined {
		const root = this.#assigned[index]!;
		const {path} = this.#steps[index]!;
		if (root === index && this.#files.find(path) === undefined) {
			this.#beds.set(index, {base: this.#freshPath(), path, isPublished: false});
		}

		const bed = this.#beds.get(root);
		return bed && bed.base + path.slice(bed.path.length);
	}

	makeFolder(at: Path): void {
		this.#files.makeFolder(at);
		this.#flush.made(at);
	}

	/** Publishes the nursery that this step stands for, if it does. When that cannot be done, each of its steps goes its own way. */
	publish(index: number): void {
		const bed = this.#beds.get(index);
		if (!bed) {
			return;
		}

		try {
			// What stands there is only replaced by this if it is an empty folder.
			this.#files.rename(bed.base, bed.path);
			bed.isPublished = true;
			this.#flush.touched(parentOf(bed.path));
		} catch (error) {
			diskErrorCode(error);
		}
	}

	/** Whether a step has been carried out with the nursery it belongs to. */
	isPublished(index: number): boolean {
		return this.#beds.get(this.#assigned[index]!)?.isPublished === true;
	}

	/** Removes what was not published. What the disk refuses to remove now goes when the stage is next used. */
	clear(): void {
		for (const {base, isPublished} of this.#beds.values()) {
			try {
				if (!isPublished && this.#files.find(base)) {
					removeTree(this.#files, base);
				}
			} catch (error) {
				diskErrorCode(error);
			}
		}
	}
}
