import stringWidth from 'string-width';

const segmenter = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

/**
Printable ASCII, arrows, boxes, blocks and the other signs of our own: each is one unit long and one column wide, and most of every frame is
made of them. Everything else is measured by a library, which takes its time.
*/
const narrow = /^[\u{20}-\u{7E}·×–‖…›\u{2190}-\u{21FF}\u{2500}-\u{259F}▲○●◐✗]*$/v;

const isNarrow = (text: string) => narrow.test(text);

/** Columns that a text takes on a terminal. */
export const widthOf = (text: string): number => isNarrow(text) ? text.length : stringWidth(text);

const charactersOf = (text: string): string[] => Array.from(segmenter.segment(text), part => part.segment);

/** The longest beginning of a text that takes at most `width` columns; never half a character. */
export function takeStart(text: string, width: number): string {
	return isNarrow(text) ? text.slice(0, Math.max(0, width)) : takeCharacters(charactersOf(text), width).join('');
}

/** The longest end of a text that takes at most `width` columns. */
export function takeEnd(text: string, width: number): string {
	if (isNarrow(text)) {
		return width <= 0 ? '' : text.slice(-width);
	}

	return takeCharacters(charactersOf(text).toReversed(), width).toReversed().join('');
}

function takeCharacters(characters: readonly string[], width: number): string[] {
	const taken: string[] = [];
	let used = 0;
	for (const character of characters) {
		used += widthOf(character);
		if (used > width) {
			break;
		}

		taken.push(character);
	}

	return taken;
}

/** Fills a text with spaces on the right, up to `width` columns. */
export const padEnd = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** Fills a text with spaces on the left, up to `width` columns. */
export const padStart = (text: string, width: number): string => ' '.repeat(Math.max(0, width - widthOf(text))) + text;
