import {compose} from './merge-choices.js';
import {regionsOf} from './three-way.js';

/** Texts up to this many bytes are merged. */
export const largestTextBytes = 1024 * 1024;

/** A text that cannot be told apart from its bytes' meaning: a BOM is part of it. */
const decoder = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});

export type Texts = {readonly base: Uint8Array; readonly local: Uint8Array; readonly remote: Uint8Array};

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

	const regions = regionsOf({base: old, local: here, remote: there});
	const {text, undecided} = compose(regions, new Map());
	return undecided.length === 0 ? Buffer.from(text) : undefined;
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

/** One way of ending lines in all, and a byte order mark in all or in none. */
function endAlike(texts: readonly string[]): boolean {
	const endings = new Set(texts.flatMap(text => text.match(/\r\n|\r|\n/gv) ?? []));
	const marks = new Set(texts.map(text => text.startsWith('\u{FEFF}')));
	return endings.size <= 1 && !endings.has('\r') && marks.size === 1;
}
