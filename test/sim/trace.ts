/** A digest of everything that happened, in its order: equal for equal runs. */
export class Trace {
	#hash = 0x81_1C_9D_C5;
	#count = 0;

	add(what: string | number): void {
		this.#count++;
		if (typeof what === 'number') {
			this.#mix(what);
			return;
		}

		for (let at = 0; at < what.length; at++) {
			this.#mix(what.codePointAt(at)!);
		}
	}

	get digest(): string {
		return `${this.#count}:${(this.#hash >>> 0).toString(16)}`;
	}

	#mix(number: number): void {
		this.#hash = Math.imul(this.#hash ^ number, 0x01_00_01_93);
	}
}
