/**
A whole number with spaces between the thousands: `1 842`. By hand, because loading the data of `Intl.NumberFormat` is a tenth of what a
short run takes.
*/
export function formatCount(count: number): string {
	const digits = String(Math.trunc(count));
	const groups: string[] = [];
	for (let end = digits.length; end > 0; end -= 3) {
		groups.unshift(digits.slice(Math.max(0, end - 3), end));
	}

	return groups.join(' ');
}

/** A count and its word in the right number: `1 file`, `1 842 files`. */
export const formatCounted = (count: number, word: string): string => `${formatCount(count)} ${word}${count === 1 ? '' : 's'}`;

/** A share of a whole in whole percent, rounded down so that only a whole is 100: `61%`. */
export const formatPercent = (part: number, whole: number): string => `${whole <= 0 ? 0 : Math.max(0, Math.min(100, Math.floor(part * 100 / whole)))}%`;
