import {joinPath, type Path} from './path.js';
import type {Move} from './rename.js';

/** A place in the tree as it is named now. What was never moved itself stands where its folder's origin says. */
type Place = {origin?: Path; readonly places: Map<string, Place>};

/**
Sums up moves made one after the other: where each moved node stood before the first and stands after the last. a→b then b→c is a→c,
a→b then b→a is nothing, and what rode along in a moved folder is not listed.
*/
export function netMoves(moves: Iterable<Move>): Move[] {
	const root: Place = {origin: '', places: new Map()};
	for (const {from, to} of moves) {
		const place = take(root, from);
		put(root, to, place);
	}

	return [...listMoved(root, '', '')];
}

/** Removes the place from its folder; it remembers where what stands there came from. */
function take(root: Place, path: Path): Place {
	let folder = root;
	let origin = '';
	const names = path.split('/');
	const last = names.pop()!;
	for (const name of names) {
		folder = enter(folder, name);
		origin = folder.origin ?? joinPath(origin, name);
	}

	const place: Place = folder.places.get(last) ?? {places: new Map()};
	folder.places.delete(last);
	place.origin ??= joinPath(origin, last);
	return place;
}

function put(root: Place, path: Path, place: Place): void {
	let folder = root;
	const names = path.split('/');
	const last = names.pop()!;
	for (const name of names) {
		folder = enter(folder, name);
	}

	folder.places.set(last, place);
}

function enter(folder: Place, name: string): Place {
	const known = folder.places.get(name);
	if (known) {
		return known;
	}

	const place: Place = {places: new Map()};
	folder.places.set(name, place);
	return place;
}

function * listMoved(folder: Place, path: Path, origin: Path): Generator<Move> {
	for (const [name, place] of folder.places) {
		const to = joinPath(path, name);
		const ride = joinPath(origin, name);
		if (place.origin !== undefined && place.origin !== ride) {
			yield {from: place.origin, to};
		}

		yield * listMoved(place, to, place.origin ?? ride);
	}
}
