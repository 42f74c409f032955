import {advanceAncestor} from '../core/ancestor.js';
import {
	type Decision,
	type Mode,
	type Plan,
	type Preference,
} from '../core/plan.js';
import type {Operation, OperationResult, Side} from '../core/operation.js';
import type {Path} from '../core/path.js';
import {reconcile} from '../core/reconcile.js';
import type {Move} from '../core/rename.js';
import type {Tree} from '../core/tree.js';
import type {LocalSide} from './local-side.js';
import type {ContentBook} from './content-book.js';
import {expandDeletions} from './expand-deletion.js';
import {deletionHalts} from './halt.js';
import type {Link} from './link.js';
import {pull} from './pull.js';
import {push} from './push.js';
import type {RemoteView} from './remote-view.js';
import type {SessionStore} from './session-store.js';
import type {Halt} from './state.js';
import type {VisibleTree} from './visible-tree.js';

export type CycleSettings = {
	readonly mode: Mode;
	readonly prefer: Preference;
	readonly devices: {readonly local: string; readonly remote: string};
};

export type CycleInput = {
	readonly link: Link;
	readonly view: RemoteView;
	readonly side: LocalSide;
	readonly store: SessionStore;
	readonly visible: VisibleTree;
	readonly ancestor: Tree;
	readonly local: Tree;
	readonly frozen: ReadonlySet<Path>;
	readonly settings: CycleSettings;
	readonly book: ContentBook;
	/** What a person has decided about single conflicts. */
	readonly decisions: readonly Decision[];
	/** Whether somebody has said to go on with these deletions. */
	readonly isAccepted: (halt: Halt) => boolean;
	readonly onPlan: (plan: Plan) => void;
	readonly onResult: (side: Side, operation: Operation, result: OperationResult) => void;
};

export type CycleOutcome = {
	readonly plan: Plan;
	readonly ancestor: Tree;
	readonly local: Tree;
	/** Some steps found another state than planned: plan again. */
	readonly isStale: boolean;
	/** Every step was taken, none was stale or failed. */
	readonly isDone: boolean;
	/** Deletions that are too many to go on without an answer; the first that has none is `halt`, and then nothing was done. */
	readonly halts: readonly Halt[];
	readonly halt?: Halt;
};

/** Pure: what there is to do now. */
export function planCycle(input: Pick<CycleInput, 'view' | 'visible' | 'ancestor' | 'local' | 'frozen' | 'settings' | 'decisions'>): Plan {
	const {view, visible, ancestor, local, frozen, settings, decisions} = input;
	const remoteMoves = view.takeMoves();
	return reconcile({
		ancestor: visible.of(ancestor),
		local,
		remote: visible.of(view.tree),
		mode: settings.mode,
		prefer: settings.prefer,
		decisions,
		frozen,
		tieWinner: 'remote',
		devices: settings.devices,
		...(remoteMoves && {remoteMoves}),
	});
}

/** One pass: plan, look at the limits, write the plan down, carry it out on both sides, and let the ancestor follow what was done. */
export async function runCycle(input: CycleInput): Promise<CycleOutcome> {
	const {view, visible} = input;
	const plan = planCycle(input);
	input.onPlan(plan);
	const trees = {local: input.local, remote: visible.of(view.tree)};
	const halts = deletionHalts(plan, visible.of(input.ancestor), trees);
	const halt = halts.find(one => !input.isAccepted(one));
	if (halt) {
		// The moves that this plan has taken are planned again once there is an answer.
		view.blurMoves();
		return {
			plan, ancestor: input.ancestor, local: input.local, isStale: false, isDone: false, halts, halt,
		};
	}

	const remoteOperations = expandDeletions(plan.remote, view.tree);
	const isJournalled = needsJournal(plan.local, remoteOperations);
	if (isJournalled) {
		await input.store.saveJournal({local: plan.local, remote: remoteOperations});
	}

	const done = await carryOut({...input, operations: {local: plan.local, remote: remoteOperations}, ...(plan.held && {held: plan.held})});
	if (plan.conflicts.length > 0 || input.frozen.size > 0) {
		// What was not followed now must be found again by comparing the trees.
		view.blurMoves();
	}

	await settle(input, done, isJournalled);
	return {plan, halts, ...done};
}

/** What an interrupted cycle had decided is carried out before anything is planned again. */
export async function rollForward(input: Omit<CarryOutInput, 'operations'>): Promise<Carried | undefined> {
	const operations = await input.store.loadJournal();
	if (!operations) {
		return undefined;
	}

	const done = await carryOut({...input, operations});
	await settle(input, done, true);
	return done;
}

/** The ancestor is durable before the journal goes, and the server hears of it last. */
async function settle({store, view, link}: Pick<CycleInput, 'store' | 'view' | 'link'>, {ancestor, local}: Carried, isJournalled: boolean): Promise<void> {
	const {head} = view;
	await store.saveTrees({
		ancestor, local, remote: view.tree, head,
	});
	if (isJournalled) {
		await store.saveJournal(undefined);
	}

	if (head) {
		await link.acknowledge(head);
	}
}

export type Carried = Pick<CycleOutcome, 'ancestor' | 'local' | 'isStale' | 'isDone'>;

export type CarryOutInput = Omit<CycleInput, 'settings' | 'onPlan' | 'frozen' | 'decisions' | 'isAccepted'> & {
	readonly settings: Pick<CycleSettings, 'devices'>;
	readonly operations: {readonly local: readonly Operation[]; readonly remote: readonly Operation[]};
	/** `Plan.held`. */
	readonly held?: readonly Path[];
};

/** Both halves of a plan, ours first: what is sent must still stand where the scan found it. */
export async function carryOut(input: CarryOutInput): Promise<Carried> {
	const {link, view, visible, side, operations, book, settings, onResult, held} = input;
	if (operations.remote.some(operation => operation.kind === 'move')) {
		view.blurMoves();
	}

	const remoteBefore = view.tree;
	const pushed = await push({
		link,
		operations: operations.remote,
		local: input.local,
		remote: remoteBefore,
		book,
		onResult(operation, result) {
			onResult('remote', operation, result);
		},
	});
	const pulled = await pull({
		link,
		stage: side.replica.stage,
		transition: async request => side.transition(request),
		operations: operations.local,
		local: input.local,
		remote: view.tree,
		book,
		device: settings.devices.remote,
		onResult(operation, result) {
			onResult('local', operation, result);
		},
	});
	const moves = [...appliedMoves(operations.remote, pushed), ...appliedMoves(operations.local, pulled.results)];
	const ancestor = advanceAncestor({
		ancestor: visible.of(input.ancestor), local: pulled.local, remote: visible.of(view.tree), moves, ...(held && {held}),
	});
	view.share(ancestor);
	const results = [...pushed, ...pulled.results];
	return {
		ancestor, local: pulled.local, isStale: results.some(({status}) => status === 'stale'), isDone: results.every(({status}) => status === 'applied'),
	};
}

/**
A plan that moves or deletes must be finished as planned: planning again from the old ancestor with half of it done can come to another
end (rules.md, the second finding). Puts alone are found done or not done by the next scan.
*/
function needsJournal(local: readonly Operation[], remote: readonly Operation[]): boolean {
	return local.length + remote.length > 1 && [local, remote].some(side => side.some(operation => operation.kind !== 'put'));
}

function appliedMoves(operations: readonly Operation[], results: readonly OperationResult[]): Move[] {
	return operations.flatMap((operation, index) => operation.kind === 'move' && results[index]!.status === 'applied'
		? [{from: operation.from, to: operation.path}]
		: []);
}
