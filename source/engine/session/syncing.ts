import type {Clock} from '../clock.js';
import type {
	Operation,
	OperationResult,
	Problem,
	Side,
} from '../core/operation.js';
import type {Path} from '../core/path.js';
import type {Mode, Plan} from '../core/plan.js';
import {emptyTree, type Tree} from '../core/tree.js';
import {FsyncError} from '../fault.js';
import type {Board} from './board.js';
import type {ContentBook} from './content-book.js';
import {
	planCycle,
	rollForward,
	runCycle,
	type Carried,
	type CycleSettings,
} from './cycle.js';
import type {Line} from './line.js';
import type {LocalSide} from './local-side.js';
import {mergeLooks, type Look} from './look.js';
import type {RemoteView} from './remote-view.js';
import {ancestorAfterLosses, ancestorWithoutLost, lossSentence} from './recover.js';
import type {Reporter} from './reporter.js';
import type {SessionReport, SessionStore} from './session-store.js';
import type {Halt, SessionState} from './state.js';
import {VisibleTree} from './visible-tree.js';

export type SyncingParts = {
	readonly settings: Omit<CycleSettings, 'devices'> & {readonly deviceName: string};
	readonly local: LocalSide;
	readonly view: RemoteView;
	readonly ancestor: Tree;
	readonly store: SessionStore;
	readonly book: ContentBook;
	readonly clock: Clock;
	readonly board: Board<SessionState>;
	readonly reporter: Reporter;
};

/** How much there is left to do after a pass. */
export type Progress = {
	/** Steps found another state than planned. */
	readonly isStale: boolean;
	/** A disk refused steps: they are worth another try later. */
	readonly hasFailed: boolean;
};

/** What is known of one pairing (ancestor, both trees, what keeps it from going on), and the two things done with it: a look and a pass. */
export class Syncing {
	readonly #parts: SyncingParts;
	readonly #visible: VisibleTree;
	#ancestor: Tree;
	#halt: Halt | undefined;
	#conflicts = 0;
	/** Paths whose step found something else than the plan: worth a look before the next pass. */
	#surprises: Path[] = [];
	#busy: readonly Path[] = [];
	/** What the last pass could not do. */
	#failures: Problem[] = [];
	#report: SessionReport = {conflicts: []};
	#reported = '';
	/** An earlier run, or a pass that went otherwise than planned, may have left contents in the stage that nobody wants any more. */
	#hasLeftovers = true;

	constructor(parts: SyncingParts) {
		this.#parts = parts;
		this.#ancestor = parts.ancestor;
		this.#visible = new VisibleTree(parts.local.rules);
	}

	get halt(): Halt | undefined {
		return this.#halt;
	}

	get conflicts(): number {
		return this.#conflicts;
	}

	get problems(): number {
		return this.#parts.local.problems.length + this.#failures.length;
	}

	/** Files that were being written at the last look. */
	get busy(): readonly Path[] {
		return this.#busy;
	}

	/** What the last pass makes worth a look. */
	takeSurprises(): Look | undefined {
		const surprises = this.#surprises;
		this.#surprises = [];
		return surprises.length === 0 ? undefined : surprises;
	}

	/** Nothing was agreed with this server (any more): equal files will be adopted, nothing is deleted. */
	forgetAncestor(): void {
		this.#ancestor = emptyTree;
	}

	async look(look: Look, signal: AbortSignal): Promise<void> {
		const {local, board, reporter} = this.#parts;
		try {
			const {scan, seconds} = await local.scan(look, signal, progress => {
				board.patch({detail: `${progress.entries} entries`});
			});
			board.clear('detail');
			this.#busy = scan.busy;
			this.#recover();
			reporter.scanned(scan, seconds, look === 'all');
			for (const problem of scan.problems) {
				reporter.problem(problem);
			}

			board.patch({problems: [...local.problems, ...this.#failures]});
			this.#setHalt(this.#halt?.code === 'root' ? undefined : this.#halt);
		} catch (error) {
			if (!(error instanceof FsyncError) || error.code !== 'root') {
				throw error;
			}

			this.#setHalt({code: 'root', message: error.message, paths: []});
		}
	}

	/** What a pass would do, without doing it. */
	plan(line: Line): Plan {
		this.#forgetLost();
		const plan = planCycle(this.#cycleInput(line));
		this.#parts.reporter.planned(plan, true);
		this.#setConflicts(plan);
		return plan;
	}

	async pass(line: Line): Promise<Progress> {
		const {local, reporter, view, board} = this.#parts;
		this.#forgetLost();
		this.#failures = [];
		const input = this.#cycleInput(line);
		const forwarded = await rollForward(input);
		if (forwarded) {
			this.#keep(forwarded);
		}

		const outcome = await runCycle({...input, ancestor: this.#ancestor, local: local.tree});
		this.#keep(outcome);
		if (!outcome.halt) {
			await local.saved();
		}

		this.#setHalt(outcome.halt);
		this.#setConflicts(outcome.plan);
		board.patch({problems: [...local.problems, ...this.#failures]});
		reporter.showTree(local.tree);
		reporter.generation(view.head?.generation ?? 0);
		const isStale = outcome.isStale || this.#surprises.length > 0;
		await this.#sweep(isStale);
		await this.#saveReport();
		if (!outcome.halt && !isStale && this.#conflicts === 0 && this.#failures.length === 0) {
			this.#report = {...this.#report, inSyncMilliseconds: this.#parts.clock.wallMilliseconds()};
			const {plan} = outcome;
			reporter.inSync(view.head?.generation ?? 0, this.problems, plan.local.length + plan.remote.length > 0);
		}

		return {isStale, hasFailed: this.#failures.length > 0};
	}

	/** After a pass that went as planned nothing that is staged is wanted. */
	async #sweep(isStale: boolean): Promise<void> {
		if (this.#hasLeftovers && !isStale) {
			await this.#parts.local.replica.stage.sweep();
		}

		this.#hasLeftovers = isStale;
	}

	/** A power cut: what the disk here has lost is fetched again. */
	#recover(): void {
		const {local, reporter} = this.#parts;
		const losses = local.takeLosses();
		if (losses.length === 0) {
			return;
		}

		this.#ancestor = ancestorAfterLosses(this.#ancestor, losses);
		reporter.log({level: 'warn', topic: 'disk', message: lossSentence(losses.map(({path}) => path), 'this disk', 'They are fetched again; what is left of them goes to the trash.')});
	}

	/** What the server's disk has lost is sent again. */
	#forgetLost(): void {
		const {view, reporter} = this.#parts;
		const lost = view.takeLost();
		if (lost.length === 0) {
			return;
		}

		this.#ancestor = ancestorWithoutLost(this.#ancestor, lost, view.tree);
		reporter.log({level: 'warn', topic: 'disk', message: lossSentence(lost, 'the server\'s disk', 'Those that are still here are sent again.')});
	}

	#cycleInput(line: Line) {
		const {local, view, store, book, settings, reporter} = this.#parts;
		return {
			link: line.link,
			view,
			side: local,
			store,
			visible: this.#visible,
			ancestor: this.#ancestor,
			local: local.tree,
			frozen: local.frozen,
			settings: {...settings, mode: line.welcome.isReadOnly ? modeForReaders(settings.mode) : settings.mode, devices: {local: settings.deviceName, remote: line.welcome.device}},
			book,
			onPlan(plan: Plan) {
				reporter.planned(plan, false);
			},
			onResult: (side: Side, operation: Operation, result: OperationResult) => {
				this.#result(side, operation, result);
			},
		};
	}

	#result(side: Side, operation: Operation, result: OperationResult): void {
		this.#parts.reporter.result(side, operation, result);
		if (result.status === 'failed') {
			this.#failures.push(result.problem);
		} else if (result.status === 'stale') {
			this.#surprises = [...mergeLooks(this.#surprises, operation.kind === 'move' ? [operation.from, operation.path] : [operation.path]) as Path[]];
		}
	}

	#keep({ancestor, local}: Carried): void {
		this.#ancestor = ancestor;
		this.#parts.local.set(local);
	}

	#setConflicts(plan: Plan): void {
		this.#conflicts = plan.conflicts.length;
		this.#report = {...this.#report, conflicts: plan.conflicts};
		this.#parts.reporter.conflicts(plan.conflicts);
	}

	/** For the commands beside a session. */
	async close(): Promise<void> {
		await this.#parts.store.saveReport(this.#report);
	}

	/** Only what a person would want to see at once is worth a write after each pass. */
	async #saveReport(): Promise<void> {
		const key = JSON.stringify(this.#report.conflicts.map(({path, reason}) => [path, reason]));
		if (key === this.#reported) {
			return;
		}

		this.#reported = key;
		await this.#parts.store.saveReport(this.#report);
	}

	#setHalt(halt: Halt | undefined): void {
		const {board, reporter} = this.#parts;
		if (halt) {
			board.patch({halt, phase: 'halted'});
			if (halt.message !== this.#halt?.message) {
				reporter.halted(halt);
			}
		} else if (this.#halt) {
			board.clear('halt');
		}

		this.#halt = halt;
	}
}

/** What is left of a mode when the share may only be read. */
function modeForReaders(mode: Mode): Mode {
	if (mode === 'push' || mode === 'mirror-push') {
		throw new FsyncError('forbidden', `This share is read-only for this device, so --mode ${mode} cannot do anything. Ask the server's owner for an invite that may write.`);
	}

	return mode === 'two-way' ? 'pull' : mode;
}
