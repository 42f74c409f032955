import type {Clock} from '../clock.js';
import type {Path} from '../core/path.js';
import {emptyTree, lookup, type Tree} from '../core/tree.js';
import {Debounce} from '../disk/debounce.js';
import type {FileSystem} from '../disk/file-system.js';
import {OwnWrites} from '../disk/own-writes.js';
import type {WatchHint} from '../disk/raw-events.js';
import type {IgnoreRules} from '../disk/replica.js';
import {allFolders, folderChanges} from '../disk/watched-folders.js';
import type {Watcher} from '../disk/watcher.js';
import type {TransitionGuard} from './guarded-transition.js';
import {mergeLooks, type Look} from './look.js';
import {PendingList} from './pending-list.js';
import {PendingSizes} from './pending-sizes.js';
import type {LongList, PendingChange} from './state.js';
import {WritingChanges} from './writing-changes.js';

/** A full look at the disk even when nothing was heard: the watcher is a hint that can miss things without a word (fault F25). */
const rescanMilliseconds = 5 * 60 * 1000;
/** The same when not everything can be watched and only looking helps. */
const pollMilliseconds = 5000;
const breathMilliseconds = 250;
/** Waiting changes that a screen has at hand; the others are put together when somebody looks at them. */
const pendingAtHand = 1000;
/** How often what waits is shown at most: nobody reads faster, and making the list for each of thousands of events costs more than all else about them. */
const showMilliseconds = 50;

export type ObserverOptions = {
	/** Makes the watcher; it is to ask whether an event is one of our own before anything else. */
	readonly watch: (keepBack: (path: Path) => boolean) => Watcher;
	readonly files: Pick<FileSystem, 'peek'>;
	readonly rules: IgnoreRules;
	readonly clock: Clock;
	readonly quietMilliseconds: number;
	readonly ceilingMilliseconds: number;
	/** The tree as it is known now: its folders are watched. */
	readonly tree: () => Tree;
	/** Something is ready for a look. */
	readonly onReady: () => void;
	/** Files that were being written when they were looked at last; nobody knows of any when left out. */
	readonly writing?: () => readonly Path[];
	readonly onPending: (pending: LongList<PendingChange>) => void;
	readonly onProblem: (message: string) => void;
};

/**
Says which part of a folder is worth a look and when: what the watcher hints at and others wrote, once it is quiet, and everything from time
to time.
*/
export class Observer implements TransitionGuard {
	readonly #options: ObserverOptions;
	readonly #debounce: Debounce;
	readonly #ownWrites: OwnWrites;
	readonly #writing: WritingChanges;
	readonly #sizes: PendingSizes;
	readonly #watcher: Watcher;
	#followed: Tree = emptyTree;
	/** Folders whose watch is being set up, as they were asked for. */
	readonly #unwatched = new Set<readonly Path[]>();
	#isStarted = false;
	#look: Look | undefined;
	#isClosed = false;
	#cancelRescan: (() => void) | undefined;
	#cancelShow: (() => void) | undefined;

	constructor(options: ObserverOptions) {
		this.#options = options;
		const {clock, quietMilliseconds, ceilingMilliseconds, tree, onReady, files} = options;
		this.#debounce = new Debounce({
			clock,
			quietMilliseconds,
			ceilingMilliseconds,
			knows: path => lookup(tree(), path) !== undefined,
			sizeOf(path) {
				const node = lookup(tree(), path);
				return node?.kind === 'file' ? node.size : undefined;
			},
			onReady,
		});
		const look = (path: Path) => files.peek(path);
		this.#ownWrites = new OwnWrites({clock, look});
		this.#sizes = new PendingSizes({clock, look});
		this.#writing = new WritingChanges({clock, tree});
		this.#watcher = options.watch(path => this.#ownWrites.keepBack(path));
	}

	/** Watches the folders that the tree has now. */
	follow(): void {
		const tree = this.#options.tree();
		if (tree === this.#followed && this.#isStarted) {
			return;
		}

		const before = this.#followed;
		this.#followed = tree;
		if (this.#isStarted) {
			const {added, removed} = folderChanges(before, tree);
			this.#watcher.remove(removed);
			void this.#watch(added);
		} else {
			this.#isStarted = true;
			void this.#start(tree);
		}
	}

	/** What is ready; it is the caller's then. */
	take(): Look | undefined {
		const ready = this.#debounce.take();
		const look = mergeLooks(this.#look, ready.length > 0 ? ready : undefined);
		this.#look = undefined;
		if (look !== undefined) {
			this.#show();
		}

		return look;
	}

	/** Makes everything that waits ready, or these paths alone. What lies in folders that nobody watches yet waits too, unheard of. */
	flush(paths?: readonly Path[]): void {
		if (paths === undefined && this.#isStarted) {
			this.follow();
		}

		const waiting = [...this.#debounce.flush(paths), ...paths === undefined ? [...this.#unwatched].flat() : []];
		this.#look = mergeLooks(this.#look, waiting.length > 0 ? waiting : undefined);
		this.#show();
	}

	/** Asks for another look after a breath. */
	lookAgain(look: Look): void {
		this.#options.clock.after(breathMilliseconds, () => {
			this.#want(look);
		});
	}

	/** A look is over: what was being written may not be any more. */
	looked(): void {
		if (this.#writing.isOther(this.#options.writing?.() ?? [])) {
			this.#show();
		}
	}

	begin(paths: readonly Path[]): void {
		this.#ownWrites.begin(paths);
	}

	end(paths: readonly Path[], tree: Tree): void {
		for (const path of this.#ownWrites.end(paths, tree)) {
			this.#dirty(path, 'modified');
		}
	}

	async close(): Promise<void> {
		this.#isClosed = true;
		this.#cancelRescan?.();
		this.#cancelShow?.();
		this.#debounce.stop();
		await this.#watcher.close();
	}

	async #start(tree: Tree): Promise<void> {
		const {onProblem} = this.#options;
		await this.#watcher.start(allFolders(tree), {
			onDirty: (path, hint) => {
				// A hint without a meaning asks for a second look at a folder that may have been filled before it was watched (fault F27).
				if (hint === 'unknown' || !this.#ownWrites.isOwn(path, this.#options.tree())) {
					this.#dirty(path, hint);
				}
			},
			onOverflow: () => {
				this.#want('all');
			},
			onProblem: ({message}) => {
				onProblem(message);
				this.#scheduleRescan();
			},
		});
		// What changed between the scan and the watching was not seen by either.
		this.#want('all');
		this.#scheduleRescan();
	}

	async #watch(folders: readonly Path[]): Promise<void> {
		this.#unwatched.add(folders);
		await this.#watcher.add(folders);
		this.#unwatched.delete(folders);
	}

	#dirty(path: Path, hint: WatchHint): void {
		this.#debounce.add(path, hint);
		this.#show();
	}

	#want(look: Look): void {
		if (this.#isClosed) {
			return;
		}

		this.#look = mergeLooks(this.#look, look);
		this.#options.onReady();
	}

	#scheduleRescan(): void {
		this.#cancelRescan?.();
		if (this.#isClosed) {
			// Closed while the watcher was starting: a timer would outlive everything else.
			return;
		}

		this.#cancelRescan = this.#options.clock.after(this.#watcher.isIncomplete ? pollMilliseconds : rescanMilliseconds, () => {
			this.#want('all');
			this.#scheduleRescan();
		});
	}

	/** A burst of events is one list. */
	#show(): void {
		if (this.#isClosed) {
			return;
		}

		this.#cancelShow ??= this.#options.clock.after(showMilliseconds, () => {
			this.#cancelShow = undefined;
			const {onPending, writing = () => []} = this.#options;
			const paths = writing();
			const pending = (limit?: number) => this.#writing.among(paths, this.#debounce.waiting(limit));
			const head = pending(pendingAtHand);
			onPending(new PendingList({head, count: this.#debounce.size <= pendingAtHand ? head.length : this.#debounce.size + paths.length, all: pending, look: changes => this.#sizes.of(changes)}));
		});
	}
}
