import {
	composeLine,
	type Cell,
	type Line,
	type Look,
} from '../line.js';
import type {KeyBinding, KeyGroup} from '../screen.js';
import type {Glyphs} from '../glyphs.js';
import type {Tone} from '../theme.js';

/** Which groups stand below each other: those that move have short descriptions, and go into the narrow column where there are two. */
const arrangements: ReadonlyArray<{readonly from: number; readonly columns: ReadonlyArray<{readonly groups: readonly KeyGroup[]; readonly share: number}>}> = [
	{from: 120, columns: [{groups: ['MOVE', 'SELECTION'], share: 0.28}, {groups: ['SCREEN', 'SESSION'], share: 0.36}, {groups: ['VIEW', 'APP'], share: 0.36}]},
	{from: 72, columns: [{groups: ['MOVE', 'SELECTION'], share: 0.43}, {groups: ['SCREEN', 'SESSION', 'VIEW', 'APP'], share: 0.57}]},
	{from: 0, columns: [{groups: ['MOVE', 'SELECTION', 'SCREEN', 'SESSION', 'VIEW', 'APP'], share: 1}]},
];
const widestChords = 14;

/** Everything the help says of a table, for a width: all keys by group, side by side where there is room, then what the signs mean. */
export function helpLines(table: readonly KeyBinding[], width: number, look: Look): readonly Line[] {
	const {columns} = arrangements.find(({from}) => width >= from)!;
	const parts = columns.map(({groups, share}, index) => {
		const isLast = index === columns.length - 1;
		return columnRows(groups.map(group => ({group, bindings: bindingsOf(table, group)})), Math.floor(width * share) - (isLast ? 0 : 2));
	});
	return [...besideEachOther(parts), ...signCells(look, width)].map(cells => composeLine(cells, width, look));
}

/** Two bindings of one key that do the same are told once. */
const bindingsOf = (table: readonly KeyBinding[], group: KeyGroup) =>
	table.filter((binding, index) => binding.group === group && table.findIndex(each => each.action === binding.action) === index);

type Group = {readonly group: KeyGroup; readonly bindings: readonly KeyBinding[]};
/** Rows of cells that are as wide as the column together. */
type Column = {readonly width: number; readonly rows: readonly Cell[][]};

/** Groups with their titles, each with an empty line after it. */
function columnRows(groups: readonly Group[], width: number): Column {
	const shown = groups.filter(({bindings}) => bindings.length > 0);
	const chordsWidth = Math.min(widestChords, 1 + Math.max(0, ...shown.flatMap(({bindings}) => bindings.map(({chords}) => chords.join(' ').length))));
	const rowOf = ({chords, help}: KeyBinding): Cell[] => [
		{
			text: ` ${chords.join(' ')}`, width: chordsWidth, tone: 'key', gap: 1,
		},
		{text: help, width: width - chordsWidth - 1},
	];
	return {width, rows: shown.flatMap(({group, bindings}) => [[{text: group, width, tone: 'strong' as const}], ...bindings.map(binding => rowOf(binding)), [{text: '', width}]])};
}

const besideEachOther = (columns: readonly Column[]): Cell[][] =>
	Array.from({length: Math.max(...columns.map(({rows}) => rows.length))}, (_, index) => columns.flatMap(({width, rows}) => rows[index] ?? [{text: '', width}]));

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
