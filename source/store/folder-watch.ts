import {watch, type FSWatcher} from 'node:fs';
import {join} from 'node:path';
import {isTemporary} from './file-group.js';
import type {StoreDisk} from './store-disk.js';

/** How often the folders are looked at whatever the watcher says: a revoked device must not stay because an event was lost. */
const usualPollMilliseconds = 2000;

export type FolderWatch = {
	readonly disk: StoreDisk;
	readonly folders: readonly string[];
	readonly pollMilliseconds?: number;
	readonly onChange: () => void;
};

/** Calls back when files in the folders come, go or are replaced, by whomever; the returned function stops it. */
export function watchFolders({disk, folders, onChange, pollMilliseconds = usualPollMilliseconds}: FolderWatch): () => void {
	let seen = describe(disk, folders);
	const look = (): void => {
		const now = describe(disk, folders);
		if (now === seen) {
			return;
		}

		seen = now;
		onChange();
	};

	const watchers = folders.map(folder => hintsOf(folder, look)).filter(watcher => watcher !== undefined);
	const timer = setInterval(look, pollMilliseconds);
	timer.unref();
	return () => {
		clearInterval(timer);
		for (const watcher of watchers) {
			watcher.close();
		}
	};
}

/** The system's own events, where there are any left: without them the polling alone finds changes. */
function hintsOf(folder: string, look: () => void): FSWatcher | undefined {
	try {
		// Events are wanted as they come, next to a timer that does the same; the promised form is a loop that has to be left.
		const watcher = watch(folder, {persistent: false}, look);
		watcher.on('error', () => {
			watcher.close();
		});
		return watcher;
	} catch {
		return undefined;
	}
}

/** A text that changes whenever a file does: every save gives it another inode. What cannot be looked at is told as a change, once. */
function describe(disk: StoreDisk, folders: readonly string[]): string {
	try {
		return describeFiles(disk, folders);
	} catch (error) {
		return (error as Error).message;
	}
}

function describeFiles(disk: StoreDisk, folders: readonly string[]): string {
	const lines = folders.flatMap(folder => disk.list(folder).filter(name => !isTemporary(name)).toSorted().map(name => {
		const stat = disk.stat(join(folder, name));
		return `${folder}\0${name}\0${stat?.inode}\0${stat?.size}\0${stat?.modifiedMilliseconds}`;
	}));
	return lines.join('\n');
}
