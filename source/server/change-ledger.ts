/** Generations that are remembered; whoever is further behind is told in generations alone. */
const generationsKept = 10_000;

type Mark = {readonly generation: number; readonly changes: number};

/** How many changes each of a share's last generations brought, so that it can be told how much somebody has missed. */
export class ChangeLedger {
	/** Changes since the first one, up to and with each generation; ascending. */
	#marks: Mark[];

	/** `generation`: the one that the share has now. */
	constructor(generation: number) {
		this.#marks = [{generation, changes: 0}];
	}

	add(generation: number, changes: number): void {
		this.#marks.push({generation, changes: this.#marks.at(-1)!.changes + changes});
		if (this.#marks.length >= generationsKept * 2) {
			this.#marks = this.#marks.slice(-generationsKept);
		}
	}

	/** Changes after a generation; undefined when that is longer ago than is remembered. */
	since(generation: number): number | undefined {
		const mark = this.#marks.findLast(one => one.generation <= generation);
		return mark && this.#marks.at(-1)!.changes - mark.changes;
	}
}
