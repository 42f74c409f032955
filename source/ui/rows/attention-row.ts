import {bytesWidth, formatBytes} from '../text/bytes.js';
import {formatTimeOfDay} from '../text/duration.js';
import {inShort} from '../text/in-short.js';
import {remembered} from '../state/remembered.js';
import {
	composeLine,
	type Cell,
	type Line,
	type RowPlace,
} from '../line.js';
import type {
	Conflict,
	Problem,
	SessionState,
	TreeNode,
} from '../contract.js';

/** Something a person should look at: a conflict or a problem. */
export type Attention = {readonly conflict: Conflict} | {readonly problem: Problem};

const joined = remembered((conflicts: readonly Conflict[], problems: readonly Problem[]): readonly Attention[] =>
	[...conflicts.map(conflict => ({conflict})), ...problems.map(problem => ({problem}))]);

/** Conflicts first, for they wait for a person. The same ones give the same list. */
export const attentionsOf = ({conflicts, problems}: Pick<SessionState, 'conflicts' | 'problems'>): readonly Attention[] => joined(conflicts, problems);

export const attentionKey = (attention: Attention): string =>
	'conflict' in attention ? `conflict ${attention.conflict.path}` : `problem ${attention.problem.side} ${attention.problem.path}`;

const reasons: Readonly<Record<Conflict['reason'], string>> = {
	'both-modified': 'both sides changed it',
	'both-created': 'both sides created it',
	kind: 'not the same kind',
	'link-target': 'links differ',
	slot: 'two want this name',
	'mode-forbids': 'not allowed in this mode',
};

/** What a conflict is about in a few words; a deletion against a change is told as such. */
export function reasonOf({reason, local, remote}: Conflict): string {
	if (local === undefined && remote !== undefined) {
		return 'deleted / changed';
	}

	return local !== undefined && remote === undefined ? 'changed / deleted' : reasons[reason];
}

/** One conflict or problem. Conflicts show both versions, problems say what to do. */
export const attentionRow = (attention: Attention, place: RowPlace): Line =>
	'conflict' in attention ? conflictRow(attention.conflict, place) : problemRow(attention.problem, place);

function conflictRow(conflict: Conflict, {width, look, isSelected, isMarked = false}: RowPlace): Line {
	const sides = width < 90 ? [] : (['local', 'remote'] as const).map(side => sideCell(side, conflict[side]));
	return composeLine([
		{text: isSelected ? look.glyphs.cursor : ' ', gap: 0},
		{text: isMarked ? look.glyphs.mark : ' ', tone: 'key', gap: 0},
		{text: look.glyphs.conflict, tone: 'warning', gap: 1},
		{text: conflict.path, grows: true, cut: 'path'},
		{text: reasonOf(conflict), width: 24, tone: 'warning'},
		...sides,
	], width, look);
}

function sideCell(side: 'local' | 'remote', node: TreeNode | undefined): Cell {
	const when = node?.kind === 'file' ? formatTimeOfDay(node.modifiedMicroseconds / 1000) : '';
	return {text: `${side} ${when.padEnd(8)} ${contentOf(node).padStart(bytesWidth)}`, width: side.length + 10 + bytesWidth};
}

function contentOf(node: TreeNode | undefined): string {
	if (node === undefined) {
		return 'deleted';
	}

	if (node.kind === 'file') {
		return formatBytes(node.size);
	}

	return node.kind === 'symlink' ? 'link' : 'folder';
}

/** What a problem's row has beside its path and its message, with the gaps. */
const besidePathColumns = 14;

function problemRow(problem: Problem, {width, look, isSelected, isMarked = false}: RowPlace): Line {
	const pathWidth = Math.floor(width * 0.35);
	return composeLine([
		{text: isSelected ? look.glyphs.cursor : ' ', gap: 0},
		{text: isMarked ? look.glyphs.mark : ' ', tone: 'key', gap: 0},
		{text: look.glyphs.error, tone: 'bad', gap: 1},
		{text: problem.path, width: pathWidth, cut: 'path'},
		{text: problem.side, width: 6, tone: 'muted'},
		{text: inShort(problem.message, width - pathWidth - besidePathColumns), grows: true, tone: 'bad'},
	], width, look);
}
