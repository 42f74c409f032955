import {bytesWidth, formatBytes} from '../text/bytes.js';
import {
	composeLine,
	type Cell,
	type Line,
	type Look,
	type RowPlace,
} from '../line.js';
import {formatTimeOfDay} from '../text/duration.js';
import type {
	ConflictVersions,
	OpenConflict,
	Region,
	TreeNode,
	VersionContent,
} from '../contract.js';
import {reasonOf} from './attention-row.js';

/** What kind of thing a conflict is about, in a word. */
function kindOf({local, remote}: OpenConflict): string {
	const node = local ?? remote;
	return node?.kind === 'symlink' ? 'link' : node?.kind ?? '';
}

/** One conflict in the list. */
export function conflictRow(conflict: OpenConflict, {width, look, isSelected, isMarked}: RowPlace & {readonly isMarked: boolean}): Line {
	const isRoomy = width >= 60;
	return composeLine([
		{text: isSelected ? look.glyphs.cursor : ' ', width: 1, gap: 0},
		{
			text: isMarked ? '*' : ' ', width: 1, tone: 'key', gap: 0,
		},
		{text: look.glyphs.conflict, tone: 'warning', gap: 1},
		{text: conflict.path, grows: true, cut: 'path'},
		...(isRoomy ? [{text: kindOf(conflict), width: 6} satisfies Cell, {text: reasonOf(conflict), width: 24, tone: 'warning'} satisfies Cell] : []),
	], width, look);
}

export type Side = 'base' | 'local' | 'remote';

/** What is known of one version: its digest, size and time, who made it, and how it differs from the base. */
export function versionRow(side: Side, {conflict, ...contents}: ConflictVersions, regions: readonly Region[], {width, look}: {readonly width: number; readonly look: Look}): Line {
	const node = conflict[side];
	return composeLine([
		{text: side, width: 6, tone: side === 'base' ? 'muted' : (side === 'local' ? 'up' : 'down')},
		...nodeCells(node, look),
		{text: remarkOf(side, conflict, contents[side]), grows: true, tone: 'muted'},
		{text: side === 'base' ? '' : changesOf(side, regions, look), width: 11},
	], width, look);
}

function nodeCells(node: TreeNode | undefined, look: Look): Cell[] {
	if (node?.kind !== 'file') {
		return [{text: absentText(node, look), width: 8 + 2 + bytesWidth + 2 + 8}];
	}

	return [
		{text: `${node.digest.slice(0, 6)}${look.glyphs.ellipsis}`, width: 8, tone: 'muted'},
		{text: formatBytes(node.size), width: bytesWidth, align: 'right'},
		{text: formatTimeOfDay(node.modifiedMicroseconds / 1000), width: 8},
	];
}

function absentText(node: TreeNode | undefined, {glyphs}: Look): string {
	return node === undefined ? glyphs.dash : (node.kind === 'symlink' ? 'link' : 'folder');
}

const remarks: Readonly<Partial<Record<VersionContent['kind'], string>>> = {
	absent: 'deleted', binary: 'binary', large: 'more than 1 MiB, not shown', unavailable: 'its content is not to be had now',
};

function remarkOf(side: Side, conflict: OpenConflict, content: VersionContent): string {
	if (side === 'base') {
		return content.kind === 'unavailable' ? 'not kept (see --merge)' : (content.kind === 'absent' ? 'no version in common' : 'last agreed version');
	}

	const device = conflict[`${side}Device`];
	return [device ?? '', content.kind === 'symlink' ? `to ${content.target}` : remarks[content.kind] ?? ''].filter(text => text !== '').join(', ');
}

/** Lines that came and went on this side, as far as that can be said. */
function changesOf(side: 'local' | 'remote', regions: readonly Region[], {glyphs}: Look): string {
	const changed = regions.filter(({kind}) => kind === side || kind === 'clash' || kind === 'both');
	const [came, went] = [changed.reduce((sum, region) => sum + region[side].length, 0), changed.reduce((sum, {base}) => sum + base.length, 0)];
	return regions.length === 0 ? '' : `+${came} ${glyphs.minus}${went}`;
}

/** What stands in the place of a diff where there is none. */
export function noDiffText({local, remote, conflict}: ConflictVersions): string {
	if (conflict.reason === 'mode-forbids') {
		return 'The direction of this session does not allow what would make both sides equal: run it with --mode two-way.';
	}

	const kinds = new Set([local.kind, remote.kind]);
	if (kinds.has('unavailable')) {
		return remote.kind === 'unavailable' ? 'The remote version cannot be had now: it is shown when the other side can be reached.' : 'The local version cannot be read now.';
	}

	return kinds.has('binary')
		? 'Not both are texts: keep the local one (l), the remote one (r), or both (b).'
		: (kinds.has('large') ? 'Too large to be compared here: l, r or b decides.' : 'There is no text on both sides to compare: l, r or b decides.');
}
