/** A run of chunk indexes: the first and how many. */
export type Range = readonly [first: number, count: number];

/** Ascending indexes as runs. */
export function toRanges(indexes: readonly number[]): Range[] {
	const ranges: Range[] = [];
	let first = 0;
	let count = 0;
	for (const index of indexes) {
		if (count > 0 && index === first + count) {
			count++;
			continue;
		}

		if (count > 0) {
			ranges.push([first, count]);
		}

		first = index;
		count = 1;
	}

	return count > 0 ? [...ranges, [first, count]] : ranges;
}

/** The indexes of runs from outside; undefined unless they ascend without overlap and stay below `limit`. */
export function fromRanges(ranges: readonly Range[], limit: number): number[] | undefined {
	const indexes: number[] = [];
	let end = 0;
	for (const [first, count] of ranges) {
		const isValid = Number.isSafeInteger(first) && Number.isSafeInteger(count) && first >= end && count >= 1 && first + count <= limit;
		if (!isValid) {
			return undefined;
		}

		end = first + count;
		for (let index = first; index < end; index++) {
			indexes.push(index);
		}
	}

	return indexes;
}
