import type {Clock} from '../clock.js';

/** A bandwidth limit that several transfers share. */
export type Limiter = {
	/** Resolves when these bytes may travel. */
	take(bytes: number): Promise<void>;
	/** How much one message should carry at most, so that a slow limit does not come in bursts of many seconds. */
	readonly pieceBytes: number;
};

const largestPieceBytes = 1024 * 1024;
const smallestPieceBytes = 64 * 1024;

/** Paces messages: each starts when the ones before it have had their time at `bytesPerSecond`. */
export function createLimiter(bytesPerSecond: number, clock: Clock): Limiter {
	let freeAt = 0;
	return {
		pieceBytes: Math.min(largestPieceBytes, Math.max(smallestPieceBytes, Math.floor(bytesPerSecond / 4))),
		async take(bytes) {
			const now = clock.monotonicMilliseconds();
			const start = Math.max(now, freeAt);
			freeAt = start + (bytes / bytesPerSecond * 1000);
			if (start > now) {
				await new Promise<void>(resolve => {
					clock.after(start - now, resolve);
				});
			}
		},
	};
}
