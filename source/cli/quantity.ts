import {FsyncError} from '../engine/fault.js';

const unitBytes: Readonly<Record<string, number>> = {
	'': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, kb: 1000, mb: 1000 ** 2, gb: 1000 ** 3, kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3,
};

/** Bytes per second from `500K`, `5M`, `1.5MB` or plain bytes; K, M and G are powers of 1,024 and KB, MB, GB of 1,000, as in rsync. */
export function parseRate(flag: string, text: string): number {
	const match = /^(?<number>\d+(?:\.\d+)?)(?<unit>[a-z]{0,3})$/iv.exec(text);
	const unit = unitBytes[match?.groups?.unit?.toLowerCase() ?? ''];
	const bytesPerSecond = Math.round(Number(match?.groups?.number) * (unit ?? NaN));
	if (!Number.isSafeInteger(bytesPerSecond) || bytesPerSecond < 1) {
		throw new FsyncError('usage', `${flag} cannot be '${text}': give bytes per second, for example 500K or 5M.`);
	}

	return bytesPerSecond;
}

/** A day: longer quiet times are typing errors. */
const longestMilliseconds = 86_400_000;

export function parseMilliseconds(flag: string, text: string): number {
	const milliseconds = /^\d+$/v.test(text) ? Number(text) : NaN;
	if (!(milliseconds <= longestMilliseconds)) {
		throw new FsyncError('usage', `${flag} cannot be '${text}': give whole milliseconds from 0 to ${longestMilliseconds}.`);
	}

	return milliseconds;
}

/** One of a few words. */
export function parseChoice<T extends string>(flag: string, text: string, choices: readonly T[]): T {
	const choice = choices.find(candidate => candidate === text);
	if (choice === undefined) {
		throw new FsyncError('usage', `${flag} cannot be '${text}': give ${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}.`);
	}

	return choice;
}
