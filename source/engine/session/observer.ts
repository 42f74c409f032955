import type {Clock} from '../clock.js';
import {joinPath, type Path} from '../core/path.js';
import type {FolderNode} from '../core/node.js';
import type {Tree} from '../core/tree.js';
import {Debounce} from '../disk/debounce.js';
import {openWatcher, type Watcher} from '../disk/watcher.js';
import {mergeLooks, type Look} from './look.js';
import type {PendingChange} from './state.js';

/** A full look at the disk even when nothing was heard: the watcher is a hint that can miss things without a word (fault F25). */
const rescanMilliseconds = 5 * 60 * 1000;
/** The same when the watcher has failed and only looking helps. */
const pollMilliseconds = 5000;
const breathMilliseconds = 250;

export type ObserverOptions = {
	/** Absolute path of the watched root. */
	readonly root: string;
	readonly clock: Clock;
	readonly quietMilliseconds: number;
	readonly ceilingMilliseconds: number;
	/** The tree as it is known now: its folders are watched. */
	readonly tree: () => Tree;
	/** Something is ready for a look. */
	readonly onReady: () => void;
	readonly onPending: (pending: readonly PendingChange[], count: number) => void;
	readonly onProblem: (message: string) => void;
};

/** Says when which part of a folder is worth a look: what the watcher hints at, once it is quiet, and everything from time to time. */
export type Observer = {
	/** Watches the folders that the tree has now. */
	follow(): void;
	/** What is ready; it is the caller's then. */
	take(): Look | undefined;
	/** Makes everything that waits ready. */
	flush(): void;
	/** Asks for another look after a breath. */
	lookAgain(look: Look): void;
	close(): Promise<void>;
};

export function openObserver(options: ObserverOptions): Observer {
	return new FolderObserver(options);
}
