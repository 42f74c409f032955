import {
	composeLine,
	type Cell,
	type Line,
	type Look,
} from '../line.js';
import {footerKeys} from '../keys/table.js';
import {widthOf} from '../text/text-width.js';
import type {Conditions, KeyBinding} from '../screen.js';
import type {Question, TextField} from '../state/view-state.js';

/** The last line: the keys that do something now, as many as fit; how to get help and how to leave always do. */
export function footerRow(table: readonly KeyBinding[], conditions: Conditions, {width, look}: {width: number; look: Look}): Line {
	if (conditions.isClosing) {
		const text = ' Finishing what is being written';
		return composeLine([{text: `${text}${look.glyphs.ellipsis}`}, {text: 'ctrl-c', tone: 'key', gap: 1}, {text: 'leave now'}], width, look);
	}

	const keys = fittingKeys(footerKeys(table, conditions), width - 1);
	return composeLine([{text: ' ', gap: 0}, ...keys.flatMap(key => keyCells(key))], width, look);
}

const nameOf = ({chords, shown}: KeyBinding) => shown ?? chords[0] ?? '';

const keyCells = (key: KeyBinding): Cell[] => [{text: nameOf(key), tone: 'key', gap: 1}, {text: key.label ?? ''}];

const keyWidth = (key: KeyBinding) => widthOf(nameOf(key)) + 1 + widthOf(key.label ?? '') + 2;

const leaving: ReadonlySet<string> = new Set(['quit', 'leave-screen']);
/** A crashed panel has no other word about it. */
const kept: ReadonlySet<string> = new Set(['help', 'retry', ...leaving]);

function fittingKeys(keys: readonly KeyBinding[], width: number): KeyBinding[] {
	const isKept = (key: KeyBinding) => kept.has(key.action);
	// The gap after the last key needs no room.
	let room = width + 2 - keys.filter(key => isKept(key)).reduce((sum, key) => sum + keyWidth(key), 0);
	const fitting = keys.filter(key => {
		if (isKept(key)) {
			return true;
		}

		room -= keyWidth(key);
		return room >= 0;
	});
	// How to get help stands first and how to leave last, wherever the table has them.
	const place = ({action}: KeyBinding) => action === 'help' || action === 'retry' ? 0 : (leaving.has(action) ? 2 : 1);
	return fitting.toSorted((a, b) => place(a) - place(b));
}

/** What stands in the place of the keys while a question is open: the only key that means yes. */
export const questionKeysRow = ({yes}: Question, width: number, look: Look): Line => composeLine([
	{text: ' ', gap: 0}, {text: 'y', tone: 'key', gap: 1}, {text: yes}, {text: 'any other key', tone: 'key', gap: 1}, {text: 'no'},
], width, look);

const leastFieldColumns = 24;

/** A line being written, with the cursor as a cell in reverse; its end is what stays when it is too long. */
export function fieldRow({label, text, cursor}: Pick<TextField, 'label' | 'text' | 'cursor'>, width: number, look: Look): Line {
	// However long the question is, there is room for the answer.
	const labelWidth = Math.min(widthOf(label), Math.max(1, width - leastFieldColumns));
	const room = Math.max(1, width - labelWidth - 5);
	let from = 0;
	while (from < cursor && widthOf(text.slice(from, cursor)) > room - 1) {
		from++;
	}

	const [at = ' '] = text.slice(cursor);
	return composeLine([
		{text: ' ', gap: 0},
		{
			text: label, tone: 'key', width: labelWidth, gap: 1,
		},
		{text: text.slice(from, cursor), gap: 0},
		{text: at, tone: 'escape', gap: 0},
		{text: text.slice(cursor + at.length), grows: true},
	], width, look);
}
