import fs from 'node:fs';

/** Up to here (the year 2106) a double holds seconds and milliseconds finely enough to tell microseconds apart. */
const exactMilliseconds = (2 ** 32) * 1000;

/**
What a file's `mtimeMs` is in whole microseconds, the precision in which modification times travel. Far from our days doubles are
too coarse for that, and the time is rounded to milliseconds, so that what `setModified` sets is read back as the same.
*/
export function toMicroseconds(milliseconds: number): number {
	return Math.abs(milliseconds) < exactMilliseconds ? Math.round(milliseconds * 1000) : Math.round(milliseconds) * 1000;
}

/** In microseconds, tried one after the other. */
const offsets = [0, 0.25, -0.25, 0.5, -0.5];

/**
Sets the modification time of an open file so that `toMicroseconds` of what the disk says afterwards is `microseconds`. Times
are handed over as seconds in a double, which has no exact place for most microseconds, and libuv cuts off what lies below its
own unit: when the nearest double does not read back right, a neighbour does.
*/
export function setModified(handle: number, microseconds: number): void {
	if (!Number.isSafeInteger(microseconds)) {
		throw new RangeError(`No time: ${microseconds} microseconds`);
	}

	for (const offset of offsets) {
		// As text, because Node takes a negative number for the present.
		const seconds = String((microseconds + offset) / 1e6);
		fs.futimesSync(handle, seconds, seconds);
		if (toMicroseconds(fs.fstatSync(handle).mtimeMs) === microseconds) {
			return;
		}
	}
}
