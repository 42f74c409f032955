import {advanceAncestor} from '../core/ancestor.js';
import {applyOperations} from '../core/apply-operation.js';
import type {Operation, OperationResult, Side} from '../core/operation.js';
import type {Path} from '../core/path.js';
import type {Mode, Plan, Preference} from '../core/plan.js';
import {reconcile} from '../core/reconcile.js';
import type {Move} from '../core/rename.js';
import {massDeletion} from '../core/safety.js';
import type {Tree} from '../core/tree.js';
import {FsyncError} from '../fault.js';
import type {Head} from '../protocol/messages.js';
import type {LocalSide} from './local-side.js';
import type {ContentBook} from './content-book.js';
import {expandDeletions} from './expand-deletion.js';
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
	readonly acceptDeletions: boolean;
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
	readonly onPlan: (plan: Plan) => void;
	readonly onResult: (side: Side, operation: Operation, result: OperationResult) => void;
};

export type CycleOutcome = {
	readonly plan: Plan;
	readonly ancestor: Tree;
	readonly local: Tree;
	/** Some steps found another state than planned: plan again. */
	readonly isStale: boolean;
	readonly halt?: Halt;
};

/** Pure: what there is to do now. */
export function planCycle(input: Pick<CycleInput, 'view' | 'visible' | 'ancestor' | 'local' | 'frozen' | 'settings'>): Plan {
	const {view, visible, ancestor, local, frozen, settings} = input;
	const remoteMoves = view.takeMoves();
	return reconcile({
		ancestor: visible.of(ancestor),
		local,
		remote: visible.of(view.tree),
		mode: settings.mode,
		prefer: settings.prefer,
		frozen,
		tieWinner: 'remote',
		devices: settings.devices,
		...(remoteMoves && {remoteMoves}),
	});
}

/** One pass: plan, look at the limits, write the plan down, carry it out on both sides, and let the ancestor follow what was done. */
export async function runCycle(input: CycleInput): Promise<CycleOutcome> {
	const {view, visible, settings} = input;
	const plan = planCycle(input);
	input.onPlan(plan);
	const trees = {local: input.local, remote: visible.of(view.tree)};
	const halt = settings.acceptDeletions ? undefined : deletionHalt(plan, visible.of(input.ancestor), trees);
	if (halt) {
		return {
			plan, ancestor: input.ancestor, local: input.local, isStale: false, halt,
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
	return {plan, ...done};
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
		await tell(link, head);
	}
}

/** What is saved counts, even if the line breaks before the server hears of it: the next greeting names the head. */
async function tell(link: Link, head: Head): Promise<void> {
	try {
		await link.acknowledge(head);
	} catch (error) {
		if (!(error instanceof FsyncError)) {
			throw error;
		}
	}
}

export type Carried = Pick<CycleOutcome, 'ancestor' | 'local' | 'isStale'>;

export type CarryOutInput = Omit<CycleInput, 'settings' | 'onPlan' | 'frozen'> & {
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
	// First what the plan has brought about: what others did to it meanwhile is a change of theirs, not another beginning. Then what both are now.
	const applied = operations.remote.filter((_, index) => pushed[index]!.status === 'applied');
	const planned = advanceAncestor({
		ancestor: visible.of(input.ancestor), local: pulled.local, remote: visible.of(applyOperations(remoteBefore, applied).tree), moves, ...(held && {held}),
	});
	const ancestor = advanceAncestor({
		ancestor: planned, local: pulled.local, remote: visible.of(view.tree), moves: [], ...(held && {held}),
	});
	view.overtake(visible.of(input.ancestor), ancestor);
	view.share(ancestor);
	const isStale = [...pushed, ...pulled.results].some(result => result.status === 'stale');
	return {ancestor, local: pulled.local, isStale};
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

function deletionHalt(plan: Plan, ancestor: Tree, trees: Readonly<Record<Side, Tree>>): Halt | undefined {
	for (const side of ['local', 'remote'] as const) {
		const paths = massDeletion({deletions: plan.deletions[side], ancestor, after: trees[side]});
		if (paths) {
			const where = side === 'local' ? 'from the folder here' : 'on the server';
			return {
				code: 'mass-delete',
				message: `${paths.length} paths vanished ${where}; nothing was deleted on the other side. If that was meant, run once with --yes-delete.`,
				paths,
			};
		}
	}

	return undefined;
}
