/** A progress bar in two parts, together `width` columns. A bar that has begun shows it, and only a finished one is full. */
export function bar(fraction: number, width: number, {full, rest}: {full: string; rest: string}): {done: string; left: string} {
	const share = Number.isFinite(fraction) ? Math.max(0, Math.min(1, fraction)) : 0;
	const filled = share >= 1 ? width : Math.min(Math.max(0, width - 1), Math.floor(share * width));
	return {done: full.repeat(filled), left: rest.repeat(width - filled)};
}
