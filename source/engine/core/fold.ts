import type {FolderNode} from './node.js';
import {comparePaths} from './path.js';

/**
The name under which a case- or form-insensitive file system would file `name` (rule 31, attack A07): decomposed, folded and composed
again. Lower case first and then upper case brings together what only one of the two does (the Kelvin sign and k, ß and SS, ς and σ).
The dotless ı stays itself, as in Unicode's CaseFolding.txt.
*/
export function foldName(name: string): string {
	const folded = [...name.normalize('NFD')].map(character => character === 'ı' ? character : character.toLowerCase().toUpperCase());
	return folded.join('').normalize('NFC');
}

/** Groups of two or more names in one folder that such a file system could not keep apart; each group and the list sorted. */
export function foldClashes(folder: FolderNode): string[][] {
	const byFold = new Map<string, string[]>();
	for (const name of folder.children.keys()) {
		const key = foldName(name);
		const group = byFold.get(key);
		if (group) {
			group.push(name);
		} else {
			byFold.set(key, [name]);
		}
	}

	return [...byFold.values()]
		.filter(group => group.length > 1)
		.map(group => group.toSorted(comparePaths))
		.toSorted(([a], [b]) => comparePaths(a!, b!));
}
