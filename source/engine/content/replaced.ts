import {keptRuns, type KeptRun} from './kept-runs.js';
import {chunkCount, chunkOffsets} from './recipe.js';

/** Some bytes of one chunk of an old recipe: `offset` from the chunk's beginning. */
export type OldBytes = {readonly chunk: number; readonly offset: number; readonly length: number};

/** A new chunk, and the old bytes that it most likely came from, in the old file's order and without overlap. */
export type Replacement = {readonly index: number; readonly old: readonly OldBytes[]};

type Stretch = {readonly start: number; readonly end: number};

/** New chunks between two kept runs, and the old chunks that stood between them (none when the kept runs have changed their order). */
type Gap = {readonly first: number; readonly end: number; readonly oldFirst: number; readonly oldEnd: number};

/**
Says of each new chunk of `next` which bytes of `base` it replaces, both packed recipes. An edit leaves what is before it at the same distance
from the gap's beginning and what is after it at the same distance from the gap's end, so both places are told: one place twice when the
lengths agree, and never more than two chunks' worth. Bytes of chunks that are kept elsewhere in `next` are not told: level one has them.
*/
export function * replacements(base: Uint8Array, next: Uint8Array): Generator<Replacement> {
	const runs = [...keptRuns(base, next)];
	const place = new OldPlaces(base, runs);
	const offsets = chunkOffsets(next);
	for (const gap of gaps(runs, chunkCount(base), chunkCount(next))) {
		const [from, to] = [offsets[gap.first]!, offsets[gap.end]!];
		for (let index = gap.first; index < gap.end; index++) {
			const old = place.within(gap, {start: offsets[index]! - from, end: offsets[index + 1]! - from}, to - from);
			if (old.length > 0) {
				yield {index, old};
			}
		}
	}
}

function * gaps(runs: readonly KeptRun[], baseCount: number, nextCount: number): Generator<Gap> {
	let first = 0;
	let oldFirst = 0;
	for (const {at, start, count} of [...runs, {at: nextCount, start: baseCount, count: 0}]) {
		if (at > first && start > oldFirst) {
			yield {
				first, end: at, oldFirst, oldEnd: start,
			};
		}

		first = at + count;
		oldFirst = start + count;
	}
}

class OldPlaces {
	readonly #offsets: Float64Array;
	/** 1 for each chunk of the base that stays. */
	readonly #kept: Uint8Array;

	constructor(base: Uint8Array, runs: readonly KeptRun[]) {
		this.#offsets = chunkOffsets(base);
		this.#kept = new Uint8Array(chunkCount(base));
		for (const {start, count} of runs) {
			this.#kept.fill(1, start, start + count);
		}
	}

	/** The old bytes for the stretch of a gap whose new chunks have `length` bytes together. */
	within({oldFirst, oldEnd}: Gap, {start, end}: Stretch, length: number): OldBytes[] {
		const [low, high] = [this.#offsets[oldFirst]!, this.#offsets[oldEnd]!];
		const clip = (shift: number): Stretch => ({start: Math.max(low, start + shift), end: Math.min(high, end + shift)});
		const [left, right] = [clip(low), clip(high - length)].toSorted((a, b) => a.start - b.start) as [Stretch, Stretch];
		const pieces = right.start <= left.end ? [{start: left.start, end: Math.max(left.end, right.end)}] : [left, right];
		return pieces.flatMap(piece => [...this.#chunks(piece, oldFirst)]);
	}

	* #chunks({start, end}: Stretch, from: number): Generator<OldBytes> {
		for (let chunk = this.#chunkAt(start, from); chunk < this.#kept.length && this.#offsets[chunk]! < end; chunk++) {
			const chunkStart = this.#offsets[chunk]!;
			const offset = Math.max(0, start - chunkStart);
			const length = Math.min(end, this.#offsets[chunk + 1]!) - chunkStart - offset;
			if (this.#kept[chunk] === 0 && length > 0) {
				yield {chunk, offset, length};
			}
		}
	}

	/** The chunk in which a byte lies; `from` or a later one. Halving, because a gap may be a whole file. */
	#chunkAt(position: number, from: number): number {
		let [low, high] = [from, this.#kept.length];
		while (high - low > 1) {
			const middle = (low + high) >> 1;
			if (this.#offsets[middle]! <= position) {
				low = middle;
			} else {
				high = middle;
			}
		}

		return low;
	}
}
