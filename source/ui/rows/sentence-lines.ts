import {cleanText} from '../text/clean-text.js';
import {composeLine, type Line, type Look} from '../line.js';
import {formatCount} from '../text/count.js';
import {widthOf} from '../text/text-width.js';
import {wrapWords} from '../text/wrap.js';
import type {Sentence} from '../state/notice.js';

export type SentencePlace = {
	readonly width: number;
	/** Rows there are; what does not fit is left out at the end. */
	readonly rows: number;
	readonly look: Look;
	readonly isCentered?: boolean;
};

/** Sentences, wrapped to a width; an empty one is an empty row. */
export function sentenceLines(sentences: readonly Sentence[], {width, rows, look, isCentered = false}: SentencePlace): readonly Line[] {
	const wrapped = sentences.flatMap(({text, tone}) => {
		const parts = wrapWords(cleanText(text, look.isAsciiOnly), width);
		return (parts.length === 0 ? [''] : parts).map(row => ({row, tone}));
	});
	return wrapped.slice(0, Math.max(0, rows)).map(({row, tone}) => {
		const indent = isCentered ? Math.floor((width - widthOf(row)) / 2) : 0;
		return composeLine([{text: '', width: indent, gap: 0}, {text: row, tone, isClean: true}], width, look);
	});
}

/** An empty row and then paths, as many as fit; the last row says how many more there are. */
export function pathLines(paths: readonly string[], {width, rows, look}: SentencePlace): readonly Line[] {
	const room = rows - 1;
	if (paths.length === 0 || room < 1) {
		return [];
	}

	const shown = paths.slice(0, paths.length > room ? room - 1 : room);
	const more = paths.length - shown.length;
	return [
		composeLine([], width, look),
		...shown.map(path => composeLine([{text: ' ', gap: 1}, {text: path, grows: true, cut: 'path'}], width, look)),
		...(more > 0 ? [composeLine([{text: ' ', gap: 1}, {text: `and ${formatCount(more)} more`, tone: 'muted'}], width, look)] : []),
	];
}
