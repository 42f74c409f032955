/*
Characters that act on a terminal or on the reader's eye instead of being seen: C0, DEL, C1, lone surrogates, line and
paragraph separators, and whatever Unicode calls default-ignorable (bidi embeddings and isolates, directional marks, zero-width
spaces, tags). The joiners and emoji selectors stay, for scripts and emoji need them and they move nothing.
*/
const unseen = String.raw`[[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029]--[\u200C\u200D\uFE0E\uFE0F]]`;
const beyondAscii = String.raw`[^\u0020-\u007E]`;

/** Finds what must be written as an escape, and the backslashes that could be read as one (with what follows them). */
const rulesFor = (hidden: string) => ({
	hidden: new RegExp(hidden, 'gv'),
	ambiguous: new RegExp(String.raw`\\(?=\\*(?:x[\da-f]{2}|u\{[\da-f]+\}|${hidden}))`, 'gv'),
});
const seenRules = rulesFor(unseen);
const asciiRules = rulesFor(beyondAscii);

const escapeOrBackslashes = /\\(?:\\|x[\da-f]{2}|u\{[\da-f]+\})/gv;
const nothingToClean = /^[\u{20}-\u{5B}\u{5D}-\u{7E}]*$/v;

/**
A text from a disk or a peer, made safe to print: each unseen character becomes a visible `\xNN` or `\u{…}`, and a backslash
that would look like one of these is doubled, so that two different names never look the same. With `isAsciiOnly` (a terminal
that does not read UTF-8, where a byte of a letter can be a control), everything beyond ASCII is written so too.
*/
export function cleanText(text: string, isAsciiOnly = false): string {
	if (nothingToClean.test(text)) {
		return text;
	}

	const rules = isAsciiOnly ? asciiRules : seenRules;
	return text.replaceAll(rules.ambiguous, backslash => backslash + backslash).replaceAll(rules.hidden, character => escapeCharacter(character));
}

function escapeCharacter(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	const digits = code.toString(16).padStart(2, '0');
	return code <= 0xFF ? String.raw`\x${digits}` : String.raw`\u{${digits}}`;
}

/** A cleaned text in parts: what `cleanText` wrote in the place of unseen characters, and what was there already. */
export function splitEscapes(text: string): ReadonlyArray<{readonly text: string; readonly isEscape: boolean}> {
	const parts: Array<{text: string; isEscape: boolean}> = [];
	let end = 0;
	for (const match of text.matchAll(escapeOrBackslashes)) {
		if (match[0] === String.raw`\\`) {
			continue;
		}

		parts.push({text: text.slice(end, match.index), isEscape: false}, {text: match[0], isEscape: true});
		end = match.index + match[0].length;
	}

	return [...parts, {text: text.slice(end), isEscape: false}];
}
