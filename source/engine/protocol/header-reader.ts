import {isUtf8} from 'node:buffer';
import {malformed} from './malformed.js';

export type IntegerRange = {readonly minimum?: number; readonly maximum?: number};

/**
Takes a header's values one after the other, each checked for type and range. Values beyond those that are asked for are ignored, so
that a later version can add some. Every violation is an `FsyncError` (protocol) that names the field.
*/
export class HeaderReader {
	readonly #name: string;
	readonly #values: readonly unknown[];
	#next = 0;

	constructor(name: string, values: readonly unknown[]) {
		this.#name = name;
		this.#values = values;
	}

	/** The error for a field, for checks that stand elsewhere. */
	fault(field: string, what: string): Error {
		return malformed(`${field} of ${this.#name} ${what}`);
	}

	/** Whether the next value is there; an absent one is passed over. */
	has(): boolean {
		const value = this.#values[this.#next];
		const isPresent = value !== undefined && value !== null;
		if (!isPresent) {
			this.#next++;
		}

		return isPresent;
	}

	/** Whether the next value is an empty byte string. */
	isEmpty(): boolean {
		const value = this.#values[this.#next];
		return value instanceof Uint8Array && value.length === 0;
	}

	integer(field: string, range: IntegerRange = {}): number {
		return this.#checkInteger(field, this.#take(), range);
	}

	boolean(field: string): boolean {
		const value = this.#take();
		if (typeof value !== 'boolean') {
			throw this.fault(field, 'is neither true nor false');
		}

		return value;
	}

	bytes(field: string, {minimum = 0, maximum = Number.MAX_SAFE_INTEGER}: IntegerRange = {}) {
		const value = this.#take();
		if (!(value instanceof Uint8Array)) {
			throw this.fault(field, 'is not a byte string');
		}

		if (value.length < minimum || value.length > maximum) {
			throw this.fault(field, `has ${value.length} bytes, allowed are ${minimum} to ${maximum}`);
		}

		return Buffer.from(value.buffer, value.byteOffset, value.length);
	}

	/** UTF-8 text; the range is in bytes. */
	text(field: string, range: IntegerRange): string {
		const bytes = this.bytes(field, range);
		if (!isUtf8(bytes)) {
			throw this.fault(field, 'is not valid UTF-8');
		}

		return bytes.toString('utf8');
	}

	/** A name on one line, for people: no control characters. */
	name(field: string, range: IntegerRange): string {
		const text = this.text(field, range);
		if (/\p{Control}/v.test(text)) {
			throw this.fault(field, 'contains control characters');
		}

		return text;
	}

	digest(field: string): string {
		return this.bytes(field, {minimum: 32, maximum: 32}).toString('hex');
	}

	/** One of a closed set, sent as its place in it. */
	choice<Option extends string>(field: string, options: readonly Option[]): Option {
		return options[this.integer(field, {maximum: options.length - 1})]!;
	}

	list(field: string, {minimum = 0, maximum = Number.MAX_SAFE_INTEGER}: IntegerRange = {}): readonly unknown[] {
		const value = this.#take();
		if (!Array.isArray(value)) {
			throw this.fault(field, 'is not a list');
		}

		if (value.length < minimum || value.length > maximum) {
			throw this.fault(field, `has ${value.length} items, allowed are ${minimum} to ${maximum}`);
		}

		return value;
	}

	nested(field: string): HeaderReader {
		return new HeaderReader(`${field} of ${this.#name}`, this.list(field));
	}

	/** A reader for each item of a list of lists. */
	rows(field: string, maximum: number): readonly HeaderReader[] {
		return this.list(field, {maximum}).map((row, index) => {
			if (!Array.isArray(row)) {
				throw this.fault(field, `has an item ${index} that is not a list`);
			}

			return new HeaderReader(`${field}[${index}] of ${this.#name}`, row);
		});
	}

	/** A list of integers that all lie in one range; `length` bounds their number. */
	integers(field: string, length: IntegerRange, range: IntegerRange = {}): number[] {
		const values = this.list(field, length);
		for (const value of values) {
			this.#checkInteger(field, value, range);
		}

		return values as number[];
	}

	#take(): unknown {
		return this.#values[this.#next++];
	}

	#checkInteger(field: string, value: unknown, {minimum = 0, maximum = Number.MAX_SAFE_INTEGER}: IntegerRange): number {
		if (!Number.isSafeInteger(value)) {
			throw this.fault(field, 'is not a whole number');
		}

		const integer = value as number;
		if (integer < minimum || integer > maximum) {
			throw this.fault(field, `is ${integer}, allowed are ${minimum} to ${maximum}`);
		}

		return integer;
	}
}
