/** Numbers of 7 bits a byte, lowest first, the high bit saying that another byte follows (LEB128); up to 2^53 - 1. */
export class VarintWriter {
	#buffer = new Uint8Array(256);
	#length = 0;

	get length(): number {
		return this.#length;
	}

	number(value: number): this {
		this.#reserve(8);
		let rest = value;
		while (rest >= 0x80) {
			this.#buffer[this.#length++] = (rest % 0x80) + 0x80;
			rest = Math.floor(rest / 0x80);
		}

		this.#buffer[this.#length++] = rest;
		return this;
	}

	/** Small numbers of either sign stay short: 0, -1, 1, -2, … become 0, 1, 2, 3, … (zigzag). */
	signed(value: number): this {
		return this.number(value < 0 ? (-2 * value) - 1 : 2 * value);
	}

	bytes(bytes: Uint8Array): this {
		this.#reserve(bytes.length);
		this.#buffer.set(bytes, this.#length);
		this.#length += bytes.length;
		return this;
	}

	done(): Uint8Array {
		return this.#buffer.slice(0, this.#length);
	}

	#reserve(bytes: number): void {
		if (this.#length + bytes <= this.#buffer.length) {
			return;
		}

		const grown = new Uint8Array(Math.max(this.#buffer.length * 2, this.#length + bytes));
		grown.set(this.#buffer);
		this.#buffer = grown;
	}
}

/** Reads what a `VarintWriter` wrote, from bytes nobody vouches for: what is cut off or out of range reads as undefined. */
export class VarintReader {
	readonly #bytes: Uint8Array;
	#position = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	get isAtEnd(): boolean {
		return this.#position === this.#bytes.length;
	}

	/** Bytes that have not been read. */
	get rest(): number {
		return this.#bytes.length - this.#position;
	}

	number(): number | undefined {
		let value = 0;
		let scale = 1;
		for (let count = 0; count < 8 && this.#position < this.#bytes.length; count++) {
			const byte = this.#bytes[this.#position++]!;
			value += (byte % 0x80) * scale;
			if (byte < 0x80) {
				return Number.isSafeInteger(value) ? value : undefined;
			}

			scale *= 0x80;
		}

		return undefined;
	}

	signed(): number | undefined {
		const value = this.number();
		if (value === undefined) {
			return undefined;
		}

		const magnitude = Math.ceil(value / 2);
		return value % 2 === 0 ? magnitude : -magnitude;
	}

	/** A view of the next bytes. */
	bytes(length: number): Uint8Array | undefined {
		if (length > this.#bytes.length - this.#position) {
			return undefined;
		}

		this.#position += length;
		return this.#bytes.subarray(this.#position - length, this.#position);
	}
}
