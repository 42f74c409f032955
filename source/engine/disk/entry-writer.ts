import {
	codeOf,
	entryWidth,
	putEntry,
	type EntryBatch,
	type FolderPart,
} from './entry-batch.js';
import type {FileStat} from './file-system.js';

/** Entries in one batch at most: small enough for the other thread to start early, large enough for messages to cost nothing. */
const batchEntries = 2000;
/** Room that a batch begins with: most looks are at a few paths. */
const firstEntries = 32;

/** Gathers entries of one folder after the other into batches. */
export class EntryWriter {
	readonly #emit: (batch: EntryBatch) => void;
	#parts: FolderPart[] = [];
	#names: string[] = [];
	#numbers = new Float64Array(firstEntries * entryWidth);
	#texts = new Map<number, string>();
	#look = 0;
	#partStart = 0;
	#rules: ReadonlyMap<string, string> | undefined;

	constructor(emit: (batch: EntryBatch) => void) {
		this.#emit = emit;
	}

	/** Starts a folder. */
	open(look: number, rules?: ReadonlyMap<string, string>): void {
		this.#look = look;
		this.#rules = rules;
		this.#partStart = this.#names.length;
	}

	/** A folder of which nothing is known. */
	fault(look: number, fault: string): void {
		this.#parts.push({
			look, count: 0, isLast: true, fault,
		});
	}

	close(): void {
		this.#closePart(true);
	}

	/** Something with a stat; `text` is a link's. */
	found(name: string, stat: FileStat, text?: string): void {
		const at = this.#next(name, text);
		putEntry(this.#numbers, at, codeOf(stat), stat);
	}

	/** Something of which there is nothing but a code and, perhaps, a text. */
	bare(name: string, code: number, text?: string): void {
		const at = this.#next(name, text);
		this.#numbers[at] = code;
	}

	/** Emits what is left. */
	flush(): void {
		if (this.#parts.length === 0) {
			return;
		}

		const used = this.#names.length * entryWidth;
		this.#emit({
			parts: this.#parts,
			names: this.#names.join('/'),
			numbers: used === this.#numbers.length ? this.#numbers : this.#numbers.slice(0, used),
			texts: this.#texts,
		});
		this.#parts = [];
		this.#names = [];
		this.#numbers = new Float64Array(firstEntries * entryWidth);
		this.#texts = new Map();
	}

	/** Takes the next place; returns where its numbers go. */
	#next(name: string, text?: string): number {
		if (this.#names.length === batchEntries) {
			this.#closePart(false);
			this.flush();
			this.#partStart = 0;
		}

		if (text !== undefined) {
			this.#texts.set(this.#names.length, text);
		}

		this.#names.push(name);
		if (this.#names.length * entryWidth > this.#numbers.length) {
			this.#grow();
		}

		return (this.#names.length - 1) * entryWidth;
	}

	#grow(): void {
		const grown = new Float64Array(Math.min(batchEntries * entryWidth, this.#numbers.length * 4));
		grown.set(this.#numbers);
		this.#numbers = grown;
	}

	#closePart(isLast: boolean): void {
		const count = this.#names.length - this.#partStart;
		this.#parts.push({
			look: this.#look, count, isLast, ...this.#rules && {rules: this.#rules},
		});
		this.#rules = undefined;
	}
}
