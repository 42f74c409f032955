import {isWithin, rebase, type Path} from '../core/path.js';
import type {Move} from '../core/rename.js';

/** Where something that stands at `path` after `moves` stood before them: the innermost moved folder around it decides. */
function placeBefore(path: Path, moves: readonly Move[]): Path {
	let innermost: Move | undefined;
	for (const move of moves) {
		if (isWithin(move.to, path) && (!innermost || move.to.length > innermost.to.length)) {
			innermost = move;
		}
	}

	return innermost ? rebase(path, innermost.to, innermost.from) : path;
}

/** The same the other way round. */
function placeAfter(path: Path, moves: readonly Move[]): Path {
	return placeBefore(path, moves.map(({from, to}) => ({from: to, to: from})));
}

/**
Adds one more move to a list that says, for each moved node, where it stood at the beginning and where it stands now: a→b then b→c is
a→c, a→b then b→a is nothing, and a node moved out of a moved folder is named by its first place.
*/
export function composeMove(moves: readonly Move[], next: Move): Move[] {
	const from = placeBefore(next.from, moves);
	const carried = moves
		.filter(move => move.from !== from)
		.map(move => ({from: move.from, to: rebase(move.to, next.from, next.to)}));
	const composed = [...carried, {from, to: next.to}];
	return composed.filter(move => placeAfter(move.from, composed.filter(other => other !== move)) !== move.to);
}
