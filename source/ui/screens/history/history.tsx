import {useEffect} from 'react';
import {composeLine, type Line, type Look} from '../../line.js';
import {diffRow} from '../../rows/diff-row.js';
import {formatCounted} from '../../text/count.js';
import {
	formatMoment,
	historyHead,
	historyRow,
	presentRow,
} from '../../rows/history-rows.js';
import {innerColumns, innerRows, type PanelBox} from '../../layout.js';
import {listViewOf, withCursor, withTop} from '../../state/view-state.js';
import {moveCursor} from '../../list-window.js';
import {loading} from '../../state/loaded.js';
import {Panel} from '../../parts/panel.js';
import {Row, Rows} from '../../parts/row.js';
import {sentenceLines} from '../../rows/sentence-lines.js';
import {SessionPage} from '../../parts/session-page.js';
import {
	useList,
	useLocal,
	useShared,
	useView,
	useVisit,
} from '../../state/screen.js';
import type {DiffRow} from '../conflicts/diff-rows.js';
import type {PastRow, PathHistory} from '../../past.js';
import type {Screen} from '../../screen.js';
import type {SessionCondition} from '../../keys/session.js';
import type {SessionWorld} from '../../state/world.js';
import {
	historyConditions,
	historyKeys,
	loadHistory,
	loadTexts,
	type HistoryFact,
} from './history-keys.js';
import {
	headRows,
	historyLayout,
	historyList,
	selectedRow,
	shownDiff,
	type HistoryHelm,
	type HistoryLocal,
} from './history-model.js';

/** Versions of a path, newest first, with what has changed since, and the ways back. */
export const history: Screen<SessionWorld, HistoryLocal, HistoryFact, SessionCondition> = {
	name: 'history',
	title: 'history',
	content: <History/>,
	local: ({path}: {readonly path: string}) => ({path, history: loading, texts: loading}),
	panels: ['versions', 'diff'],
	focus: 'versions',
	hasPanel: (name, scene) => name === 'versions' || (historyList(name, scene)?.items.length ?? 0) > 0,
	list: historyList,
	conditions: historyConditions,
	keys: historyKeys,
	entrances: [
		{
			action: 'history', chords: ['h'], group: 'SELECTION', label: 'history', help: 'its history', isValid: is => !is.isClosing, run(helm) {
				const list = helm.list();
				helm.open('history', {path: (list?.selected === undefined ? undefined : list.pathAt(list.selected)) ?? ''});
			},
		},
	],
	onOpen(helm) {
		loadHistory(helm);
	},
	onMove(helm, list) {
		if (list === 'versions') {
			loadTexts(helm);
		}
	},
};

function History() {
	const {app} = useShared();
	const size = useView(view => view.size);
	const isThere = useLocal(({history: loaded}: HistoryLocal) => loaded.status === 'ready');
	// What has changed since the newest version is shown at once.
	useEffect(() => {
		if (isThere) {
			beginAtFirst(app.helm() as HistoryHelm);
		}
	}, [app, isThere]);
	const {versions, diff} = historyLayout(size);
	return (
		<SessionPage>
			<VersionsPanel box={versions}/>
			<DiffPanel box={diff}/>
		</SessionPage>
	);
}

function beginAtFirst(helm: HistoryHelm): void {
	const list = helm.list('versions');
	const {visit} = helm.scene();
	if (list && listViewOf(visit, 'versions').cursor === undefined) {
		helm.update(view => withTop(view, current => withCursor(current, 'versions', moveCursor(list, undefined, 1))));
	}

	loadTexts(helm);
}

function VersionsPanel({box}: {readonly box: PanelBox}) {
	const {look} = useShared();
	const local = useLocal((current: HistoryLocal) => current);
	const {items, start, selected} = useList<PastRow>({...box, height: box.height - headRows});
	const cursor = useVisit(visit => listViewOf(visit, 'versions').cursor);
	const width = innerColumns(box);
	const {path, history: loaded} = local;
	const title = `History  ${path === '' ? 'of the whole folder' : path}`;
	if (loaded.status !== 'ready') {
		const text = loaded.status === 'failed' ? loaded.message : `Reading the history${look.glyphs.ellipsis}`;
		return <Panel box={box} number={1} title={title}><Rows lines={sentenceLines([{text, tone: loaded.status === 'failed' ? 'bad' : 'muted'}], {width, rows: innerRows(box), look})}/></Panel>;
	}

	return (
		<Panel box={box} number={1} title={title} summary={summaryOf(loaded.value)}>
			<Row line={historyHead(width, look)}/>
			{path === '' ? <Row line={composeLine([], width, look)}/> : <Row line={presentRow(loaded.value, width, look)}/>}
			{items.length === 0 && <Rows lines={nothingLines(loaded.value, {width, rows: innerRows(box) - headRows, look})}/>}
			{items.map((row, index) => (
				<Row
					key={row.key}
					isSelected={start + index === selected}
					line={historyRow(row, path, {width, look, isSelected: selected === undefined ? row.key === cursor?.key : start + index === selected})}
				/>
			))}
		</Panel>
	);
}

const summaryOf = ({rows}: PathHistory) => {
	const kept = rows.filter(({number}) => number !== undefined).length;
	return rows.length === 0 ? '' : `${formatCounted(kept, 'version')} kept`;
};

function nothingLines({sinceMilliseconds, servers}: PathHistory, place: {readonly width: number; readonly rows: number; readonly look: Look}): readonly Line[] {
	return sentenceLines([
		{text: `Nothing is remembered of it here. The history of this folder begins at ${formatMoment(sinceMilliseconds)}.`, tone: 'muted'},
		...servers.map(server => ({text: `Versions that were replaced from this machine are kept by ${server}: run fsync-tui history there.`, tone: 'muted' as const})),
	], place);
}

function DiffPanel({box}: {readonly box: PanelBox}) {
	const {look} = useShared();
	const local = useLocal((current: HistoryLocal) => current);
	const visit = useVisit(current => current);
	const {items, start, selected} = useList<DiffRow>(box);
	const {hunks, came, went} = shownDiff(local);
	const width = innerColumns(box);
	const row = selectedRow({local, visit: {...visit, local}});
	const summary = hunks === 0 ? '' : `+${came} ${look.glyphs.minus}${went}, ${formatCounted(hunks, 'hunk')}`;
	return (
		<Panel box={box} number={2} title={`Diff: ${row?.number === undefined ? 'selected' : `version ${row.number}`} ${look.glyphs.move} current`} summary={summary}>
			{items.length === 0 && <Rows lines={sentenceLines([{text: insteadOf(local, row), tone: 'muted'}], {width, rows: innerRows(box), look})}/>}
			{items.map((item, index) => (
				<Row
					key={item.key}
					isSelected={start + index === selected}
					line={diffRow(item, {
						width, look, hunks, choice: undefined, isSuccession: true,
					})}
				/>
			))}
		</Panel>
	);
}

/** Why there is no diff. */
function insteadOf({texts}: HistoryLocal, row: PastRow | undefined): string {
	if (row?.number === undefined) {
		return row === undefined ? '' : 'No version is kept of this.';
	}

	if (texts.status !== 'ready') {
		return texts.status === 'loading' ? 'Comparing.' : texts.message;
	}

	const fault = [texts.value?.before, texts.value?.now].find(text => text?.kind === 'none');
	return fault?.kind === 'none' ? fault.reason : (texts.value === undefined ? 'There is nothing to compare.' : 'It is the same as what stands there now.');
}
