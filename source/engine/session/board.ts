import type {Clock} from '../clock.js';
import type {Path} from '../core/path.js';
import type {LogLevel, LogLine, Transfer} from './state.js';

/** Screens never get more than this many new states a second (50 ms). */
const publishMilliseconds = 50;
const logLinesKept = 500;

/**
What a screen reads: an immutable state that is replaced, not changed, and listeners that hear of it at most twenty times a second.
The engine writes here and never waits for a screen.
*/
export class Board<State extends {readonly log: readonly LogLine[]; readonly transfers: readonly Transfer[]}> {
	readonly #clock: Clock;
	readonly #listeners = new Set<() => void>();
	readonly #transfers = new Map<string, Transfer>();
	#lines: LogLine[] = [];
	#state: State;
	#isStale = false;
	#isScheduled = false;
	#nextLine = 1;

	constructor(initial: State, clock: Clock) {
		this.#state = initial;
		this.#clock = clock;
	}

	/** The same object until something changes. Lists are only put together when somebody looks. */
	state(): State {
		if (this.#isStale) {
			this.#isStale = false;
			this.#state = {...this.#state, log: this.#lines.slice(-logLinesKept), transfers: [...this.#transfers.values()]};
		}

		return this.#state;
	}

	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => {
			this.#listeners.delete(listener);
		};
	}

	/** What says the same as before is no news: it makes no new state, and no screen hears of it. */
	patch(change: Partial<Omit<State, 'log' | 'transfers'>>): void {
		const fields = Object.entries(change) as Array<[keyof State, unknown]>;
		if (fields.every(([field, value]) => isSame(value, this.#state[field]))) {
			return;
		}

		this.#state = {...this.#state, ...change};
		this.#schedule();
	}

	/** Takes optional fields away again. */
	clear(...fields: Array<keyof State>): void {
		if (fields.every(field => this.#state[field] === undefined)) {
			return;
		}

		const gone = new Set<PropertyKey>(fields);
		this.#state = Object.fromEntries(Object.entries(this.#state).filter(([field]) => !gone.has(field))) as State;
		this.#schedule();
	}

	log(line: {level: LogLevel; topic: string; message: string; path?: Path}): void {
		if (this.#lines.length >= logLinesKept * 2) {
			this.#lines = this.#lines.slice(-logLinesKept);
		}

		this.#lines.push({id: this.#nextLine++, wallMilliseconds: this.#clock.wallMilliseconds(), ...line});
		this.#isStale = true;
		this.#schedule();
	}

	/** A transfer that began or went on; `isOver` takes it off. */
	transfer(transfer: Transfer, isOver: boolean): void {
		const key = `${transfer.direction} ${transfer.id}`;
		if (isOver) {
			this.#transfers.delete(key);
		} else {
			this.#transfers.set(key, transfer);
		}

		this.#isStale = true;
		this.#schedule();
	}

	/** Takes all transfers off, when the connection that carried them is gone. */
	dropTransfers(): void {
		if (this.#transfers.size === 0) {
			return;
		}

		this.#transfers.clear();
		this.#isStale = true;
		this.#schedule();
	}

	#schedule(): void {
		if (this.#isScheduled || this.#listeners.size === 0) {
			return;
		}

		this.#isScheduled = true;
		this.#clock.after(publishMilliseconds, () => {
			this.#isScheduled = false;
			for (const listener of this.#listeners) {
				listener();
			}
		});
	}
}

/** The same value, lists of the same items, or counts and the like with the same figures. */
function isSame(one: unknown, other: unknown): boolean {
	if (Object.is(one, other)) {
		return true;
	}

	if (Array.isArray(one) || Array.isArray(other)) {
		return Array.isArray(one) && Array.isArray(other) && one.length === other.length && one.every((item, index) => Object.is(item, other[index]));
	}

	return isRecord(one) && isRecord(other)
		&& Object.keys(one).length === Object.keys(other).length
		&& Object.entries(one).every(([key, value]) => Object.hasOwn(other, key) && isSame(value, other[key]));
}

/** Of anything but a plain object nobody can tell from outside whether it says the same. */
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
