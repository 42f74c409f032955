import {diffArrays, diffWordsWithSpace} from 'diff';

/** Lines that may differ, gone and new ones together: the time grows with the square, and more is hardly the same text any more. */
const mostEdits = 1000;
/** The same for words of one line. */
const mostWordEdits = 200;

/** Lines of the one text, from `start` to before `end`, and what stands there in the other instead. */
export type Hunk = {readonly start: number; readonly end: number; readonly lines: readonly string[]};

/** Each with its line break, so that joining them gives the text again. */
export const linesOf = (text: string): string[] => text === '' ? [] : text.split(/(?<=\n)/v);

/** What makes the one text the other, in order and never touching each other; undefined when they are too different to say. */
export function hunksOf(base: readonly string[], other: readonly string[]): Hunk[] | undefined {
	const hunks: Hunk[] = [];
	let at = 0;
	for (const {value, added, removed} of diffArrays([...base], [...other], {maxEditLength: mostEdits}) ?? []) {
		const end = added ? at : at + value.length;
		if (added || removed) {
			extend(hunks, {start: at, end, lines: added ? value : []});
		}

		at = end;
	}

	// Without an end the two were too different.
	return at === base.length ? hunks : undefined;
}

/** What goes and what comes in one place is one hunk. */
function extend(hunks: Hunk[], {start, end, lines}: Hunk): void {
	const before = hunks.at(-1);
	if (before?.end === start) {
		hunks[hunks.length - 1] = {start: before.start, end, lines: [...before.lines, ...lines]};
	} else {
		hunks.push({start, end, lines});
	}
}

/** A stretch of a line, and whether the other line has it too. */
export type WordPart = {readonly text: string; readonly isChanged: boolean};

/** The second line in parts, with what is not in the first one marked. One part when they have nothing or too much apart. */
export function changedWords(before: string, after: string): readonly WordPart[] {
	const parts = diffWordsWithSpace(before, after, {maxEditLength: mostWordEdits});
	const kept = parts?.filter(({added, removed}) => !added && !removed) ?? [];
	return !parts || kept.every(({value}) => value.trim() === '') ? [{text: after, isChanged: true}] : parts.filter(({removed}) => !removed).map(({value, added}) => ({text: value, isChanged: added}));
}
