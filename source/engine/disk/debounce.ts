import type {Clock} from '../clock.js';
import {parentOf, type Path} from '../core/path.js';
import type {WatchHint} from './raw-events.js';

/** What the events of one path amount to. */
export type NetChange = 'created' | 'modified' | 'deleted';

/** A path that waits for quiet; the fields of the session's `PendingChange` that are known here. */
export type Waiting = {
	readonly path: Path;
	readonly kind: NetChange;
	/** Events gathered so far. */
	readonly edits: number;
	/** Clock.monotonicMilliseconds at which it was first seen, will be quiet, and must go at the latest. */
	readonly sinceMilliseconds: number;
	readonly deadlineMilliseconds: number;
	readonly ceilingMilliseconds: number;
	readonly reason: 'quiet';
	/** Bytes, where the last scan knows them. */
	readonly size?: number;
};

export type DebounceOptions = {
	readonly clock: Clock;
	readonly quietMilliseconds: number;
	readonly ceilingMilliseconds: number;
	/** Whether the last scan had something at a path: what came and went unseen need not be shown. */
	readonly knows: (path: Path) => boolean;
	/** Bytes of the file that the last scan had at a path. */
	readonly sizeOf?: (path: Path) => number | undefined;
	/** Called once when paths are ready, and again only after `take` or `flush`. */
	readonly onReady: () => void;
};

/** Replaced, not changed, so that whoever shows what waits can keep it. */
type Entry = Omit<Waiting, 'kind'> & {
	/** Whether something stood there before the first event. */
	readonly wasThere: boolean;
	/** Undefined: the events cancel out, or say nothing. Such a path is not shown, but looked at all the same. */
	readonly kind: NetChange | undefined;
	/** When it would be quiet if there were no ceiling. */
	readonly quietMilliseconds: number;
};

const isShown = (entry: Entry): entry is Entry & {readonly kind: NetChange} => entry.kind !== undefined;

/**
What events amount to: create + delete = nothing, delete + create = modify, create + modify = create, modify + delete = delete,
any number of modifications = one.
*/
export function coalesce(wasThere: boolean, hint: WatchHint, before?: NetChange): NetChange | undefined {
	switch (hint) {
		case 'created':
		case 'modified': {
			return wasThere ? 'modified' : 'created';
		}

		case 'deleted': {
			return wasThere ? 'deleted' : undefined;
		}

		case 'unknown': {
			return before;
		}
	}
}

/**
What will be quiet in a moment goes along with what is quiet now: the two names of a rename are told one after the other, and a look at
the old one alone would take it for a deletion.
*/
export function togetherMilliseconds({quietMilliseconds}: Pick<DebounceOptions, 'quietMilliseconds'>): number {
	return Math.min(50, Math.max(10, quietMilliseconds / 20));
}

/**
Holds dirty paths until each has been quiet for a while, but never longer than the ceiling, so that a burst of writes is one change
and a file that is written without end is looked at all the same. One timer serves all paths, and no operation looks at more than it returns.
*/
export class Debounce {
	readonly #options: DebounceOptions;
	/** In the order in which they will be quiet, which is that of their last events. */
	readonly #byQuiet = new Map<Path, Entry>();
	/** In the order of their ceilings, which is that of their first events. */
	readonly #byCeiling = new Map<Path, Entry>();
	#shown = 0;
	#cancelTimer: (() => void) | undefined;
	/** `onReady` was called, and nobody has taken anything since. */
	#isSignalled = false;
	#isStopped = false;

	constructor(options: DebounceOptions) {
		this.#options = options;
	}

	/** How many paths wait, without those whose events cancel out. */
	get size(): number {
		return this.#shown;
	}

	/** Whether any path waits, shown or not. */
	get isEmpty(): boolean {
		return this.#byQuiet.size === 0;
	}

	/** Takes an event in. */
	add(path: Path, hint: WatchHint): void {
		const now = this.#options.clock.monotonicMilliseconds();
		const waiting = this.#byQuiet.get(path);
		if (waiting && hint === 'unknown') {
			// It asks for a look, which will be taken; it is no sign of a change that the look should wait out (and part from its other name).
			this.#put({...waiting, edits: waiting.edits + 1});
			return;
		}

		const before = waiting ?? this.#open(path, hint, now);
		const kind = coalesce(before.wasThere, hint, before.kind);
		const quietMilliseconds = now + this.#options.quietMilliseconds;
		this.#shown += (kind === undefined ? 0 : 1) - (before.kind === undefined ? 0 : 1);
		this.#byQuiet.delete(path);
		this.#put({
			...before, kind, edits: before.edits + 1, quietMilliseconds, deadlineMilliseconds: Math.min(quietMilliseconds, before.ceilingMilliseconds),
		});
		if (!this.#cancelTimer) {
			this.#arm();
		}
	}

	/** The paths that are ready, which no longer wait then. */
	take(): Path[] {
		const taken = [...this.#takeFrom(this.#byQuiet), ...this.#takeFrom(this.#byCeiling)];
		this.#rearm();
		return taken;
	}

	/** All paths, ready or not; or those of these that wait, each with the folders above it that wait, too: a look at it alone would be none. */
	flush(paths: Iterable<Path> = this.#byQuiet.keys()): Path[] {
		const taken = [...new Set([...paths].flatMap(path => this.#waitingAt(path)))];
		for (const path of taken) {
			this.#close(this.#byQuiet.get(path)!);
		}

		this.#rearm();
		return taken;
	}

	/** Those that are shown, the next one to go first; at most `limit` of them, which costs less than all. */
	waiting(limit = Infinity): Waiting[] {
		const quiet = this.#first(this.#byQuiet, limit);
		if (quiet.length === this.#shown && quiet.every(({deadlineMilliseconds, ceilingMilliseconds}) => deadlineMilliseconds < ceilingMilliseconds)) {
			// None goes by its ceiling: they are in order, however many there are.
			return quiet;
		}

		const candidates = new Set([...quiet, ...this.#first(this.#byCeiling, limit)]);
		return [...candidates].toSorted((a, b) => a.deadlineMilliseconds - b.deadlineMilliseconds).slice(0, limit);
	}

	/** Stops for good: nothing is signalled any more. What waits can still be taken. */
	stop(): void {
		this.#cancelTimer?.();
		this.#cancelTimer = undefined;
		this.#isStopped = true;
	}

	#open(path: Path, hint: WatchHint, now: number): Entry {
		const {knows, sizeOf, ceilingMilliseconds: most} = this.#options;
		const size = sizeOf?.(path);
		const ceilingMilliseconds = now + most;
		return {
			path,
			wasThere: hint !== 'created' && knows(path),
			kind: undefined,
			edits: 0,
			sinceMilliseconds: now,
			quietMilliseconds: now,
			deadlineMilliseconds: now,
			ceilingMilliseconds,
			reason: 'quiet',
			...(size !== undefined && {size}),
		};
	}

	/** In both orders it keeps the place that it has, or comes last. */
	#put(entry: Entry): void {
		this.#byQuiet.set(entry.path, entry);
		this.#byCeiling.set(entry.path, entry);
	}

	#takeFrom(order: ReadonlyMap<Path, Entry>): Path[] {
		const together = order === this.#byQuiet ? togetherMilliseconds(this.#options) : 0;
		let until = this.#options.clock.monotonicMilliseconds() + together;
		const taken: Path[] = [];
		for (const entry of order.values()) {
			const deadline = this.#deadline(entry, order);
			if (deadline > until) {
				break;
			}

			if (entry.kind === 'deleted') {
				// Its other name may have been told just behind the end of what goes now.
				until = Math.max(until, deadline + together);
			}

			taken.push(entry.path);
			this.#close(entry);
		}

		return taken.filter(path => !this.#waitsAbove(path));
	}

	/** Of a path and the folders above it, those that wait. */
	#waitingAt(path: Path): Path[] {
		const waiting: Path[] = [];
		for (let at = path; at !== ''; at = parentOf(at)) {
			if (this.#byQuiet.has(at)) {
				waiting.push(at);
			}
		}

		return waiting;
	}

	/** Whether a folder around a path waits itself: the look at that one will be a look at this one too. */
	#waitsAbove(path: Path): boolean {
		for (let above = parentOf(path); above !== ''; above = parentOf(above)) {
			if (this.#byQuiet.has(above)) {
				return true;
			}
		}

		return false;
	}

	#close(entry: Entry): void {
		this.#byQuiet.delete(entry.path);
		this.#byCeiling.delete(entry.path);
		this.#shown -= entry.kind === undefined ? 0 : 1;
	}

	#deadline(entry: Entry, order: ReadonlyMap<Path, Entry>): number {
		return order === this.#byQuiet ? entry.quietMilliseconds : entry.ceilingMilliseconds;
	}

	#first(order: ReadonlyMap<Path, Entry>, limit: number): Waiting[] {
		const entries: Waiting[] = [];
		for (const entry of order.values()) {
			if (entries.length === limit) {
				break;
			}

			if (isShown(entry)) {
				entries.push(entry);
			}
		}

		return entries;
	}

	#rearm(): void {
		this.#isSignalled = false;
		this.#cancelTimer?.();
		this.#cancelTimer = undefined;
		this.#arm();
	}

	/** Sets the timer for the path that will be ready first, unless somebody has been told already that some are. */
	#arm(): void {
		const next = this.#nextDeadline();
		if (next === undefined || this.#isSignalled || this.#isStopped) {
			return;
		}

		const {clock} = this.#options;
		this.#cancelTimer = clock.after(Math.max(0, next - clock.monotonicMilliseconds()), () => {
			this.#cancelTimer = undefined;
			this.#ring();
		});
	}

	/** There may have been more events since the timer was set. */
	#ring(): void {
		if ((this.#nextDeadline() ?? Infinity) > this.#options.clock.monotonicMilliseconds()) {
			this.#arm();
		} else {
			this.#isSignalled = true;
			this.#options.onReady();
		}
	}

	#nextDeadline(): number | undefined {
		const [quiet] = this.#byQuiet.values();
		const [oldest] = this.#byCeiling.values();
		return quiet && oldest && Math.min(this.#deadline(quiet, this.#byQuiet), this.#deadline(oldest, this.#byCeiling));
	}
}
