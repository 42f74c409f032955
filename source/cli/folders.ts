import {realpathSync, statSync} from 'node:fs';
import {isAbsolute, relative, resolve} from 'node:path';
import {FsyncError} from '../engine/fault.js';
import type {Home} from '../store/home.js';

/**
Absolute path of a folder as a session remembers it: without symbolic links, so that a folder is the same session by whichever way
somebody comes to it. One that is not there (an unmounted disk) keeps its name.
*/
export function absoluteFolder(folder: string): string {
	const absolute = resolve(folder);
	try {
		return realpathSync(absolute);
	} catch {
		return absolute;
	}
}

/** Throws `usage` when there is no such folder. */
export function requireFolder(folder: string): void {
	const stat = statSync(folder, {throwIfNoEntry: false});
	if (!stat) {
		throw new FsyncError('usage', `There is no folder ${folder}: create it first, or look at the spelling.`);
	}

	if (!stat.isDirectory()) {
		throw new FsyncError('usage', `${folder} is not a folder: give the folder that holds it.`);
	}
}

export function isInside(folder: string, path: string): boolean {
	const way = relative(folder, path);
	return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}

/** A log inside the folder would be a change of the folder, which would be logged, without end. */
export function refuseLogInside(folder: string, logFile: string | undefined): void {
	if (logFile !== undefined && isInside(folder, absoluteFolder(logFile))) {
		throw new FsyncError('usage', `The log file ${logFile} lies in ${folder}, which is being synced: put it somewhere else.`);
	}
}

/** Keys must never be synced to another machine, nor the state be changed by a sync. */
export function refuseStateInside(folder: string, home: Home): void {
	for (const state of [home.config, home.data]) {
		if (isInside(folder, absoluteFolder(state))) {
			throw new FsyncError('usage', `${folder} holds fsync-tui's own state (${state}): sync another folder, or move the state with FSYNC_TUI_HOME.`);
		}
	}
}
