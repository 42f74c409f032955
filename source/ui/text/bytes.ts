const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/** Columns that `formatBytes` needs at most. */
export const bytesWidth = 7;
/** Columns that `formatRate` needs at most. */
export const rateWidth = bytesWidth + 2;

/** A number of bytes in decimal units with three figures: `999 B`, `14.2 kB`, `142 kB`. */
export function formatBytes(bytes: number): string {
	let value = Math.max(0, bytes);
	let unit = 0;
	// 999.5 would be rounded to four figures, so it belongs to the next unit.
	while (value >= 999.5 && unit < units.length - 1) {
		value /= 1000;
		unit++;
	}

	const figures = unit === 0 || value >= 99.95 ? Math.round(value).toString() : value.toFixed(1);
	return `${figures} ${units[unit] ?? ''}`;
}

/** Bytes per second: `3.1 MB/s`. */
export const formatRate = (bytesPerSecond: number): string => `${formatBytes(bytesPerSecond)}/s`;
