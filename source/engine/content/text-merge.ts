import {diffArrays} from 'diff';

/** Texts up to this many bytes are merged. */
export const largestTextBytes = 1024 * 1024;
/** Lines that may differ from the base, gone and new ones together: the time grows with the square, and more is hardly the same text any more. */
const mostEdits = 1000;

/** A text that cannot be told apart from its bytes' meaning: a BOM is part of it. */
const decoder = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});

export type Texts = {readonly base: Uint8Array; readonly local: Uint8Array; readonly remote: Uint8Array};

/** Lines of the base, from `start` to before `end`, and what stands there instead. */
type Hunk = {readonly start: number; readonly end: number; readonly lines: readonly string[]};

/**
The base with the changes of both sides, as in `diff3` (Khanna, Kunal and Pierce, 2007), by lines. Undefined unless all three are UTF-8
without NUL, end their lines alike, and no change of one side overlaps or touches one of the other; the same change on both sides is one.
*/
export function mergeTexts({base, local, remote}: Texts): Uint8Array | undefined {
	const texts = [base, local, remote].map(bytes => readText(bytes));
	const [old, here, there] = texts;
	if (old === undefined || here === undefined || there === undefined || !endAlike([old, here, there])) {
		return undefined;
	}

	const lines = linesOf(old);
	const [ours, theirs] = [hunksOf(lines, linesOf(here)), hunksOf(lines, linesOf(there))];
	const hunks = ours && theirs && combine(ours, theirs);
	return hunks && Buffer.from(apply(lines, hunks).join(''));
}

/** Undefined for what is too large, no valid UTF-8, or holds a NUL, as binary files do. */
export function readText(bytes: Uint8Array): string | undefined {
	if (bytes.length > largestTextBytes || bytes.includes(0)) {
		return undefined;
	}

	try {
		return decoder.decode(bytes);
	} catch {
		return undefined;
	}
}

/** Each with its line break, so that joining them gives the text again. */
const linesOf = (text: string): string[] => text.split(/(?<=\n)/v);

/** One way of ending lines in all, and a byte order mark in all or in none. */
function endAlike(texts: readonly string[]): boolean {
	const endings = new Set(texts.flatMap(text => text.match(/\r\n|\r|\n/gv) ?? []));
	const marks = new Set(texts.map(text => text.startsWith('\u{FEFF}')));
	return endings.size <= 1 && !endings.has('\r') && marks.size === 1;
}

function hunksOf(base: string[], other: string[]): Hunk[] | undefined {
	const hunks: Hunk[] = [];
	let at = 0;
	for (const {value, added, removed} of diffArrays(base, other, {maxEditLength: mostEdits}) ?? []) {
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

/** All hunks in order; undefined when two of them meet that are not the same. */
function combine(ours: readonly Hunk[], theirs: readonly Hunk[]): Hunk[] | undefined {
	const all = [...ours, ...theirs].toSorted((a, b) => a.start === b.start ? a.end - b.end : a.start - b.start);
	const combined: Hunk[] = [];
	for (const hunk of all) {
		const before = combined.at(-1);
		if (!before || before.end < hunk.start) {
			combined.push(hunk);
		} else if (!isSame(before, hunk)) {
			return undefined;
		}
	}

	return combined;
}

function isSame(a: Hunk, b: Hunk): boolean {
	return a.start === b.start && a.end === b.end && a.lines.length === b.lines.length && a.lines.every((line, index) => line === b.lines[index]);
}

function apply(base: readonly string[], hunks: readonly Hunk[]): string[] {
	const parts: Array<readonly string[]> = [];
	let at = 0;
	for (const {start, end, lines} of hunks) {
		parts.push(base.slice(at, start), lines);
		at = end;
	}

	return [...parts, base.slice(at)].flat();
}
