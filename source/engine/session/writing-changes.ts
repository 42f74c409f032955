import type {Clock} from '../clock.js';
import type {Path} from '../core/path.js';
import {lookup, type Tree} from '../core/tree.js';
import type {PendingChange} from './state.js';

/** Files that somebody is writing just now, as changes that wait. */
export class WritingChanges {
	readonly #parts: {readonly clock: Clock; readonly tree: () => Tree};
	/** Since when each has been known to be written. */
	#since: ReadonlyMap<Path, number> = new Map();

	constructor(parts: {readonly clock: Clock; readonly tree: () => Tree}) {
		this.#parts = parts;
	}

	/** Whether these are others than those that were asked for last. */
	isOther(paths: readonly Path[]): boolean {
		return paths.length !== this.#since.size || paths.some(path => !this.#since.has(path));
	}

	/** Changes that wait, with those of these paths in front: what is written is that above all, even while it waits for quiet, too. */
	among(paths: readonly Path[], waiting: readonly PendingChange[]): readonly PendingChange[] {
		const now = this.#parts.clock.monotonicMilliseconds();
		this.#since = new Map(paths.map(path => [path, this.#since.get(path) ?? now]));
		if (paths.length === 0) {
			return waiting;
		}

		const quiet = new Map(waiting.map(change => [change.path, change]));
		return [
			...paths.map(path => this.#changeOf(path, quiet.get(path))),
			...waiting.filter(({path}) => !this.#since.has(path)),
		];
	}

	#changeOf(path: Path, waiting: PendingChange | undefined): PendingChange {
		if (waiting) {
			return {...waiting, reason: 'writing'};
		}

		const node = lookup(this.#parts.tree(), path);
		const since = this.#since.get(path) ?? 0;
		return {
			path,
			kind: node ? 'modified' : 'created',
			edits: 0,
			sinceMilliseconds: since,
			deadlineMilliseconds: since,
			ceilingMilliseconds: since,
			reason: 'writing',
			...(node?.kind === 'file' && {size: node.size}),
		};
	}
}
