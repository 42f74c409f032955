import {
	composeLine,
	type Cell,
	type Line,
	type Look,
} from '../line.js';
import {keyBindings, type KeyBinding, type KeyGroup} from '../keys.js';
import type {Glyphs} from '../glyphs.js';
import type {Tone} from '../theme.js';

const sessionOnly: ReadonlySet<string> = new Set(['reconnect', 'pause', 'resume', 'sync', 'rescan']);
const serverOnly: ReadonlySet<string> = new Set(['copy-invite']);

/** Columns of the chords: those that move have longer names. */
const chordsWidths: Readonly<Record<KeyGroup, number>> = {MOVE: 13, SESSION: 8, APP: 8};

/** Everything the help says, for a width: all keys by group, side by side where there is room, then what the signs mean. */
export function helpLines(screen: 'session' | 'server', width: number, look: Look): readonly Line[] {
	const groups = {
		MOVE: groupLines('MOVE', screen),
		SESSION: groupLines('SESSION', screen),
		APP: groupLines('APP', screen),
	};
	const empty: Cell[][] = [[]];
	const others = [...groups.SESSION, ...(groups.SESSION.length > 0 ? empty : []), ...groups.APP];
	const rows = width >= 72
		? besideEachOther(groups.MOVE, others, width)
		: [...groups.MOVE, ...empty, ...others];
	return [...rows, [], ...signCells(look, width)].map(cells => composeLine(cells, width, look));
}

function groupLines(group: KeyGroup, screen: 'session' | 'server'): Cell[][] {
	const others = screen === 'session' ? serverOnly : sessionOnly;
	// An action that two bindings share is told once.
	const bindings = keyBindings.filter((binding, index) => binding.group === group && !others.has(binding.action)
		&& keyBindings.findIndex(each => each.action === binding.action) === index);
	return bindings.length === 0 ? [] : [[{text: group, tone: 'strong'}], ...bindings.map(binding => bindingCells(binding))];
}

const bindingCells = ({chords, help, group}: KeyBinding): Cell[] => [
	{
		text: ` ${chords.join(' ')}`, width: chordsWidths[group], tone: 'key', gap: 1,
	},
	{text: help, grows: true},
];

function besideEachOther(left: readonly Cell[][], right: readonly Cell[][], width: number): Cell[][] {
	const half = Math.max(chordsWidths.MOVE + 18, Math.floor((width - 2) * 0.42));
	return Array.from({length: Math.max(left.length, right.length)}, (_, index) => {
		const [first = {text: ''}, help] = left[index] ?? [];
		const cells: Cell[] = help === undefined
			? [{...first, width: half}]
			: [first, {text: help.text, width: half - chordsWidths.MOVE - 1}];
		return [...cells, ...(right[index] ?? [])];
	});
}

type Sign = readonly [glyph: keyof Glyphs, word: string, tone: Tone];

const chunkSigns: readonly Sign[] = [
	['reused', 'reused', 'reused'], ['sent', 'sent', 'sent'], ['inFlight', 'in flight', 'inFlight'], ['pending', 'pending', 'pending'], ['failed', 'failed', 'failed'],
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
	const most = width >= 72 ? signs.length : 4;
	const rows = Array.from({length: Math.ceil(signs.length / most)}, (_, row) => signs.slice(row * most, (row + 1) * most));
	return rows.map((row, index) => [{
		text: index === 0 ? label : '', width: 7, tone: 'strong', gap: 1,
	}, ...row.flat()]);
}
