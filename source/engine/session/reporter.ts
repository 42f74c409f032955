import type {Clock} from '../clock.js';
import type {
	Operation,
	OperationResult,
	Problem,
	Side,
} from '../core/operation.js';
import type {Path} from '../core/path.js';
import type {Notice, Plan} from '../core/plan.js';
import type {Tree} from '../core/tree.js';
import type {ScanResult} from '../disk/replica.js';
import type {FsyncError} from '../fault.js';
import type {Board} from './board.js';
import {conflictSentence} from './conflict-sentence.js';
import type {IgnoreChange} from './ignore-change.js';
import {ignoreSentence} from './ignore-sentence.js';
import type {Line} from './line.js';
import {conflictKey, type OpenConflict} from './open-conflicts.js';
import {countOperations, OperationCounter} from './plan-counts.js';
import type {
	EngineEvent,
	Halt,
	PlanCounts,
	SessionState,
} from './state.js';
import {Tally, type Crossed} from './tally.js';
import {treeCounts} from './tree-counts.js';

type Crossing = Crossed & {readonly path: Path; readonly direction: 'up' | 'down'; readonly size: number};

export type ReporterOptions = {
	readonly clock: Clock;
	readonly board: Board<SessionState>;
	readonly onEvent: (event: EngineEvent) => void;
};

/** Turns what a session does into events, log lines and totals; decides nothing. */
export class Reporter {
	readonly #options: ReporterOptions;
	readonly #counters = {local: new OperationCounter(), remote: new OperationCounter()};
	readonly #told = new Set<string>();
	readonly #tally = new Tally();
	/** Contents of the plan under way whose steps have no result yet. */
	#queued = 0;
	#equalAt = '';
	/** What the last whole look has found. */
	#found = '';

	constructor(options: ReporterOptions) {
		this.#options = options;
	}

	event(event: EngineEvent): void {
		this.#options.onEvent(event);
	}

	log(...line: Parameters<Board<SessionState>['log']>): void {
		this.#options.board.log(...line);
	}

	connected({connection, welcome}: Line): void {
		const {board} = this.#options;
		const {device: name, share, basis, head} = welcome;
		board.clear('lastError', 'retryAtMilliseconds', 'failedAttempts');
		board.patch({
			peer: {
				name, address: connection.address, device: connection.peer, protocol: welcome.version, generation: head.generation, freeBytes: welcome.freeBytes, diskBytes: welcome.diskBytes, latencyHistory: [],
			},
		});
		this.event({
			type: 'connected', peer: connection.peer, name, address: connection.address, share, basis,
		});
		this.log({level: 'info', topic: 'peer', message: `connected to ${name} (${connection.address})`});
	}

	/** `failedAttempts`: in a row; 0 when a line that was there is gone. */
	disconnected(reason: FsyncError, retryMilliseconds: number, failedAttempts: number): void {
		const {board, clock} = this.#options;
		board.dropTransfers();
		this.#queue(0);
		board.clear('peer');
		board.patch({
			phase: 'offline',
			lastError: reason.message,
			failedAttempts,
			retryAtMilliseconds: clock.monotonicMilliseconds() + retryMilliseconds,
			...(failedAttempts === 0 && {lastContactMilliseconds: clock.wallMilliseconds()}),
		});
		this.event({type: 'disconnected', reason: reason.message, retryMilliseconds});
		this.log({level: 'warn', topic: 'peer', message: reason.message});
	}

	halted(halt: Halt): void {
		this.event({type: 'halted', ...halt});
		this.log({level: 'error', topic: 'halt', message: halt.message});
	}

	/** The share's generation as it is known now. */
	generation(generation: number): void {
		const {peer} = this.#options.board.state();
		if (peer) {
			this.#options.board.patch({peer: {...peer, generation}});
		}
	}

	/** Both sides are equal; said once for each state that they were equal in. */
	inSync(generation: number, problems: number, isNews: boolean): void {
		const key = `${generation} ${problems}`;
		if (!isNews && key === this.#equalAt) {
			return;
		}

		this.#equalAt = key;
		this.#options.board.patch({lastInSyncMilliseconds: this.#options.clock.wallMilliseconds()});
		this.event({
			type: 'in-sync', generation, conflicts: 0, problems,
		});
	}

	/** A small look after a single save is not worth an event of its own. */
	scanned(scan: ScanResult, seconds: number, isWhole: boolean): void {
		const {board} = this.#options;
		const tree = treeCounts(scan.tree);
		board.patch({tree});
		if (!isWhole) {
			return;
		}

		this.event({
			type: 'scanned', side: 'local', ...tree, hashedFiles: scan.hashedFiles, hashedBytes: scan.hashedBytes, seconds,
		});
		const found = `${tree.files} files, ${scan.hashedFiles} read`;
		if (found === this.#found) {
			// A look from time to time that finds what the one before has found is nothing to tell of.
			return;
		}

		this.#found = found;
		board.log({level: 'debug', topic: 'scan', message: `${found}, in ${seconds.toFixed(2)} s`});
	}

	planned(plan: Plan, isDryRun: boolean): void {
		this.#queue([...plan.local, ...plan.remote].filter(operation => hasContent(operation)).length);
		const counts = {local: countOperations(plan.local), remote: countOperations(plan.remote), conflicts: plan.conflicts.length};
		if (isDryRun || plan.local.length + plan.remote.length + plan.conflicts.length > 0) {
			this.event({type: 'planned', ...counts, ...(isDryRun && {plan})});
		}

		for (const notice of plan.notices) {
			if (this.#isNew(`notice ${notice.path} ${notice.message}`)) {
				this.notice(notice);
			}
		}
	}

	/** `topic`: a word for the log. */
	notice({path, message}: Notice, topic = 'kept'): void {
		this.event({type: 'notice', path, message});
		this.log({
			level: 'warn', topic, path, message,
		});
	}

	/** `isSpared`: its content did not have to travel. */
	result(side: Side, operation: Operation, result: OperationResult, isSpared = false): void {
		this.#queue(this.#queued - (hasContent(operation) ? 1 : 0));
		if (result.status === 'applied') {
			this.#applied(side, operation, isSpared);
		} else if (result.status === 'failed') {
			this.problem(result.problem);
		} else {
			this.log({
				level: 'debug', topic: 'plan', path: operation.path, message: `planned again: ${result.reason}`,
			});
		}
	}

	conflicts(conflicts: readonly OpenConflict[]): void {
		this.#options.board.patch({conflicts});
		for (const conflict of conflicts) {
			const message = conflictSentence(conflict);
			if (!this.#isNew(conflictKey(conflict))) {
				continue;
			}

			this.event({
				type: 'conflict', path: conflict.path, reason: conflict.reason, message,
			});
			this.log({
				level: 'conflict', topic: 'conflict', path: conflict.path, message,
			});
		}
	}

	problems(problems: readonly Problem[]): void {
		for (const problem of problems) {
			this.problem(problem);
		}
	}

	problem(problem: Problem): void {
		if (!this.#isNew(`problem ${problem.side} ${problem.path} ${problem.code}`)) {
			return;
		}

		this.event({type: 'problem', ...problem});
		this.log({
			level: 'error', topic: problem.code, path: problem.path, message: problem.message,
		});
	}

	/** Other rules leave things out, or bring them back: what counts as equal is something else from now on, and is said anew. */
	ignoreChanged(change: IgnoreChange): void {
		this.#equalAt = '';
		const message = ignoreSentence(change);
		this.event({type: 'ignore-changed', ...change, message});
		this.log({level: 'warn', topic: 'ignore', message});
	}

	/** A content is on its way. */
	transferring({path, direction, size, sentBytes, reusedBytes}: Crossing): void {
		this.event({
			type: 'transfer', path, direction, size, sentBytes, reusedBytes,
		});
	}

	/** A content has crossed (or was taken from what the receiver had). */
	transferred(crossing: Crossing): void {
		this.transferring(crossing);
		this.#tally.crossed(crossing);
	}

	/** Bytes of contents have travelled as fewer. */
	packed(bytes: number, packedBytes: number): void {
		this.#tally.packed(bytes, packedBytes);
	}

	/** The last event of a run to the end. */
	summary({conflicts, problems}: SessionState, seconds: number): void {
		const {wireSentBytes, wireReceivedBytes, literalBytes, reusedBytes, saved} = this.#tally.totals();
		this.event({
			type: 'summary',
			...this.counts(),
			conflicts: conflicts.length,
			problems: problems.length,
			wireSentBytes,
			wireReceivedBytes,
			literalBytes,
			reusedBytes,
			saved,
			seconds,
		});
	}

	wire(sent: number, received: number): void {
		this.#tally.wire(sent, received);
		this.#options.board.patch({totals: this.#tally.totals()});
	}

	counts(): {local: PlanCounts; remote: PlanCounts} {
		return {local: this.#counters.local.counts(), remote: this.#counters.remote.counts()};
	}

	/** What a pass has led to. The counts are shown with it, for a small change is too little traffic to bring them up to date by itself. */
	passed(tree: Tree): void {
		this.#options.board.patch({tree: treeCounts(tree), totals: this.#tally.totals()});
	}

	#applied(side: Side, operation: Operation, isSpared: boolean): void {
		const name = this.#counters[side].add(operation);
		const from = operation.kind === 'move' ? {from: operation.from} : {};
		this.event({
			type: 'applied', path: operation.path, operation: name, side, ...from,
		});
		const message = operation.kind === 'move' ? `${name} from ${operation.from}` : name;
		this.log({
			level: 'ok', topic: side === 'remote' ? 'up' : 'down', path: operation.path, message,
		});
		this.#tally.applied(operation, isSpared);
	}

	/** A pass that follows after a journal, or after another plan, has no count: it never goes below none. */
	#queue(count: number): void {
		this.#queued = Math.max(0, count);
		this.#options.board.patch({queuedTransfers: this.#queued});
	}

	/** Says each thing once as long as it stays the same. */
	#isNew(key: string): boolean {
		if (this.#told.has(key)) {
			return false;
		}

		this.#told.add(key);
		return true;
	}
}

/** Whether a step brings a file's content with it. */
const hasContent = (operation: Operation) => operation.kind === 'put' && operation.node.kind === 'file'
	&& !(operation.expected?.kind === 'file' && operation.expected.digest === operation.node.digest);
