/**
How well a text fits what somebody has written of it: the letters in their order, better where they follow each other and where they
begin words. Undefined when they are not in it.
*/
export function fuzzyScore(text: string, written: string): number | undefined {
	const haystack = text.toLowerCase();
	const letters = written.toLowerCase().replaceAll(' ', '');
	let score = 0;
	let at = -1;
	for (const letter of letters) {
		const next = haystack.indexOf(letter, at + 1);
		if (next === -1) {
			return undefined;
		}

		const isNext = next === at + 1;
		const isStart = next === 0 || !/[\p{Letter}\p{Number}]/v.test(haystack[next - 1]!);
		score += (isNext ? 3 : 0) + (isStart ? 2 : 0);
		score -= Math.min(5, next - at - 1) / 10;
		at = next;
	}

	// Of two that fit alike, the shorter one is meant.
	return score - (text.length / 1000);
}

/** Those that fit, best first; all, as they stand, while nothing is written. */
export function fuzzyFind<Item>(items: readonly Item[], written: string, textOf: (item: Item) => string): readonly Item[] {
	return written.trim() === ''
		? items
		: items
			.map(item => ({item, score: fuzzyScore(textOf(item), written)}))
			.filter(({score}) => score !== undefined)
			.toSorted((a, b) => b.score! - a.score!)
			.map(({item}) => item);
}
