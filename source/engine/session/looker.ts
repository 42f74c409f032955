import type {Clock} from '../clock.js';
import {mergeLooks, type Look} from './look.js';
import type {Observer} from './observer.js';
import type {Syncing} from './syncing.js';

/** What was being written is looked at again after this. */
const breathMilliseconds = 250;
/** How often a missing root is looked for again. */
const rootMilliseconds = 2000;

export type LookerParts = {
	readonly syncing: Syncing;
	/** Absent in a run to the end: then nothing is looked at again unless a pass asks for it. */
	readonly observer?: Observer;
	readonly clock: Clock;
	/** A look is due although nobody asked. */
	readonly onWanted: () => void;
};

/** Gathers what is worth a look (everything at first) and takes the looks. */
export class Looker {
	readonly #parts: LookerParts;
	#wanted: Look | undefined = 'all';
	#hasLooked = false;

	constructor(parts: LookerParts) {
		this.#parts = parts;
	}

	/** Whether the folder has been looked at at all. */
	get hasLooked(): boolean {
		return this.#hasLooked;
	}

	want(look: Look): void {
		this.#wanted = mergeLooks(this.#wanted, look);
	}

	/** Looks at all that is worth it now: what was asked for, what the observer has ready, and what surprised the last pass. */
	async look(signal: AbortSignal): Promise<void> {
		const {syncing, observer} = this.#parts;
		const look = mergeLooks(mergeLooks(this.#wanted, observer?.take()), syncing.takeSurprises());
		this.#wanted = undefined;
		this.#hasLooked = true;
		if (look === undefined) {
			return;
		}

		await syncing.look(look, signal);
		observer?.looked();
		this.#again();
	}

	/** What could not be read properly now is looked at again: by the next pass of a run to the end, after a breath when watching. */
	#again(): void {
		const {syncing, observer} = this.#parts;
		const {busy, halt} = syncing;
		if (observer && halt?.code === 'root') {
			this.#later('all', rootMilliseconds);
		} else if (observer && busy.length > 0) {
			this.#later(busy, breathMilliseconds);
		} else if (busy.length > 0) {
			this.want(busy);
		}
	}

	#later(look: Look, milliseconds: number): void {
		const {clock, onWanted} = this.#parts;
		clock.after(milliseconds, () => {
			this.want(look);
			onWanted();
		});
	}
}
