import {needsJournal} from '../core/needs-journal.js';
import {sameContent} from '../core/node.js';
import type {Problem} from '../core/operation.js';
import type {
	Decision,
	Mode,
	Plan,
	Preference,
} from '../core/plan.js';
import type {Path} from '../core/path.js';
import {reconcile} from '../core/reconcile.js';
import type {Move} from '../core/rename.js';
import {lookup, type Tree} from '../core/tree.js';
import {
	carryOut,
	seenBy,
	type Carried,
	type CarriedBy,
	type CarryOutInput,
} from './carry-out.js';
import {expandDeletions} from './expand-deletion.js';
import {deletionHalts} from './halt.js';
import {planApart, type Apart} from './keep-apart.js';
import {ruleSteps} from './rule-steps.js';
import {settle, type Settling} from './settle.js';
import {shownTree} from './show-folders.js';
import type {Halt} from './state.js';

export type CycleSettings = {
	/** The server's disk takes names that differ in case or form alone for one. */
	readonly isRemoteFolding: boolean;
	readonly mode: Mode;
	readonly prefer: Preference;
	readonly devices: {readonly local: string; readonly remote: string};
};

export type CycleInput = CarriedBy & Settling & {
	readonly frozen: ReadonlySet<Path>;
	readonly settings: CycleSettings;
	/** What a person has decided about single conflicts. */
	readonly decisions: readonly Decision[];
	/** Whether somebody has said to go on with these deletions. */
	readonly isAccepted: (halt: Halt) => boolean;
	/** Whether this plan has to wait until somebody has seen it. */
	readonly isHeld: (plan: Plan) => boolean;
	readonly onPlan: (plan: Plan) => void;
	readonly onProblem: (problem: Problem) => void;
};

export type CycleOutcome = Carried & {
	readonly plan: Plan;
	/** Deletions that are too many to go on without an answer; the first that has none is `halt`, and then nothing was done. */
	readonly halts: readonly Halt[];
	readonly halt?: Halt;
	/** The plan waits for somebody, and nothing was done. */
	readonly isHeld?: true;
};

type PlanInput = Pick<CycleInput, 'view' | 'visible' | 'side' | 'ancestor' | 'local' | 'frozen' | 'settings' | 'decisions'>;

/** What there is to do now. A moved folder's rules hold under both its names, for the side that has not moved it yet has ignored things in it too. */
export function planCycle(input: PlanInput): Apart {
	const {rules} = input.side;
	const remoteMoves = input.view.takeMoves();
	const apart = planWith(input, remoteMoves);
	const {plan} = apart;
	const isNews = [
		...plan.local.map(operation => operation.kind === 'move' && rules.follow?.(operation.from, operation.path) === true),
		...plan.remote.map(operation => operation.kind === 'move' && rules.follow?.(operation.path, operation.from) === true),
	];
	return isNews.includes(true) ? planWith(input, remoteMoves) : apart;
}

function planWith(input: PlanInput, remoteMoves: readonly Move[] | undefined): Apart {
	const {visible, ancestor, local, frozen, settings, decisions, side} = input;
	const remote = shownRemote(input, [local, visible.of(ancestor)]);
	return planApart({local: side.isFolding, remote: settings.isRemoteFolding}, {local, remote}, held => reconcile({
		ancestor: visible.of(ancestor),
		local,
		remote,
		mode: settings.mode,
		prefer: settings.prefer,
		decisions,
		frozen: held.length === 0 ? frozen : new Set([...frozen, ...held]),
		tieWinner: 'remote',
		devices: settings.devices,
		...(remoteMoves && {remoteMoves}),
	}));
}

/** The server's tree without ignored things; a folder that holds nothing else is there as long as one of the others has it. */
function shownRemote({view, visible}: Pick<CycleInput, 'view' | 'visible'>, others: readonly Tree[]): Tree {
	return shownTree(visible, view.tree, others);
}

/** One pass: plan, look at the limits, write the plan down, carry it out on both sides, and let the ancestor follow what was done. */
export async function runCycle(input: CycleInput): Promise<CycleOutcome> {
	const {view, visible} = input;
	const seen = {heard: view.head?.generation ?? 0, seen: seenBy(view)};
	const {plan, clashes} = planCycle(input);
	input.onPlan(plan);
	const trees = {local: input.local, remote: shownRemote(input, [input.local])};
	const halts = deletionHalts(plan, visible.of(input.ancestor), trees);
	const halt = halts.find(one => !input.isAccepted(one));
	const obstacle = obstacleTo(plan, halt, input);
	if (obstacle) {
		// The moves that this plan has taken are planned again once it may be carried out.
		view.blurMoves();
		return {
			plan, ancestor: input.ancestor, local: input.local, isStale: false, isDone: false, hasMoved: false, halts, ...obstacle,
		};
	}

	const ruled = await bringRules(input, plan, seen);
	if (ruled) {
		// What was decided besides waits for the rest of the plan.
		return {
			plan, halts, ...ruled, isDone: false,
		};
	}

	const {operations: remoteOperations, problems} = expandDeletions(plan.remote, view.tree);
	for (const problem of [...clashes, ...problems]) {
		input.onProblem(problem);
	}

	const isJournalled = needsJournal([...plan.local, ...remoteOperations]);
	if (isJournalled) {
		await input.store.saveJournal({local: plan.local, remote: remoteOperations});
	}

	const done = await carryOut({
		...input, operations: {local: plan.local, remote: remoteOperations}, ...seen, ...(plan.held && {held: plan.held}),
	});
	accountForMoves(input, done, plan.conflicts.length + clashes.length);
	// What is left of a plan that was interrupted is carried out before anything is planned again.
	await settle(input, done, isJournalled && !done.isInterrupted);
	return {plan, halts, ...done};
}

/** Why a plan is not begun. */
function obstacleTo(plan: Plan, halt: Halt | undefined, {isHeld, isPaused}: CycleInput): Pick<CycleOutcome, 'halt' | 'isHeld' | 'isInterrupted'> | undefined {
	if (halt) {
		return {halt};
	}

	if (isHeld(plan)) {
		return {isHeld: true};
	}

	return isPaused() ? {isInterrupted: true} : undefined;
}

/** The moves that a plan has taken are followed, or found again by comparing the trees, or, where none has been followed, told again. */
function accountForMoves({view, visible, frozen, ancestor}: CycleInput, done: Carried, held: number): void {
	if (held + frozen.size > 0 || done.isInterrupted || (!done.isDone && done.hasMoved)) {
		view.blurMoves();
	} else if (!done.isDone) {
		view.returnMoves();
		view.overtake(visible.of(ancestor), done.ancestor);
	}
}

/**
Rule files come before all else, so that what they leave out is not brought as well: the next look reads them, and the next pass plans the rest. Undefined when
there are none, nothing else is to be done, or they could not be had.
*/
async function bringRules(input: CycleInput, plan: Plan, seen: Pick<CarryOutInput, 'heard' | 'seen'>): Promise<Carried | undefined> {
	const steps = ruleSteps(plan.local, input.side.rules.fileNames ?? []);
	if (steps.length === 0 || steps.length === plan.local.length + plan.remote.length) {
		return undefined;
	}

	const done = await carryOut({
		...input, operations: {local: steps, remote: []}, ...seen, ...(plan.held && {held: plan.held}),
	});
	if (steps.some(({path, node}) => !sameContent(lookup(done.local, path), node))) {
		return undefined;
	}

	// The moves that the plan has followed are not carried out yet.
	input.view.blurMoves();
	await settle(input, done, false);
	return done;
}
