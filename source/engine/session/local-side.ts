import type {Clock} from '../clock.js';
import type {Problem} from '../core/operation.js';
import type {Path} from '../core/path.js';
import {emptyTree, type Tree} from '../core/tree.js';
import type {
	IgnoreRules,
	Replica,
	ScanRequest,
	ScanResult,
	TransitionRequest,
	TransitionResult,
} from '../disk/replica.js';
import {distrustRecent, type Loss} from '../disk/losses.js';
import type {PowerCut} from '../disk/power-cut.js';
import {FsyncError} from '../fault.js';
import {guardedTransition, type TransitionGuard} from './guarded-transition.js';
import {notLookedAt, type Look} from './look.js';

/** The local replica together with what is known of it: its tree, and what of it cannot be relied on at the moment. */
export class LocalSide {
	readonly replica: Replica;
	readonly rules: IgnoreRules;
	/** Who watches the folder, if anybody does. */
	guard: TransitionGuard | undefined;
	readonly #clock: Clock;
	readonly #isUnmarked: boolean;
	#tree: Tree;
	/** What is left to be found out about it. */
	#cut: PowerCut | undefined;
	#losses: readonly Loss[] = [];
	#isRecovering: boolean;
	#isFolding = false;
	#frozen: ReadonlySet<Path> = new Set();
	#problems: readonly Problem[] = [];
	#writing: readonly Path[] = [];

	/** `isUnmarked`: the folder was never paired, and a dry run does not begin with that. */
	constructor(options: {replica: Replica; rules: IgnoreRules; clock: Clock; tree?: Tree; cut?: PowerCut | undefined; isUnmarked?: boolean}) {
		this.replica = options.replica;
		this.rules = options.rules;
		this.#clock = options.clock;
		this.#isUnmarked = options.isUnmarked ?? false;
		this.#tree = options.tree ?? emptyTree;
		this.#cut = options.cut;
		this.#isRecovering = options.cut !== undefined;
	}

	get tree(): Tree {
		return this.#tree;
	}

	/** Whether names that differ in case or form alone are one on this disk. */
	get isFolding(): boolean {
		return this.#isFolding;
	}

	get frozen(): ReadonlySet<Path> {
		return this.#frozen;
	}

	get problems(): readonly Problem[] {
		return this.#problems;
	}

	/** Files that changed while they were read, when they were looked at last. */
	get writing(): readonly Path[] {
		return this.#writing;
	}

	/** The tree after a transition, as the replica has read it back. */
	set(tree: Tree): void {
		this.#tree = tree;
	}

	/** Takes what the first scan after a power cut has found to be lost by the disk, once. */
	takeLosses(): readonly Loss[] {
		const losses = this.#losses;
		this.#losses = [];
		return losses;
	}

	/** What was found has been saved, losses and all: the power cut is over. */
	async saved(): Promise<void> {
		if (!this.#isRecovering || this.#cut) {
			return;
		}

		this.#isRecovering = false;
		await this.replica.recovered();
	}

	/** Carries out operations, known to the watcher as ours. Throws like `scan`: another folder may have come since the last look. */
	async transition(request: TransitionRequest): Promise<TransitionResult> {
		await this.#requireRoot();
		return guardedTransition(this.replica, request, this.guard);
	}

	/** Looks at the disk; throws a `root` fault when the folder is not the one that was paired (rule 34). */
	async scan(look: Look, signal: AbortSignal, {onProgress, onNamed}: Pick<ScanRequest, 'onProgress' | 'onNamed'> = {}): Promise<{scan: ScanResult; seconds: number}> {
		const started = this.#clock.monotonicMilliseconds();
		await this.#requireRoot();
		const known = this.#tree;
		const scan = await this.replica.scan({
			previous: this.#cut ? distrustRecent(known) : known,
			rules: this.rules,
			signal,
			...(onProgress && {onProgress}),
			// What a disk has after a power cut may be what it has lost.
			onNamed: this.#cut ? undefined : onNamed,
			...(look !== 'all' && {dirty: look}),
		});
		// What was looked at may have been another folder already, in which everything else is missing.
		await this.#requireRoot();
		if (this.#cut && look === 'all') {
			this.#losses = await this.replica.losses({cut: this.#cut, known, scan});
			this.#cut = undefined;
		}

		this.#tree = scan.tree;
		this.#writing = [...notLookedAt(look, this.#writing), ...scan.busy];
		this.#frozen = new Set([...notLookedAt(look, this.#frozen), ...scan.frozen]);
		const still = new Set(notLookedAt(look, this.#problems.map(problem => problem.path)));
		this.#problems = [...this.#problems.filter(problem => still.has(problem.path)), ...scan.problems];
		return {scan, seconds: (this.#clock.monotonicMilliseconds() - started) / 1000};
	}

	async #requireRoot(): Promise<void> {
		const root = await this.replica.check();
		if (root.state !== 'ready' && !(this.#isUnmarked && root.state === 'marker-missing')) {
			throw new FsyncError('root', root.message);
		}

		this.#isFolding = root.state === 'ready' && root.isFolding === true;
	}
}
