import {cleanText} from '../text/clean-text.js';
import {composeLine, type Line, type Look} from '../line.js';
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
