/** Where a content lies: a file of the index, and which of its chunks; `wholeFile` for the file itself. */
export type Place = {readonly file: number; readonly chunk: number};

export const wholeFile = -1;

/** Equal contents that are remembered; one of them is nearly always enough. */
const placesPerKey = 4;
const none = -1;

/**
Digests to places, made for millions: the first six bytes of a digest are the key, the places lie in columns, and several under one key are
chained. Two digests can share a key, so whoever asks looks at the place itself whether it is the right one.
*/
export class DigestTable {
	readonly #first = new Map<number, number>();
	#files = new Int32Array(1024);
	#chunks = new Int32Array(1024);
	#next = new Int32Array(1024);
	#length = 0;
	#free = none;

	/** False when enough places are known under the key. */
	add(key: number, {file, chunk}: Place): boolean {
		const first = this.#first.get(key) ?? none;
		let count = 0;
		for (let row = first; row !== none; row = this.#next[row]!) {
			count++;
		}

		if (count >= placesPerKey) {
			return false;
		}

		const row = this.#newRow();
		this.#files[row] = file;
		this.#chunks[row] = chunk;
		this.#next[row] = first;
		this.#first.set(key, row);
		return true;
	}

	remove(key: number, {file, chunk}: Place): void {
		let previous = none;
		let row = this.#first.get(key) ?? none;
		while (row !== none && !(this.#files[row] === file && this.#chunks[row] === chunk)) {
			previous = row;
			row = this.#next[row]!;
		}

		if (row === none) {
			return;
		}

		const next = this.#next[row]!;
		if (previous !== none) {
			this.#next[previous] = next;
		} else if (next === none) {
			this.#first.delete(key);
		} else {
			this.#first.set(key, next);
		}

		this.#next[row] = this.#free;
		this.#free = row;
	}

	/** The first place under the key that is the right one. */
	find(key: number, isRight: (place: Place) => boolean): Place | undefined {
		for (let row = this.#first.get(key) ?? none; row !== none; row = this.#next[row]!) {
			const place = {file: this.#files[row]!, chunk: this.#chunks[row]!};
			if (isRight(place)) {
				return place;
			}
		}

		return undefined;
	}

	#newRow(): number {
		const row = this.#free;
		if (row !== none) {
			this.#free = this.#next[row]!;
			return row;
		}

		if (this.#length === this.#files.length) {
			this.#files = grown(this.#files);
			this.#chunks = grown(this.#chunks);
			this.#next = grown(this.#next);
		}

		return this.#length++;
	}
}

function grown(column: Int32Array) {
	const larger = new Int32Array(column.length * 2);
	larger.set(column);
	return larger;
}
