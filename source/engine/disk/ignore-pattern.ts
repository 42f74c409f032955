import type {Path} from '../core/path.js';

/** A line of a rule file, as a pattern that means the same when it stands in the root's file. */
export type IgnoreLine = {
	readonly pattern: string;
	/** Where it comes from: the file and the line, counted from one. No file: the command line. */
	readonly file?: Path;
	readonly line: number;
	/** As it is written there. */
	readonly text: string;
};

/** Takes off trailing spaces, but not an escaped one (gitignore(5)). */
function trimEnd(text: string): string {
	let end = text.length;
	while (text[end - 1] === ' ') {
		end--;
	}

	let escapes = 0;
	while (text[end - escapes - 1] === '\\') {
		escapes++;
	}

	return text.slice(0, escapes % 2 === 1 && end < text.length ? end + 1 : end);
}

/**
The pattern of a file in `folder` as it would be written in the root: a slash at the beginning or in the middle binds it to its
folder, otherwise it may match at any depth below. Undefined for blank lines and comments.
*/
export function rebasePattern(folder: Path, text: string): string | undefined {
	if (text === '' || text.startsWith('#')) {
		return undefined;
	}

	if (folder === '') {
		return text;
	}

	const isNegative = text.startsWith('!');
	// An escape in front of `!` or `#` is only needed where the line begins with it.
	const body = trimEnd(isNegative ? text.slice(1) : text).replace(/^\\(?=[!#])/v, '');
	if (body === '' || body === '/') {
		return undefined;
	}

	const isBound = body.slice(0, -1).includes('/');
	const base = folder.replaceAll(/[ *?\[\\\]]/gv, String.raw`\$&`);
	const rest = isBound ? body.replace(/^\//v, '') : `**/${body}`;
	return `${isNegative ? '!' : ''}/${base}/${rest}`;
}

/** The patterns of one rule file. */
export function parseIgnoreFile(folder: Path, file: Path, text: string): IgnoreLine[] {
	const lines: IgnoreLine[] = [];
	for (const [index, line] of text.replace(/^\u{FEFF}/v, '').split(/\r?\n/v).entries()) {
		const pattern = rebasePattern(folder, line);
		if (pattern !== undefined) {
			lines.push({
				pattern, file, line: index + 1, text: line,
			});
		}
	}

	return lines;
}
