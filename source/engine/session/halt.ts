import {sides, type Side} from '../core/operation.js';
import type {Plan} from '../core/plan.js';
import {isEmptied, massDeletion} from '../core/safety.js';
import type {Tree} from '../core/tree.js';
import type {Halt} from './state.js';

/** The deletions of a plan that somebody has to look at first, as a halt for each side that they vanished from. */
export function deletionHalts(plan: Plan, ancestor: Tree, trees: Readonly<Record<Side, Tree>>): Halt[] {
	return sides.flatMap(side => {
		const check = {deletions: plan.deletions[side], ancestor, after: trees[side]};
		const paths = massDeletion(check);
		return paths ? [haltFor(side, isEmptied(check) ? 'emptied' : 'mass-delete', paths)] : [];
	});
}

function haltFor(side: Side, code: 'emptied' | 'mass-delete', paths: Halt['paths']): Halt {
	const where = side === 'local' ? 'the folder here' : 'the folder on the server';
	const other = side === 'local' ? 'on the server' : 'here';
	const what = code === 'emptied' ? `Everything is gone from ${where} (${paths.length} paths)` : `${paths.length} paths vanished from ${where}`;
	return {
		code, side, paths, message: `${what}; nothing was deleted ${other}. ${waysOn}`,
	};
}

const waysOn = 'Accept it with `fsync-tui halt accept` (or --yes-delete), put the files back with `fsync-tui halt put-back` (or --restore-deleted), or leave both sides as they are.';
