import {sides} from './operation.js';
import {
	isSamePlace,
	standOn,
	type Entry,
	type MergeTable,
	type Place,
} from './merge-table.js';

/** Who asks for which place in the merged tree. */
export class Claims {
	readonly #table: MergeTable;
	readonly #granted = new Map<Entry, Map<string, Entry>>();

	constructor(table: MergeTable) {
		this.#table = table;
	}

	/** Who has the place; a node that both sides have alike without an entry is given one when it turns out to be in the way. */
	at({parent, name}: Place): Entry | undefined {
		const granted = this.#granted.get(parent)?.get(name);
		if (granted) {
			return granted;
		}

		const settled = this.#table.materialise(parent, name);
		if (settled) {
			this.#grant(settled);
		}

		return settled;
	}

	/** Grants the entry its place, unless somebody else has it: then who. */
	claim(entry: Entry): Entry | undefined {
		const {parent, name} = entry.place!;
		// Nothing without an entry can stand where a side has this entry.
		const rival = sides.some(side => isSamePlace(standOn(entry, side), entry.place)) ? this.#granted.get(parent)?.get(name) : this.at(entry.place!);
		if (!rival) {
			this.#grant(entry);
		}

		return rival === entry ? undefined : rival;
	}

	#grant(entry: Entry): void {
		const {parent, name} = entry.place!;
		let names = this.#granted.get(parent);
		if (!names) {
			names = new Map();
			this.#granted.set(parent, names);
		}

		names.set(name, entry);
	}
}
