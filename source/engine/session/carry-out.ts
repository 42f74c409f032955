import {advanceAncestor} from '../core/ancestor.js';
import type {Operation, OperationResult, Side} from '../core/operation.js';
import type {Path} from '../core/path.js';
import type {Move} from '../core/rename.js';
import type {Tree} from '../core/tree.js';
import {afterDone} from './after-done.js';
import type {ContentBook} from './content-book.js';
import {followable, notMoved} from './followable.js';
import {interrupted} from './interrupted.js';
import type {Link} from './link.js';
import type {LocalSide} from './local-side.js';
import {pull} from './pull.js';
import {push} from './push.js';
import type {RemoteView} from './remote-view.js';
import {shownTree} from './show-folders.js';
import type {VisibleTree} from './visible-tree.js';

/** What a plan is carried out on, and by. */
export type CarriedBy = {
	readonly link: Link;
	readonly view: RemoteView;
	readonly side: LocalSide;
	readonly visible: VisibleTree;
	readonly ancestor: Tree;
	readonly local: Tree;
	readonly book: ContentBook;
	/** Somebody has paused the session: nothing more is begun. */
	readonly isPaused: () => boolean;
	/** `isSpared`: its content did not have to travel. */
	readonly onResult: (side: Side, operation: Operation, result: OperationResult, isSpared: boolean) => void;
};

/** The share's tree, and how many commits of others have been told. */
export type Seen = {readonly tree: Tree; readonly othersCommits: number};

export const seenBy = ({tree, othersCommits}: RemoteView): Seen => ({tree, othersCommits});

export type CarryOutInput = CarriedBy & {
	readonly settings: {readonly devices: {readonly local: string; readonly remote: string}};
	readonly operations: {readonly local: readonly Operation[]; readonly remote: readonly Operation[]};
	/** The generation that the plan was made with; 0 where that is not known any more. */
	readonly heard: number;
	/** What the server had told by then: more may have come before the plan is begun. */
	readonly seen: Seen;
	/** `Plan.held`. */
	readonly held?: readonly Path[];
};

export type Carried = {
	readonly ancestor: Tree;
	readonly local: Tree;
	/** Some steps found another state than planned: plan again. */
	readonly isStale: boolean;
	/** Every step was taken, none was stale or failed. */
	readonly isDone: boolean;
	/** Some steps were not taken because the session was paused. */
	readonly isInterrupted?: true;
	/** A move of the other side's was followed here. */
	readonly hasMoved: boolean;
};

/** Both halves of a plan, ours first: what is sent must still stand where the scan found it. */
export async function carryOut(input: CarryOutInput): Promise<Carried> {
	const {link, view, visible, side, operations, book, settings, isPaused, onResult, held} = input;
	if (operations.remote.some(operation => operation.kind === 'move')) {
		view.blurMoves();
	}

	const {tree: remoteBefore, othersCommits: othersBefore} = input.seen;
	const pushed = await push({
		link,
		operations: operations.remote,
		local: input.local,
		remote: remoteBefore,
		heard: input.heard,
		book,
		isPaused,
		onResult: onResult.bind(undefined, 'remote'),
	});
	const {possible, waiting} = followable(operations, pushed);
	for (const operation of pushed.includes(interrupted) ? [] : waiting) {
		onResult('local', operation, notMoved, false);
	}

	const pulled = await pull({
		link,
		stage: side.replica.stage,
		transition: async request => side.transition(request),
		operations: possible,
		local: input.local,
		remote: view.tree,
		book,
		device: settings.devices.remote,
		isPaused,
		onResult: onResult.bind(undefined, 'local'),
	});
	const followed = appliedMoves(possible, pulled.results);
	const moves = [...appliedMoves(operations.remote, pushed), ...followed];
	const before = visible.of(input.ancestor);
	const advance = (from: Tree, remote: Tree, made: readonly Move[]) => advanceAncestor({
		ancestor: from, local: pulled.local, remote: shownTree(visible, remote, [pulled.local]), moves: made, ...(held && {held}),
	});
	// First what the plan has brought about: what others did to it meanwhile is a change of theirs, not another beginning. Then what both are now.
	const isAlone = view.othersCommits === othersBefore;
	const applied = isAlone ? [] : operations.remote.filter((_, index) => pushed[index]!.status === 'applied');
	const ancestor = isAlone ? advance(before, view.tree, moves) : advance(advance(before, afterDone(remoteBefore, applied), moves), view.tree, []);
	view.overtake(before, ancestor);
	view.share(ancestor);
	view.agreed(pulled.local, side.frozen);
	view.unanswered.followed();
	return {
		ancestor, local: pulled.local, hasMoved: followed.length > 0, ...fateOf([...pushed, ...pulled.results], waiting.length > 0),
	};
}

function fateOf(results: readonly OperationResult[], isWaiting: boolean): Pick<Carried, 'isStale' | 'isDone' | 'isInterrupted'> {
	return {
		isStale: isWaiting || results.some(({status}) => status === 'stale'),
		isDone: !isWaiting && results.every(({status}) => status === 'applied'),
		...results.includes(interrupted) && {isInterrupted: true},
	};
}

function appliedMoves(operations: readonly Operation[], results: readonly OperationResult[]): Move[] {
	return operations.flatMap((operation, index) => operation.kind === 'move' && results[index]!.status === 'applied'
		? [{from: operation.from, to: operation.path}]
		: []);
}
