import {
	closeSync,
	openSync,
	writeSync,
} from 'node:fs';
import type {Clock} from '../engine/clock.js';
import {FsyncError} from '../engine/fault.js';

export type LogFile = {
	/** Appends one line with the time in front. A disk that refuses costs the line, never the sync. */
	line(text: string): void;
	close(): void;
};

/** Opens a file (0600, for it holds names of files) that lines are appended to. */
export function openLogFile(path: string, clock: Clock): LogFile {
	const handle = open(path);
	return {
		line(text) {
			try {
				writeSync(handle, `${new Date(clock.wallMilliseconds()).toISOString()} ${text}\n`);
			} catch {
				// A full disk must not stop the sync.
			}
		},
		close() {
			closeSync(handle);
		},
	};
}

function open(path: string): number {
	try {
		return openSync(path, 'a', 0o600);
	} catch (error) {
		throw new FsyncError('usage', `The log file ${path} cannot be opened (${(error as NodeJS.ErrnoException).code}): give another with --log-file.`, {cause: error});
	}
}
