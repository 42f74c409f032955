import {
	compose,
	linesOf,
	regionsOf,
	type ConflictVersions,
	type OpenConflict,
	type Region,
	type RegionChoices,
} from '../../contract.js';
import {innerRows, type PanelBox, type Size} from '../../layout.js';
import {pageRows} from '../../parts/page-rows.js';
import {remembered} from '../../state/remembered.js';
import type {Loaded} from '../../state/loaded.js';
import type {Scene, ScreenList} from '../../screen.js';
import type {SessionWorld} from '../../state/world.js';
import {windowOf} from '../../list-window.js';
import {listViewOf} from '../../state/view-state.js';
import {
	diffRows,
	hunkRegions,
	type DiffRow,
	type DiffStyle,
} from './diff-rows.js';

export type ConflictsLocal = {
	/** The conflict that was asked for. */
	readonly path?: string;
	/** The selected conflict with its contents. */
	readonly detail: Loaded<ConflictVersions | undefined>;
	/** Undefined: by the width of the terminal. */
	readonly style?: DiffStyle;
	readonly isExpanded: boolean;
	/** What was chosen for regions of the conflict in `detail`. */
	readonly choices: RegionChoices;
	/** What an editor has left with markers in it, for the conflict in `detail`. */
	readonly draft?: {readonly text: string; readonly marker: number};
};

export type ConflictsScene = Scene<SessionWorld, ConflictsLocal>;

/** From this width on, both versions stand side by side unless somebody wants otherwise. */
const sideBySideColumns = 110;
const listColumns = 36;
const previewRows = 5;
/** Where there is this much height, the result is previewed. */
const previewFrom = 28;

export const styleOf = ({style}: ConflictsLocal, {columns}: Size): DiffStyle => style ?? (columns >= sideBySideColumns ? 'side' : 'unified');

/** Where the panels are. `right` is there when both versions stand side by side. */
export type ConflictsLayout = {readonly isWide: boolean; readonly list: PanelBox; readonly diff: PanelBox; readonly right?: PanelBox; readonly preview?: PanelBox};

export function conflictsLayout(size: Size, count: number, style: DiffStyle): ConflictsLayout {
	const rows = pageRows(size);
	const {columns} = size;
	if (columns < sideBySideColumns) {
		const height = Math.min(Math.max(3, count + 2), Math.max(3, Math.floor(rows * 0.25)));
		const box = {name: 'diff', width: columns, height: rows - height};
		return {isWide: false, list: {name: 'conflicts', width: columns, height}, ...halves(box, style)};
	}

	const hasPreview = rows >= previewFrom;
	const height = hasPreview ? rows - previewRows : rows;
	return {
		isWide: true,
		list: {name: 'conflicts', width: listColumns, height},
		...halves({name: 'diff', width: columns - listColumns, height}, style),
		...(hasPreview && {preview: {name: 'preview', width: columns, height: previewRows}}),
	};
}

function halves(box: PanelBox, style: DiffStyle): Pick<ConflictsLayout, 'diff' | 'right'> {
	if (style === 'unified') {
		return {diff: box};
	}

	const width = Math.ceil(box.width / 2);
	return {diff: {...box, width}, right: {...box, name: 'remote', width: box.width - width}};
}

/** Rows above the lines of the diff: what is known of each version, and a rule. */
export const factRows = (style: DiffStyle): number => style === 'unified' ? 4 : 2;

export const layoutOf = ({state: {current}, view, local}: Pick<ConflictsScene, 'state' | 'view' | 'local'>): ConflictsLayout =>
	conflictsLayout(view.size, current.conflicts.length, styleOf(local, view.size));

/** The conflict that the reader is at; the first one before they have moved. */
export function selectedConflict({state: {current}, visit}: Pick<ConflictsScene, 'state' | 'visit'>): OpenConflict | undefined {
	const {conflicts} = current;
	const {cursor, filter} = listViewOf(visit, 'conflicts');
	const shown = filter === '' ? conflicts : conflicts.filter(({path}) => path.toLowerCase().includes(filter.toLowerCase()));
	const {selected} = windowOf({length: shown.length, height: 1, keyAt: index => shown[index]?.path ?? ''}, cursor);
	return shown[selected ?? 0];
}

/** Tells one pair of versions from another: a conflict that has changed is looked at again. */
export const conflictMark = ({path, local, remote}: OpenConflict): string => [path, ...[local, remote].map(node => node?.kind === 'file' ? node.digest : node?.kind ?? '')].join(' ');

/** What is loaded, provided that it is about the conflict that is selected. */
export function currentDetail(scene: Pick<ConflictsScene, 'state' | 'visit' | 'local'>): ConflictVersions | undefined {
	const {detail} = scene.local;
	const conflict = selectedConflict(scene);
	const value = detail.status === 'ready' ? detail.value : undefined;
	return value && conflict && conflictMark(value.conflict) === conflictMark(conflict) ? value : undefined;
}

const none: readonly Region[] = [];

/** The texts by regions; none unless both sides have a text. */
export const regionsFor = remembered((detail: ConflictVersions | undefined): readonly Region[] => detail?.local.kind !== 'text' || detail.remote.kind !== 'text' ? none : regionsOf({local: detail.local.text, remote: detail.remote.text, ...(detail.base.kind === 'text' && {base: detail.base.text})}));

const rowsOf = remembered((detail: ConflictVersions | undefined, style: DiffStyle, isExpanded: boolean): readonly DiffRow[] => {
	const regions = regionsFor(detail);
	return regions.length > 0 ? diffRows(regions, style, isExpanded) : onlyText(detail);
});

/** Where one side has no text to be compared with, the other one's is shown as it is. */
function onlyText(detail: ConflictVersions | undefined): readonly DiffRow[] {
	const side = detail?.local.kind === 'text' ? 'local' : 'remote';
	const content = detail?.[side];
	const isAlone = detail !== undefined && [detail.local.kind, detail.remote.kind].includes('absent');
	return content?.kind === 'text' && isAlone
		? linesOf(content.text).map((text, index) => ({kind: 'line', key: `${index}`, line: {sign: side, number: index + 1, parts: [{text: text.replace(/\r?\n$/v, '').replaceAll('\t', ' '.repeat(4)), isChanged: false}]}}))
		: [];
}

/** The rows of the diff that is shown. */
export const shownRows = (scene: Pick<ConflictsScene, 'state' | 'visit' | 'local' | 'view'>): readonly DiffRow[] =>
	rowsOf(currentDetail(scene), styleOf(scene.local, scene.view.size), scene.local.isExpanded);

export function conflictsList(name: string, scene: ConflictsScene): ScreenList | undefined {
	const layout = layoutOf(scene);
	if (name === 'conflicts') {
		return {
			items: scene.state.current.conflicts, height: innerRows(layout.list), keyOf: pathOf, textOf: pathOf, pathOf: ({path, localPath = path}: OpenConflict) => localPath, canMark: true,
		} satisfies ScreenList<OpenConflict>;
	}

	const items = shownRows(scene);
	return items.length === 0
		? undefined
		: {
			items, height: Math.max(1, innerRows(layout.diff) - factRows(styleOf(scene.local, scene.view.size))), keyOf: ({key}: DiffRow) => key,
		} satisfies ScreenList<DiffRow>;
}

const pathOf = ({path}: OpenConflict) => path;

/** The changed region that the reader is at: the one of the row under the cursor, else the first. */
export function currentHunk(scene: ConflictsScene): number | undefined {
	const rows = shownRows(scene);
	const regions = hunkRegions(regionsFor(currentDetail(scene)));
	if (regions.length === 0) {
		return undefined;
	}

	const {cursor} = listViewOf(scene.visit, 'diff');
	const at = cursor === undefined ? -1 : rows.findIndex(({key}) => key === cursor.key);
	const before = rows.slice(0, at + 1).findLast(row => row.kind === 'hunk');
	return before?.kind === 'hunk' ? before.hunk : 0;
}

/** How far the choices go: the text that they make, and how many regions are open. */
export const resultOf = (scene: Pick<ConflictsScene, 'state' | 'visit' | 'local'>): ReturnType<typeof compose> => compose(regionsFor(currentDetail(scene)), scene.local.choices);
