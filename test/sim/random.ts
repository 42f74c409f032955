/* eslint-disable unicorn/prefer-math-trunc -- 32-bit arithmetic wraps around, and Math.trunc does not. */
/** A seeded stream of chance (sfc32). Streams of different names from one seed are independent, so that one more draw in one does not shift another. */
export class Random {
	#a: number;
	#b: number;
	#c: number;
	#count = 1;

	constructor(seed: number, stream: string) {
		let state = (seed ^ 0x9E_37_79_B9) >>> 0;
		for (const character of stream) {
			state = Math.imul(state ^ character.codePointAt(0)!, 0x01_00_01_93) >>> 0;
		}

		this.#a = state;
		this.#b = Math.imul(state, 0x85_EB_CA_6B) | 0;
		this.#c = Math.floor(seed / (2 ** 32)) ^ 0xC2_B2_AE_35;
		for (let count = 0; count < 12; count++) {
			this.next();
		}
	}

	/** 32 bits. */
	next(): number {
		const sum = (this.#a + this.#b + this.#count) | 0;
		this.#count = (this.#count + 1) | 0;
		this.#a = this.#b ^ (this.#b >>> 9);
		this.#b = (this.#c + (this.#c << 3)) | 0;
		this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
		return sum >>> 0;
	}

	/** From 0 to 1, without 1. */
	fraction(): number {
		return this.next() / (2 ** 32);
	}

	/** From 0 to `end`, without `end`. */
	below(end: number): number {
		return Math.floor(this.fraction() * end);
	}

	between(first: number, last: number): number {
		return first + this.below(last - first + 1);
	}

	chance(share: number): boolean {
		return this.fraction() < share;
	}

	pick<Item>(items: readonly Item[]): Item {
		return items[this.below(items.length)]!;
	}

	/** One of the names, by their weights. */
	weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
		const entries = Object.entries(weights) as Array<[Name, number]>;
		let at = this.fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0);
		for (const [name, weight] of entries) {
			at -= weight;
			if (at < 0) {
				return name;
			}
		}

		return entries.at(-1)![0];
	}

	bytes(length: number): Buffer {
		const bytes = Buffer.allocUnsafe(length);
		const whole = length - (length % 4);
		for (let at = 0; at < whole; at += 4) {
			bytes.writeUInt32LE(this.next(), at);
		}

		for (let at = whole; at < length; at++) {
			bytes[at] = this.next();
		}

		return bytes;
	}

	hex(length: number): string {
		return this.bytes(length / 2).toString('hex');
	}
}
