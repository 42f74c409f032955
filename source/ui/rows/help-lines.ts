import {
	composeLine,
	type Cell,
	type Line,
	type Look,
} from '../line.js';
import type {KeyBinding, KeyGroup} from '../screen.js';
import type {Glyphs} from '../glyphs.js';
import type {Tone} from '../theme.js';

/** Columns of the chords: those that move have longer names. */
const chordsWidths: Readonly<Record<'left' | 'right', number>> = {left: 13, right: 8};

const leftGroups: readonly KeyGroup[] = ['MOVE', 'SELECTION'];
const rightGroups: readonly KeyGroup[] = ['SCREEN', 'SESSION', 'VIEW', 'APP'];

/** Everything the help says of a table, for a width: all keys by group, side by side where there is room, then what the signs mean. */
export function helpLines(table: readonly KeyBinding[], width: number, look: Look): readonly Line[] {
	const left = leftGroups.flatMap(group => groupLines(table, group, 'left'));
	const right = rightGroups.flatMap(group => groupLines(table, group, 'right'));
	const rows = width >= 72 ? besideEachOther(left, right, width) : [...left, ...right];
	return [...rows, ...signCells(look, width)].map(cells => composeLine(cells, width, look));
}

/** A group's title and keys, and an empty line after them. */
function groupLines(table: readonly KeyBinding[], group: KeyGroup, side: 'left' | 'right'): Cell[][] {
	// Two bindings of one key that do the same are told once.
	const bindings = table.filter((binding, index) => binding.group === group && table.findIndex(each => each.action === binding.action) === index);
	return bindings.length === 0 ? [] : [[{text: group, tone: 'strong'}], ...bindings.map(binding => bindingCells(binding, side)), []];
}

const bindingCells = ({chords, help}: KeyBinding, side: 'left' | 'right'): Cell[] => [
	{
		text: ` ${chords.join(' ')}`, width: chordsWidths[side], tone: 'key', gap: 1,
	},
	{text: help, grows: true},
];

function besideEachOther(left: readonly Cell[][], right: readonly Cell[][], width: number): Cell[][] {
	const half = Math.max(chordsWidths.left + 18, Math.floor((width - 2) * 0.42));
	return Array.from({length: Math.max(left.length, right.length)}, (_, index) => {
		const [first = {text: ''}, help] = left[index] ?? [];
		const cells: Cell[] = help === undefined
			? [{...first, width: half}]
			: [first, {text: help.text, width: half - chordsWidths.left - 1}];
		return [...cells, ...(right[index] ?? [])];
	});
}

type Sign = readonly [glyph: keyof Glyphs, word: string, tone: Tone];

const chunkSigns: readonly Sign[] = [
	['reused', 'reused', 'reused'], ['patched', 'delta', 'patched'], ['borrowed', 'from others', 'borrowed'], ['sent', 'sent', 'sent'], ['inFlight', 'in flight', 'inFlight'], ['pending', 'pending', 'pending'], ['failed', 'failed', 'failed'],
];
const stateSigns: readonly Sign[] = [
	['live', 'live', 'good'],
	['busy', 'busy', 'busy'],
	['paused', 'paused', 'warning'],
	['offline', 'offline', 'warning'],
	['conflict', 'conflict', 'warning'],
	['error', 'problem', 'bad'],
	['halted', 'halted', 'bad'],
];
const letters: ReadonlyArray<readonly [letter: string, word: string, tone: Tone]> = [
	['A', 'added', 'good'], ['M', 'modified', 'warning'], ['R', 'renamed', 'accent'], ['D', 'deleted', 'bad'],
];

function signCells({glyphs}: Look, width: number): Cell[][] {
	const signs = (list: readonly Sign[]) => list.map(([glyph, word, tone]): Cell[] => [{text: glyphs[glyph], tone, gap: 1}, {text: word}]);
	return [
		...signRows('chunks', signs(chunkSigns), width),
		...signRows('states', signs(stateSigns), width),
		...signRows('changes', letters.map(([letter, word, tone]): Cell[] => [{text: letter, tone, gap: 1}, {text: word}]), width),
	];
}

/** Signs of one kind, all in a row where there is room, else four in each. */
function signRows(label: string, signs: readonly Cell[][], width: number): Cell[][] {
	const whole = signs.reduce((sum, cells) => sum + cells.reduce((length, {text}) => length + text.length, 3), 8);
	const most = width >= whole ? signs.length : 4;
	const rows = Array.from({length: Math.ceil(signs.length / most)}, (_, row) => signs.slice(row * most, (row + 1) * most));
	return rows.map((row, index) => [{
		text: index === 0 ? label : '', width: 7, tone: 'strong', gap: 1,
	}, ...row.flat()]);
}
