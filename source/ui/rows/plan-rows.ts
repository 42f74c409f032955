import {bytesWidth, formatBytes} from '../text/bytes.js';
import {cleanText} from '../text/clean-text.js';
import {
	composeLine,
	type Cell,
	type Line,
	type Look,
	type RowPlace,
} from '../line.js';
import {formatCount, formatCounted} from '../text/count.js';
import {truncateMove} from '../text/truncate.js';
import type {
	PlanLine,
	PlanLineKind,
	PlanSide,
	PlanSummary,
	Side,
} from '../contract.js';
import type {Tone} from '../theme.js';

/** A line of a plan and the side that it is for. */
export type SidedLine = PlanLine & {readonly side: Side};

/** All lines of a plan: deletions on both sides before anything else, then in the order of the kinds. */
export const planLinesOf = ({local, remote}: Pick<PlanSummary, Side>): readonly SidedLine[] => [
	...local.lines.map(line => ({...line, side: 'local' as const})),
	...remote.lines.map(line => ({...line, side: 'remote' as const})),
].toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));

const order: readonly PlanLineKind[] = ['delete', 'move', 'create', 'modify', 'attributes'];

/** Names a line for as long as the plan has it. */
export const planLineKey = (line: SidedLine): string => `${line.side} ${line.kind} ${'folder' in line ? line.folder : line.path}`;

/** What a filter looks at. */
export const planLineText = (line: SidedLine): string => 'folder' in line ? [line.folder, ...line.paths].join(' ') : `${line.kind === 'move' ? line.from : ''} ${line.path}`;

const kinds: Readonly<Record<PlanLineKind, {letter: string; tone: Tone}>> = {
	delete: {letter: 'D', tone: 'bad'},
	move: {letter: 'R', tone: 'accent'},
	create: {letter: 'A', tone: 'good'},
	modify: {letter: 'M', tone: 'warning'},
	attributes: {letter: 'x', tone: 'muted'},
};

/** A step, or many steps of one kind in one folder: to which side it goes, what is done, to what, how many files and bytes. */
export function planRow(line: SidedLine, {width, look, isSelected}: RowPlace): Line {
	const {letter, tone} = kinds[line.kind];
	const {cursor, up, down} = look.glyphs;
	const counts: Cell[] = [
		{
			text: isFolder(line) ? formatCounted(line.files, 'file') : '', width: 12, align: 'right', tone: 'muted',
		},
		{text: line.kind === 'attributes' ? '' : formatBytes(line.bytes), width: bytesWidth, align: 'right'},
	];
	const taken = 6 + counts.reduce((sum, cell) => sum + (cell.width ?? 0) + 2, 0);
	return composeLine([
		{text: isSelected ? cursor : ' ', gap: 1},
		{text: line.side === 'remote' ? up : down, tone: line.side === 'remote' ? 'up' : 'down', gap: 1},
		{text: letter, tone, gap: 1},
		{...pathCell(line, width - taken, look), grows: true},
		...counts,
	], width, look);
}

const isFolder = (line: SidedLine) => 'folder' in line ? line.isNewFolder || line.files > 1 : line.node === 'folder';

function pathCell(line: SidedLine, width: number, look: Look): Cell {
	if ('folder' in line) {
		return {text: isFolder(line) ? groupText(line) : line.paths[0] ?? line.folder, cut: 'path'};
	}

	if (line.kind !== 'move') {
		return {text: line.node === 'folder' ? `${line.path}/` : line.path, cut: 'path'};
	}

	const end = line.node === 'folder' ? '/' : '';
	const [from, to] = [line.from, line.path].map(path => cleanText(`${path}${end}`, look.isAsciiOnly)) as [string, string];
	const {ellipsis, move: arrow} = look.glyphs;
	return {text: truncateMove({from, to}, width, {ellipsis, arrow}), isClean: true};
}

/** A folder, and which of its files where there are not too many. */
function groupText({folder, isNewFolder, paths, files}: Extract<SidedLine, {folder: string}>): string {
	const place = folder === '' ? './' : `${folder}/`;
	return isNewFolder || files > paths.length ? place : `${place} ${paths.map(path => path.slice(folder === '' ? 0 : folder.length + 1)).join(', ')}`;
}

const columns: ReadonlyArray<readonly [kind: PlanLineKind, title: string]> = [
	['delete', 'delete'], ['move', 'rename'], ['create', 'create'], ['modify', 'change'],
];

const nameWidth = 10;

/** How much a plan does to each side, and what travels for it: a small table. */
export function planTable(summary: PlanSummary, names: Readonly<Record<Side, string>>, {width, look}: {width: number; look: Look}): readonly Line[] {
	const cell = Math.max(7, Math.min(12, Math.floor((width - 42) / 4)));
	const head = composeLine([
		{text: '', width: nameWidth},
		...columns.map(([, title]): Cell => ({
			text: title, width: cell, align: 'right', tone: 'muted',
		})),
		{
			text: 'travels at most', grows: true, align: 'right', tone: 'muted',
		},
	], width, look);
	return [head, ...(['local', 'remote'] as const).map(side => sideRow(summary[side], names[side], {width, look, cell}))];
}

function sideRow(side: PlanSide, name: string, {width, look, cell}: {width: number; look: Look; cell: number}): Line {
	return composeLine([
		{text: name, width: nameWidth, tone: 'strong'},
		...columns.map(([kind]): Cell => {
			const {files} = side.totals[kind];
			return {
				text: files === 0 ? look.glyphs.dash : formatCount(files), width: cell, align: 'right', tone: files === 0 ? 'muted' : kinds[kind].tone,
			};
		}),
		{
			text: side.travelBytes + side.reusedBytes === 0 ? look.glyphs.dash : travelText(side), grows: true, align: 'right',
		},
	], width, look);
}

const travelText = ({travelBytes, reusedBytes}: PlanSide) =>
	reusedBytes === 0 ? formatBytes(travelBytes) : `${formatBytes(travelBytes)}, ${formatBytes(reusedBytes)} reused`;
