/** Columns that `formatDuration` and `formatCountdown` need at most. */
export const durationWidth = 6;

const pad = (value: number) => value.toString().padStart(2, '0');

/** A length of time in its two largest units: `12s`, `4m12s`, `2h05m`, `2d04h`. */
export function formatDuration(milliseconds: number): string {
	const seconds = Math.max(0, Math.round(milliseconds / 1000));
	const minutes = Math.floor(seconds / 60);
	if (minutes === 0) {
		return `${seconds}s`;
	}

	const hours = Math.floor(minutes / 60);
	if (hours === 0) {
		return `${minutes}m${pad(seconds % 60)}s`;
	}

	const days = Math.floor(hours / 24);
	if (days === 0) {
		return `${hours}h${pad(minutes % 60)}m`;
	}

	return days < 100 ? `${days}d${pad(hours % 24)}h` : `${Math.min(days, 99_999)}d`;
}

/** Time that is left: tenths below ten seconds, whole seconds (rounded up, so that it never says 0 too early) above. */
export function formatCountdown(milliseconds: number): string {
	const left = Math.max(0, milliseconds);
	return left < 9950 ? `${(Math.ceil(left / 100) / 10).toFixed(1)}s` : formatWait(left);
}

/** Time that is left in whole seconds, rounded up: for waits that nobody watches closely. */
export const formatWait = (milliseconds: number): string => formatDuration(Math.ceil(milliseconds / 1000) * 1000);

/** The local time of day of a wall clock's milliseconds: `14:02:31`. */
export function formatTimeOfDay(wallMilliseconds: number): string {
	const date = new Date(wallMilliseconds);
	return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}
