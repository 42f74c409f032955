import {takeStart, widthOf} from './text-width.js';

/** Breaks a text into rows of at most `width` columns, between words where it can. */
export function wrapWords(text: string, width: number): string[] {
	const rows: string[] = [];
	let row = '';
	for (const word of text.split(/\s+/v)) {
		if (word === '') {
			continue;
		}

		const joined = row === '' ? word : `${row} ${word}`;
		if (widthOf(joined) <= width) {
			row = joined;
			continue;
		}

		if (row !== '') {
			rows.push(row);
		}

		const pieces = wrapHard(word, width);
		rows.push(...pieces.slice(0, -1));
		row = pieces.at(-1) ?? '';
	}

	return row === '' ? rows : [...rows, row];
}

/** Breaks a text into rows of exactly `width` columns (the last one shorter), wherever that is. */
export function wrapHard(text: string, width: number): string[] {
	const rows: string[] = [];
	let rest = text;
	while (rest !== '') {
		const row = takeStart(rest, Math.max(1, width));
		// A character wider than the row would never fit: it is left out rather than looped on.
		if (row === '') {
			break;
		}

		rows.push(row);
		rest = rest.slice(row.length);
	}

	return rows;
}
