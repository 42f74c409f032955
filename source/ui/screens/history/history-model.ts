import {regionsOf} from '../../contract.js';
import {currentSession} from '../../state/cockpit-source.js';
import {diffRows, hunkRegions, type DiffRow} from '../conflicts/diff-rows.js';
import {innerRows, type PanelBox, type Size} from '../../layout.js';
import {listViewOf} from '../../state/view-state.js';
import {pageRows} from '../../parts/page-rows.js';
import {remembered} from '../../state/remembered.js';
import {windowOf} from '../../list-window.js';
import type {Helm, Scene, ScreenList} from '../../screen.js';
import type {Loaded} from '../../state/loaded.js';
import type {
	Past,
	PastRow,
	PastTexts,
	PathHistory,
} from '../../past.js';
import type {SessionWorld} from '../../state/world.js';

export type HistoryLocal = {
	readonly path: string;
	readonly history: Loaded<PathHistory>;
	/** Of the selected version and of what stands there now; undefined where there is nothing to be compared. */
	readonly texts: Loaded<PastTexts | undefined>;
};

export type HistoryScene = Scene<SessionWorld, HistoryLocal>;
export type HistoryHelm = Helm<SessionWorld, HistoryLocal>;

export const pastOfHelm = (helm: HistoryHelm | Helm<SessionWorld>): Past | undefined => currentSession(helm.control, helm.scene().view)?.past;

/** The versions above, the diff of the selected one below. */
export function historyLayout(size: Size): {readonly versions: PanelBox; readonly diff: PanelBox} {
	const rows = pageRows(size);
	const height = Math.max(5, Math.floor(rows * 0.5));
	return {versions: {name: 'versions', width: size.columns, height}, diff: {name: 'diff', width: size.columns, height: rows - height}};
}

/** Rows of the versions' panel that are not in the list: the columns' names and what stands there now. */
export const headRows = 2;

const none: readonly PastRow[] = [];

export const rowsOf = ({history}: HistoryLocal): readonly PastRow[] => history.status === 'ready' ? history.value.rows : none;

/** The row that the reader is at; the first one before they have moved. */
export function selectedRow({local, visit}: Pick<HistoryScene, 'local' | 'visit'>): PastRow | undefined {
	const rows = rowsOf(local);
	const {selected} = windowOf({length: rows.length, height: 1, keyAt: index => rows[index]?.key ?? ''}, listViewOf(visit, 'versions').cursor);
	return rows[selected ?? 0];
}

const textsOf = ({texts}: HistoryLocal) => texts.status === 'ready' ? texts.value : undefined;

const diffOf = remembered((texts: PastTexts | undefined): {readonly rows: readonly DiffRow[]; readonly hunks: number; readonly came: number; readonly went: number} => {
	if (texts?.before.kind !== 'text' || texts.now.kind !== 'text') {
		return {
			rows: [], hunks: 0, came: 0, went: 0,
		};
	}

	const before = texts.before.text;
	const regions = regionsOf({base: before, local: texts.now.text, remote: before});
	const changed = regions.filter(({kind}) => kind !== 'same');
	return {
		rows: changed.length === 0 ? [] : diffRows(regions, 'unified', false),
		hunks: hunkRegions(regions).length,
		came: changed.reduce((sum, {local}) => sum + local.length, 0),
		went: changed.reduce((sum, {base}) => sum + base.length, 0),
	};
});

/** From the selected version to what stands there now. */
export const shownDiff = (local: HistoryLocal): ReturnType<typeof diffOf> => diffOf(textsOf(local));

export function historyList(name: string, {local, view}: HistoryScene): ScreenList | undefined {
	const layout = historyLayout(view.size);
	if (name === 'versions') {
		return {
			items: rowsOf(local), height: Math.max(1, innerRows(layout.versions) - headRows), keyOf: ({key}: PastRow) => key, textOf: ({path, who, what}: PastRow) => `${what} ${who} ${path}`, pathOf: ({path}: PastRow) => path,
		} satisfies ScreenList<PastRow>;
	}

	const {rows} = shownDiff(local);
	return rows.length === 0 ? undefined : {items: rows, height: innerRows(layout.diff), keyOf: ({key}: DiffRow) => key} satisfies ScreenList<DiffRow>;
}
