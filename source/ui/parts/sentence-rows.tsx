import {composeLine} from '../line.js';
import {useScreen} from '../state/screen.js';
import {cleanText} from '../text/clean-text.js';
import {wrapWords} from '../text/wrap.js';
import {widthOf} from '../text/text-width.js';
import type {Sentence} from '../state/notice.js';
import {Row} from './row.js';

type SentenceRowsProps = {readonly sentences: readonly Sentence[]; readonly width: number; readonly isCentered?: boolean};

/** Sentences, wrapped to a width; an empty one is an empty row. */
export function SentenceRows({sentences, width, isCentered = false}: SentenceRowsProps) {
	const {look} = useScreen();
	const rows = sentences.flatMap(({text, tone}) => {
		const wrapped = wrapWords(cleanText(text, look.isAsciiOnly), width);
		return (wrapped.length === 0 ? [' '] : wrapped).map(row => ({row, tone}));
	});
	return rows.map(({row, tone}, index) => {
		const indent = isCentered ? Math.max(0, Math.floor((width - widthOf(row)) / 2)) : 0;
		// Rows of a notice have no other name than their place.
		return <Row key={index} line={composeLine([{text: ' '.repeat(indent), gap: 0}, {text: row, tone, isClean: true}], width, look)}/>;
	});
}
