import type {Clock} from '../clock.js';
import type {Path} from '../core/path.js';
import {diskErrorCode} from '../disk/disk-error.js';
import type {FileStat} from '../disk/file-system.js';
import type {PendingChange} from './state.js';

/** How long a list may look at the disk: a frame has room for it, and what is left out is looked at for the next list. */
const lookMilliseconds = 2;

export type PendingSizesOptions = {
	readonly clock: Clock;
	readonly look: (path: Path) => FileStat | undefined;
};

/** How large files are that wait, as they are now: the last scan knows only what was there before, and of a new file nothing. */
export class PendingSizes {
	readonly #options: PendingSizesOptions;
	/** A change is another object after each event, so each of these has been looked at since. */
	readonly #known = new WeakMap<PendingChange, PendingChange>();

	constructor(options: PendingSizesOptions) {
		this.#options = options;
	}

	/** The same changes, the first ones of which nothing was known looked at as long as that takes no more than a moment. */
	of(changes: readonly PendingChange[]): readonly PendingChange[] {
		const {clock} = this.#options;
		const until = clock.monotonicMilliseconds() + lookMilliseconds;
		let hasTime = true;
		return changes.map(change => {
			const known = this.#known.get(change);
			hasTime &&= clock.monotonicMilliseconds() < until;
			return known ?? (hasTime ? this.#look(change) : change);
		});
	}

	#look(change: PendingChange): PendingChange {
		const size = change.kind === 'deleted' ? undefined : this.#sizeOf(change.path);
		const sized = size === undefined || size === change.size ? change : {...change, size};
		this.#known.set(change, sized);
		return sized;
	}

	/** What cannot be looked at is the scan's business. */
	#sizeOf(path: Path): number | undefined {
		try {
			const stat = this.#options.look(path);
			return stat?.kind === 'file' ? stat.size : undefined;
		} catch (error) {
			diskErrorCode(error);
			return undefined;
		}
	}
}
