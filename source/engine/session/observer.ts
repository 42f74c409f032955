import type {Clock} from '../clock.js';
import type {FolderNode} from '../core/node.js';
import {joinPath, type Path} from '../core/path.js';
import type {Tree} from '../core/tree.js';
import type {Debounce} from '../disk/debounce.js';
import type {Watcher} from '../disk/watcher.js';
import type {Look} from './look.js';
import type {PendingChange} from './state.js';

/** A full look at the disk even when nothing was heard: the watcher is a hint that can miss things without a word (fault F25). */
const rescanMilliseconds = 5 * 60 * 1000;
/** The same when the watcher has failed and only looking helps. */
const pollMilliseconds = 5000;

export type ObserverOptions = {
	readonly watcher: Watcher;
	readonly debounce: Debounce;
	readonly clock: Clock;
	/** The tree as it is known now: its folders are watched. */
	readonly tree: () => Tree;
	/** Something is ready for a look. */
	readonly onReady: () => void;
	readonly onProblem: (message: string) => void;
};
