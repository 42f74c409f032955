import {widthOf} from './text-width.js';

const stop = 4;

/** A line of a file as it is drawn: tabs as spaces up to the next stop, its line break taken off. */
export function drawnLine(line: string): string {
	const text = line.replace(/\r?\n$/v, '');
	if (!text.includes('\t')) {
		return text;
	}

	let drawn = '';
	for (const [index, part] of text.split('\t').entries()) {
		drawn += index === 0 ? part : ' '.repeat(stop - (widthOf(drawn) % stop)) + part;
	}

	return drawn;
}
