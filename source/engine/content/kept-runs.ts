import {asBuffer} from './digest.js';
import {chunkCount, entryBytes} from './recipe.js';

/** Chunks of a new recipe that an old one has too: `count` of them from `at` in the new one, from `start` in the old one. */
export type KeptRun = {readonly at: number; readonly start: number; readonly count: number};

const sameEntry = (base: Uint8Array, baseIndex: number, next: Uint8Array, nextIndex: number) => asBuffer(base).compare(
	next,
	nextIndex * entryBytes,
	(nextIndex + 1) * entryBytes,
	baseIndex * entryBytes,
	(baseIndex + 1) * entryBytes,
) === 0;

/** The base's chunks by the first six bytes of their digests; the first of several alike. A clash only costs a longer splice. */
function indexEntries(base: Uint8Array): Map<number, number> {
	const buffer = asBuffer(base);
	const index = new Map<number, number>();
	for (let chunk = chunkCount(base) - 1; chunk >= 0; chunk--) {
		index.set(buffer.readUIntBE(chunk * entryBytes, 6), chunk);
	}

	return index;
}

/** What `next` keeps of `base`, in the order of `next`; kept chunks may have moved and may be repeated. Both are packed recipes. */
export function * keptRuns(base: Uint8Array, next: Uint8Array): Generator<KeptRun> {
	const baseCount = chunkCount(base);
	const nextCount = chunkCount(next);
	const nextBuffer = asBuffer(next);
	let index: Map<number, number> | undefined;
	let expected = 0;
	const find = (at: number): number | undefined => {
		if (expected < baseCount && sameEntry(base, expected, next, at)) {
			return expected;
		}

		index ??= indexEntries(base);
		const found = index.get(nextBuffer.readUIntBE(at * entryBytes, 6));
		return found !== undefined && sameEntry(base, found, next, at) ? found : undefined;
	};

	for (let at = 0; at < nextCount;) {
		const start = find(at);
		if (start === undefined) {
			at++;
			continue;
		}

		let count = 1;
		while (at + count < nextCount && start + count < baseCount && sameEntry(base, start + count, next, at + count)) {
			count++;
		}

		yield {at, start, count};
		expected = start + count;
		at += count;
	}
}
