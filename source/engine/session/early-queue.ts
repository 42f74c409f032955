import type {NamedFile} from '../disk/replica.js';
import type {Replaced} from './early-choice.js';

/** A content that is to be sent before the plan asks for it. */
export type EarlyContent = NamedFile & Replaced;

/** In bytes: from where on a content is sent by itself, and how much of smaller ones makes a message. */
export type EarlySizes = {readonly worthwhile: number; readonly message: number};

/** Contents that wait, and those of one message. */
const mostWaiting = 10_000;
const mostTogether = 1024;

/** Contents in the order in which they were chosen, made up into what is sent at once: a file of several chunks, or enough small contents. */
export class EarlyQueue {
	readonly #sizes: EarlySizes;
	#ready: Array<readonly EarlyContent[]> = [];
	#gathered: EarlyContent[] = [];
	#gatheredBytes = 0;
	#count = 0;

	constructor(sizes: EarlySizes) {
		this.#sizes = sizes;
	}

	/** False when so many wait already that this one is better left to the push. */
	add(content: EarlyContent): boolean {
		if (this.#count >= mostWaiting) {
			return false;
		}

		this.#count++;
		const {node: {recipe, size}} = content;
		if (recipe && size >= this.#sizes.worthwhile) {
			this.#ready.push([content]);
			return true;
		}

		this.#gathered.push(content);
		this.#gatheredBytes += size;
		if (this.#gatheredBytes >= this.#sizes.message || this.#gathered.length >= mostTogether) {
			this.#ready.push(this.#gathered);
			this.#gathered = [];
			this.#gatheredBytes = 0;
		}

		return true;
	}

	/** What is to be sent next, if there is enough of it. */
	take(): readonly EarlyContent[] | undefined {
		const contents = this.#ready.shift();
		this.#count -= contents?.length ?? 0;
		return contents;
	}

	clear(): void {
		this.#ready = [];
		this.#gathered = [];
		this.#gatheredBytes = 0;
		this.#count = 0;
	}
}
