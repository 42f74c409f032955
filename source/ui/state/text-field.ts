import type {TextField} from './view-state.js';

type Writing = Pick<TextField, 'text' | 'cursor'>;

const segmenter = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

/** Where the character before the cursor begins, as a person counts characters. */
function before({text, cursor}: Writing): number {
	return [...segmenter.segment(text.slice(0, cursor))].at(-1)?.index ?? 0;
}

function after({text, cursor}: Writing): number {
	const [next] = segmenter.segment(text.slice(cursor));
	return cursor + (next?.segment.length ?? 0);
}

/** Where the word before the cursor begins. */
function wordBefore({text, cursor}: Writing): number {
	return text.slice(0, cursor).trimEnd().lastIndexOf(' ') + 1;
}

const cut = ({text}: Writing, from: number, to: number): Writing => ({text: text.slice(0, from) + text.slice(to), cursor: from});

const edits: Readonly<Record<string, (writing: Writing) => Writing>> = {
	left: writing => ({...writing, cursor: before(writing)}),
	right: writing => ({...writing, cursor: after(writing)}),
	home: writing => ({...writing, cursor: 0}),
	'ctrl-a': writing => ({...writing, cursor: 0}),
	end: writing => ({...writing, cursor: writing.text.length}),
	'ctrl-e': writing => ({...writing, cursor: writing.text.length}),
	backspace: writing => cut(writing, before(writing), writing.cursor),
	delete: writing => cut(writing, writing.cursor, after(writing)),
	'ctrl-u': writing => cut(writing, 0, writing.cursor),
	'ctrl-k': writing => cut(writing, writing.cursor, writing.text.length),
	'ctrl-w': writing => cut(writing, wordBefore(writing), writing.cursor),
};

/** What a line editor's keys do; undefined for a key that edits nothing. */
export const edited = (writing: Writing, chord: string): Writing | undefined => edits[chord]?.(writing);

/** Text put in where the cursor is. A line has no line breaks: they become spaces, and other controls go. */
export function inserted({text, cursor}: Writing, more: string): Writing {
	const line = more.trimEnd().replaceAll(/[\t\n\r]+/gv, ' ').replaceAll(/\p{Control}/gv, '');
	const kept = more === ' ' ? ' ' : line;
	return {text: text.slice(0, cursor) + kept + text.slice(cursor), cursor: cursor + kept.length};
}
