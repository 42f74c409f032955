import type {Clock} from '../clock.js';
import type {
	Operation,
	OperationResult,
	Problem,
	Side,
} from '../core/operation.js';
import type {Path} from '../core/path.js';
import type {Plan} from '../core/plan.js';
import {emptyTree, type Tree} from '../core/tree.js';
import {FsyncError} from '../fault.js';
import type {HaltAnswer} from '../core/verdict.js';
import {showPlan, showScanned, showScanning} from './activity.js';
import type {Board} from './board.js';
import type {ContentBook} from './content-book.js';
import type {Carried} from './carry-out.js';
import {
	planCycle,
	runCycle,
	type CycleOutcome,
	type CycleSettings,
} from './cycle.js';
import {followView, lookAtPutBack} from './follow-view.js';
import type {EarlyOffers} from './early-offers.js';
import {IgnoreNews} from './ignore-news.js';
import type {Line} from './line.js';
import type {LocalSide} from './local-side.js';
import type {Look} from './look.js';
import type {Merging} from './merging.js';
import type {Progress} from './pass-progress.js';
import type {PlanReview} from './plan-review.js';
import {putBack, putBackFault} from './put-back.js';
import {modeForReaders} from './reader-mode.js';
import type {RemoteView} from './remote-view.js';
import {recoverLosses} from './power-losses.js';
import type {Reporter} from './reporter.js';
import type {SessionStore} from './session-store.js';
import {rollForward} from './roll-forward.js';
import {Standing} from './standing.js';
import {StepResults} from './step-results.js';
import type {Halt, SessionState} from './state.js';
import {Verdicts} from './verdicts.js';
import {VisibleTree} from './visible-tree.js';

export type SyncingParts = {
	readonly settings: Omit<CycleSettings, 'devices' | 'isRemoteFolding'> & {readonly deviceName: string; readonly acceptDeletions: boolean; readonly restoreDeletions?: boolean};
	readonly local: LocalSide;
	readonly view: RemoteView;
	readonly ancestor: Tree;
	readonly store: SessionStore;
	readonly book: ContentBook;
	readonly clock: Clock;
	readonly board: Board<SessionState>;
	readonly reporter: Reporter;
	readonly review: PlanReview;
	/** Present where texts are merged. */
	readonly merging?: Merging;
	/** Present where contents may travel before there is a plan. */
	readonly early?: EarlyOffers;
};

/** What is known of one pairing (ancestor, both trees, what keeps it from going on), and the two things done with it: a look and a pass. */
export class Syncing {
	readonly #parts: SyncingParts;
	readonly #visible: VisibleTree;
	readonly #ignoreNews: IgnoreNews;
	readonly #results: StepResults;
	#ancestor: Tree;
	#busy: readonly Path[] = [];
	readonly #standing: Standing;
	/** What people have decided. */
	readonly verdicts: Verdicts;
	/** An earlier run, or a pass that went otherwise than planned, may have left contents in the stage that nobody wants any more. */
	#hasLeftovers = true;

	constructor(parts: SyncingParts) {
		this.#parts = parts;
		this.#ancestor = parts.ancestor;
		this.#visible = new VisibleTree(parts.local.rules);
		this.#ignoreNews = new IgnoreNews({...parts, visible: this.#visible});
		this.#results = new StepResults({reporter: parts.reporter, rules: parts.local.rules});
		this.#standing = new Standing(parts);
		const {acceptDeletions, restoreDeletions = false} = parts.settings;
		this.verdicts = new Verdicts({
			store: parts.store.verdicts, reporter: parts.reporter, standing: acceptDeletions ? 'accept' : (restoreDeletions ? 'put-back' : undefined),
		});
	}

	get halt(): Halt | undefined {
		return this.#standing.halt;
	}

	get conflicts(): number {
		return this.#standing.conflicts.length;
	}

	get problems(): number {
		return this.#allProblems().length;
	}

	/** Files that were being written at the last look. */
	get busy(): readonly Path[] {
		return this.#busy;
	}

	/** What both sides last agreed on. */
	get ancestor(): Tree {
		return this.#ancestor;
	}

	/** What the last pass makes worth a look. */
	takeSurprises(): Look | undefined {
		return this.#results.takeSurprises();
	}

	/** There is a line. With a server that lists its whole tree nothing was agreed (any more): equal files will be adopted, nothing is deleted. */
	meet(line: Line): void {
		this.#ancestor = line.welcome.basis === 'listing' ? emptyTree : this.#ancestor;
		this.#parts.early?.open(line);
	}

	/** What the last run has left for people to see. */
	async open(): Promise<void> {
		await this.#standing.load();
	}

	/** Answers the halt that is shown now. */
	answerHalt(answer: HaltAnswer): void {
		this.verdicts.answer(this.#standing.halt, answer);
	}

	async look(look: Look, signal: AbortSignal): Promise<void> {
		const {local, board, reporter, early} = this.#parts;
		const before = this.#ignoreNews.before();
		try {
			const {scan, seconds} = await local.scan(look, signal, {onProgress: showScanning(board), onNamed: early?.begin(() => this.halt ? undefined : this.#ancestor)});
			showScanned(board);
			this.#busy = scan.busy;
			this.#ancestor = recoverLosses(this.#ancestor, local, reporter);
			reporter.scanned(scan, seconds, look === 'all');
			reporter.problems(scan.problems);
			this.#standing.problemsAre(this.#allProblems());
			this.#ignoreNews.tell(before, this.#ancestor);
			this.#standing.haltIs(this.halt?.code === 'root' ? undefined : this.halt);
		} catch (error) {
			if (!(error instanceof FsyncError) || error.code !== 'root') {
				throw error;
			}

			this.#standing.haltIs({code: 'root', message: error.message, paths: []});
			await this.#standing.save();
		} finally {
			early?.end();
		}
	}

	/** What a pass would do, without doing it. */
	plan(line: Line): Plan {
		const {view, reporter, review, local} = this.#parts;
		this.#ancestor = followView(this.#ancestor, this.#parts);
		const {plan, clashes} = planCycle(this.#cycleInput(line));
		reporter.problems(clashes);
		reporter.planned(plan, true);
		review.show(plan, {local: local.tree, remote: view.tree});
		this.#standing.conflictsAre(plan.conflicts, line);
		return plan;
	}

	async pass(line: Line): Promise<Progress> {
		try {
			return await this.#pass(line);
		} catch (error) {
			// The moves that the plan has taken may not have been followed.
			this.#parts.view.blurMoves();
			throw error;
		}
	}

	async #pass(line: Line): Promise<Progress> {
		await lookAtPutBack(this.#ancestor, this.#parts, async paths => this.look(paths, AbortSignal.any([])));
		this.#ancestor = followView(this.#ancestor, this.#parts);
		await this.verdicts.refresh();
		this.#results.begin();
		const rolled = await rollForward(this.#cycleInput(line));
		return rolled?.isInterrupted ? {isStale: true, hasFailed: false} : this.#conclude(await this.#cycle(line), line);
	}

	/** Says and keeps what a pass has come to. */
	async #conclude(outcome: CycleOutcome, line: Line): Promise<Progress> {
		const {local, reporter, view, merging} = this.#parts;
		const hasActed = outcome.halt === undefined && !outcome.isHeld;
		if (hasActed) {
			await local.saved();
		}

		this.#standing.haltIs(outcome.halt);
		const conflicts = await merging?.after(outcome, line, {ancestor: this.#ancestor, local: local.tree, verdicts: this.verdicts}) ?? outcome.plan.conflicts;
		this.#standing.conflictsAre(conflicts, line);
		this.#standing.problemsAre(this.#allProblems());
		reporter.passed(local.tree);
		reporter.generation(view.head?.generation ?? 0);
		// A step that goes on being stale is a problem by now, and no reason to try again at once.
		const isStale = this.#results.hasSurprises || outcome.isInterrupted === true || conflicts.length < outcome.plan.conflicts.length;
		await this.#sweep(isStale);
		await this.#standing.save();
		// Whoever waits for a verdict to go reads the report then.
		await this.verdicts.settle(outcome);
		if (hasActed && !isStale) {
			this.#cameToRest(outcome.plan);
		}

		return {isStale, hasFailed: this.#results.isRefused};
	}

	#cameToRest({local, remote}: Plan): void {
		const {reporter, view, clock, review} = this.#parts;
		review.done();
		if (this.conflicts !== 0 || this.#results.isRefused) {
			return;
		}

		this.#standing.inSyncAt(clock.wallMilliseconds());
		reporter.inSync(view.head?.generation ?? 0, this.problems, local.length + remote.length > 0);
	}

	/** After a pass that went as planned nothing that is staged is wanted; what a disk has refused is tried again with what has come. */
	async #sweep(isStale: boolean): Promise<void> {
		const isWanted = isStale || this.#results.isRefused;
		if (this.#hasLeftovers && !isWanted) {
			await this.#parts.local.replica.stage.sweep();
		}

		this.#hasLeftovers = isWanted;
	}

	/** Plans and carries out; where deletions are to be undone, they are, before anything else is done. */
	async #cycle(line: Line): Promise<CycleOutcome> {
		const input = this.#cycleInput(line);
		const outcome = await runCycle(input);
		const {halt} = outcome;
		if (!halt || this.verdicts.answerTo(halt) !== 'put-back') {
			return outcome;
		}

		const fault = putBackFault(halt, input.settings.mode);
		if (fault !== undefined) {
			return {...outcome, halt: {...halt, message: `${halt.message} ${fault}`}};
		}

		this.#ancestor = await putBack(halt, input);
		return this.#cycle(line);
	}

	#cycleInput(line: Line) {
		const {local, view, store, book, settings, reporter, review, board} = this.#parts;
		return {
			link: line.link,
			view,
			side: local,
			store,
			visible: this.#visible,
			ancestor: this.#ancestor,
			local: local.tree,
			frozen: local.frozen,
			settings: {
				...settings, mode: line.welcome.isReadOnly ? modeForReaders(settings.mode) : settings.mode, devices: {local: settings.deviceName, remote: line.welcome.device}, isRemoteFolding: line.welcome.isFolding,
			},
			book,
			decisions: this.verdicts.decisions,
			isPaused: () => board.state().isPaused,
			keep: (carried: Pick<Carried, 'ancestor' | 'local'>) => {
				this.#ancestor = carried.ancestor;
				local.set(carried.local);
			},
			isAccepted: (halt: Halt) => this.verdicts.answerTo(halt) === 'accept',
			isHeld: (plan: Plan) => review.holds(plan, {local: local.tree, remote: view.tree}),
			onPlan(plan: Plan) {
				showPlan(board, plan);
				reporter.planned(plan, false);
			},
			onResult: (side: Side, operation: Operation, result: OperationResult, isSpared: boolean) => {
				this.#results.add(side, operation, result, isSpared);
			},
			onProblem: (problem: Problem) => {
				this.#results.failed(problem);
			},
		};
	}

	#allProblems(): readonly Problem[] {
		return [...this.#parts.local.problems, ...this.#results.problems];
	}

	/** For the commands beside a session. */
	async close(): Promise<void> {
		await this.#standing.close();
	}
}
