import {Decisions} from './decision.js';
import {decideExistence, mergeEntries, type Merge} from './merge.js';
import {holdFrozen} from './merge-frozen.js';
import {holdDependents} from './merge-hold.js';
import {grantPlaces} from './merge-slots.js';
import type {Entry} from './merge-table.js';
import {lineUp} from './merge-walk.js';
import {otherSide, sides, type Side} from './operation.js';
import type {Mode, Plan, ReconcileInput} from './plan.js';
import {orderOperations} from './plan-order.js';
import {
	describeConflicts,
	describeNotices,
	listDeletions,
	listHeld,
} from './plan-report.js';
import {detectMoves} from './rename.js';
import {SideMoves} from './side-moves.js';

/** The sides that a mode may change. */
const changingSides: Record<Mode, readonly Side[]> = {
	'two-way': sides, push: ['remote'], pull: ['local'], 'mirror-push': ['remote'], 'mirror-pull': ['local'],
};

/**
Decides what each side has to do so that both become the merge of what happened on either side since they last agreed
(reference/rules.md has the rules by number). Pure: it looks at no clock and no disk, and gives the same plan for the same trees.

Nodes are lined up by identity (merge-walk), each attribute is merged on its own (merge, merge-node), every node gets a place of its own
(merge-slots), what cannot be decided is held with all that depends on it (merge-hold), and the difference between what each side has
and what it is to have is put in order (plan-order).
*/
export function reconcile(given: ReconcileInput): Plan {
	const input = isMirror(given.mode) ? asCopy(given) : given;
	const merge = prepare(input);
	decideExistence(merge);
	mergeEntries(merge);
	holdFrozen(merge.table, input.frozen);
	grantPlaces(merge);
	const changing = changingSides[input.mode];
	const kept = keepInMode(merge, input.mode);
	holdDependents({merge, changing, kept});
	const operations = (side: Side) => changing.includes(side) ? orderOperations(merge.table, side) : [];
	return {
		local: operations('local'),
		remote: operations('remote'),
		conflicts: describeConflicts(merge),
		notices: describeNotices(merge),
		decided: merge.decisions.followed,
		deletions: {local: listDeletions(merge, 'local', changing), remote: listDeletions(merge, 'remote', changing)},
		held: listHeld(merge),
	};
}

function isMirror(mode: Mode): boolean {
	return mode === 'mirror-push' || mode === 'mirror-pull';
}

/**
A mirror is a one-sided change: what the copy has now is what was agreed, and all differences are the source's doing. Then the source
wins everywhere, and a file that only stands elsewhere on the copy is moved there.
*/
function asCopy(input: ReconcileInput): ReconcileInput {
	const [source, copy] = input.mode === 'mirror-push' ? ['local', 'remote'] as const : ['remote', 'local'] as const;
	const moves = detectMoves(input[copy], input[source]);
	return {
		...input,
		ancestor: input[copy],
		prefer: source,
		tieWinner: source,
		localMoves: source === 'local' ? moves : [],
		remoteMoves: source === 'remote' ? moves : [],
	};
}

function prepare(input: ReconcileInput): Merge {
	const {ancestor, local, remote} = input;
	const winner = winnerOf(input);
	// What push and pull bring is named as the source names it: the other side's own renames would lead it astray.
	const isFollowed = {local: input.mode !== 'pull', remote: input.mode !== 'push'};
	const localMoves = isFollowed.local ? input.localMoves ?? detectMoves(ancestor, local) : [];
	const remoteMoves = isFollowed.remote ? input.remoteMoves ?? detectMoves(ancestor, remote) : [];
	const moves = {local: new SideMoves(localMoves, ancestor, local), remote: new SideMoves(remoteMoves, ancestor, remote)};
	return {
		table: lineUp({
			ancestor, local, remote, moves, first: winner, isBulkAllowed: input.frozen.size === 0,
		}),
		prefer: input.prefer,
		decisions: new Decisions(input.decisions ?? []),
		winner,
		devices: input.devices,
		clashes: [],
		notices: [],
	};
}

/** A preferred side also wins ties; so does the side that must not be changed, for only the other one can follow. */
function winnerOf({prefer, mode, tieWinner}: ReconcileInput): Side {
	if (prefer === 'local' || prefer === 'remote') {
		return prefer;
	}

	const [changing] = changingSides[mode];
	return changingSides[mode].length === 1 ? otherSide(changing!) : tieWinner;
}

/** push and pull never delete: what the source lacks stays where it is. */
function keepInMode({table}: Merge, mode: Mode): ReadonlySet<Entry> {
	const kept = new Set<Entry>();
	if (mode !== 'push' && mode !== 'pull') {
		return kept;
	}

	const side = mode === 'push' ? 'remote' : 'local';
	for (const entry of table.entries) {
		const isDeleted = !entry.isAlive && !entry.isGivenUp && !entry.unitedWith;
		if (!isDeleted || entry[side] === undefined) {
			continue;
		}

		entry.isHeld = true;
		kept.add(entry);
	}

	return kept;
}
