import {changedWords, type Region, type WordPart} from '../../contract.js';
import {drawnLine} from '../../text/tabs.js';

/** One line of one version: whose it is, its number there, and its text with what differs marked. */
export type DiffLine = {readonly sign: 'both' | 'base' | 'local' | 'remote'; readonly number: number; readonly parts: readonly WordPart[]};

/** A row of the diff, of either style. `hunk` counts changed regions from zero. */
export type DiffRow =
	| {readonly kind: 'hunk'; readonly key: string; readonly hunk: number; readonly region: number; readonly regionKind: Region['kind']}
	/** Unchanged lines that are folded away. */
	| {readonly kind: 'fold'; readonly key: string; readonly count: number}
	| {readonly kind: 'line'; readonly key: string; readonly line: DiffLine; readonly hunk?: number}
	| {readonly kind: 'pair'; readonly key: string; readonly left?: DiffLine; readonly right?: DiffLine; readonly hunk?: number};

export type DiffStyle = 'unified' | 'side';

/** Unchanged lines shown around a change. */
const contextLines = 3;

type Numbers = {base: number; local: number; remote: number};

/** The regions as rows to be drawn. */
export function diffRows(regions: readonly Region[], style: DiffStyle, isExpanded: boolean): readonly DiffRow[] {
	const rows: DiffRow[] = [];
	const numbers: Numbers = {base: 1, local: 1, remote: 1};
	let hunk = 0;
	for (const [index, region] of regions.entries()) {
		if (region.kind === 'same') {
			rows.push(...contextRows(region, {
				numbers, style, key: `${index}`, folds: isExpanded ? undefined : {hasBefore: index > 0, hasAfter: index < regions.length - 1},
			}));
		} else {
			rows.push({
				kind: 'hunk', key: `h${hunk}`, hunk, region: index, regionKind: region.kind,
			}, ...changedRows(region, {
				numbers, style, key: `${index}`, hunk,
			}));
			hunk++;
		}

		numbers.base += region.base.length;
		numbers.local += region.local.length;
		numbers.remote += region.remote.length;
	}

	return rows;
}

/** Where the changed regions are among all. */
export const hunkRegions = (regions: readonly Region[]): readonly number[] => regions.flatMap(({kind}, index) => kind === 'same' ? [] : [index]);

const plain = (line: string): readonly WordPart[] => [{text: drawnLine(line), isChanged: false}];

type ContextPlace = {readonly numbers: Numbers; readonly style: DiffStyle; readonly key: string; readonly folds: {readonly hasBefore: boolean; readonly hasAfter: boolean} | undefined};

/** Lines that nobody changed: those near a change, and how many are folded away between. */
function contextRows({local}: Region, {numbers, style, key, folds}: ContextPlace): DiffRow[] {
	const rowAt = (index: number): DiffRow => {
		const line = (number: number): DiffLine => ({sign: 'both', number, parts: plain(local[index]!)});
		const rowKey = `${key}.${index}`;
		return style === 'side'
			? {
				kind: 'pair', key: rowKey, left: line(numbers.local + index), right: line(numbers.remote + index),
			}
			: {kind: 'line', key: rowKey, line: line(numbers.local + index)};
	};

	const range = (from: number, to: number) => Array.from({length: to - from}, (_, index) => rowAt(from + index));
	const head = folds?.hasBefore === false ? 0 : contextLines;
	const tail = folds?.hasAfter === false ? 0 : contextLines;
	const hidden = local.length - head - tail;
	return folds === undefined || hidden <= 1
		? range(0, local.length)
		: [...range(0, head), {kind: 'fold', key: `f${key}`, count: hidden}, ...range(local.length - tail, local.length)];
}

type HunkPlace = {readonly numbers: Numbers; readonly style: DiffStyle; readonly key: string; readonly hunk: number};

function changedRows(region: Region, place: HunkPlace): DiffRow[] {
	return place.style === 'side' ? pairRows(region, place) : unifiedRows(region, place);
}

/** What was there, then what each side has made of it; a side that has changed nothing is not told. */
function unifiedRows(region: Region, {numbers, key, hunk}: HunkPlace): DiffRow[] {
	const {kind, base, local, remote} = region;
	const rows = (sign: DiffLine['sign'], lines: readonly string[], {first, against}: {readonly first: number; readonly against: readonly string[]}) => lines.map((line, index): DiffRow => ({
		kind: 'line', key: `${key}${sign}${index}`, hunk, line: {sign, number: first + index, parts: comparedWith(against[index], line)},
	}));
	return [
		...rows('base', base, {first: numbers.base, against: kind === 'remote' ? remote : local}),
		...(kind === 'remote' ? [] : rows('local', local, {first: numbers.local, against: base.length > 0 ? base : remote})),
		...(kind === 'local' || kind === 'both' ? [] : rows('remote', remote, {first: numbers.remote, against: base.length > 0 ? base : local})),
	];
}

function pairRows({kind, base, local, remote}: Region, {numbers, key, hunk}: HunkPlace): DiffRow[] {
	const line = (sign: 'local' | 'remote', lines: readonly string[], {index, first, other}: {readonly index: number; readonly first: number; readonly other: readonly string[]}): DiffLine | undefined => {
		const text = lines[index];
		const isChanged = kind === 'clash' || kind === 'both' || kind === sign;
		return text === undefined
			? undefined
			: {
				sign: isChanged ? sign : 'both', number: first + index, parts: isChanged ? comparedWith((base.length > 0 ? base : other)[index], text) : plain(text),
			};
	};

	return Array.from({length: Math.max(local.length, remote.length, 1)}, (_, index): DiffRow => {
		const left = line('local', local, {index, first: numbers.local, other: remote});
		const right = line('remote', remote, {index, first: numbers.remote, other: local});
		return {
			kind: 'pair', key: `${key}.${index}`, hunk, ...(left && {left}), ...(right && {right}),
		};
	});
}

/** A line with the words marked that the other one does not have. */
function comparedWith(other: string | undefined, line: string): readonly WordPart[] {
	const text = drawnLine(line);
	return other === undefined ? [{text, isChanged: false}] : changedWords(drawnLine(other), text);
}
