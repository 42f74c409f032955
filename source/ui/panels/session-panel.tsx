import {memo} from 'react';
import {factRow, type Fact} from '../rows/fact-row.js';
import {formatBytes} from '../text/bytes.js';
import {formatCount, formatCounted} from '../text/count.js';
import {formatTimeOfDay} from '../text/duration.js';
import {homePath} from '../text/home-path.js';
import {innerColumns, innerRows, type PanelBox} from '../layout.js';
import {Panel} from '../parts/panel.js';
import {phaseLook} from '../state/phase.js';
import {Row} from '../parts/row.js';
import {useSession, useShared} from '../state/screen.js';
import type {Totals} from '../contract.js';

/** What is synced with what, and how much of it there is. */
export const SessionPanel = memo(({box}: {readonly box: PanelBox}) => {
	const {look, home} = useShared();
	const state = useSession(current => current);
	const phase = useSession(current => phaseLook(current, 0).word);
	const width = innerColumns(box);
	const facts: Fact[] = [
		{label: 'folder', text: homePath(state.folder, home), cut: 'path'},
		{label: 'remote', text: state.remote, cut: 'path'},
		{label: 'mode', text: state.mode},
		{label: 'index', text: formatCounted(state.tree.files, 'file')},
		{label: '', text: `${formatCounted(state.tree.folders, 'folder')}, ${formatBytes(state.tree.bytes)}`},
		{label: 'in sync', text: state.lastInSyncMilliseconds === undefined ? 'not yet' : `at ${formatTimeOfDay(state.lastInSyncMilliseconds)}`},
		{label: 'changes', text: changesOf(state.totals)},
	];
	return (
		<Panel box={box} title='Session' summary={phase.toLowerCase()}>
			{facts.slice(0, innerRows(box)).map(fact => <Row key={fact.label} line={factRow(fact, width, look)}/>)}
		</Panel>
	);
});

const changesOf = ({created, modified, moved, deleted}: Totals) =>
	`A ${formatCount(created)} M ${formatCount(modified)} R ${formatCount(moved)} D ${formatCount(deleted)}`;
