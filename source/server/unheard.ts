import type {Operation} from '../engine/core/operation.js';
import {isWithin, type Path} from '../engine/core/path.js';
import type {Commit} from '../engine/protocol/messages.js';

/**
What others have written in commits of which a client may not have heard yet. A step expects a content, and a content that was replaced and put back in the meantime
is no other: by generations alone can it be told that the step's plan did not know of it.
*/
export class Unheard {
	/** The generation in which each path was last written. */
	readonly #written = new Map<Path, number>();

	/** A commit of somebody else is told. */
	add({generation, operations}: Commit): void {
		for (const {kind, path} of operations) {
			if (kind === 'put') {
				this.#written.set(path, generation);
			}
		}
	}

	/** The client has said that it knows of this generation and all before it. */
	heard(upTo: number): void {
		for (const [path, generation] of this.#written) {
			if (generation <= upTo) {
				this.#written.delete(path);
			}
		}
	}

	/** Whether a step replaces or deletes something that was written since. */
	isOvertaken(operation: Operation): boolean {
		if (this.#written.size === 0 || operation.kind === 'move' || operation.expected === undefined) {
			return false;
		}

		return operation.expected.kind === 'folder' ? this.#hasWithin(operation.path) : this.#written.has(operation.path);
	}

	#hasWithin(folder: Path): boolean {
		for (const path of this.#written.keys()) {
			if (isWithin(folder, path)) {
				return true;
			}
		}

		return false;
	}
}
