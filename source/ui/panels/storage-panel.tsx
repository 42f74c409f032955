import {memo} from 'react';
import {composeLine} from '../line.js';
import {innerColumns, innerRows, type PanelBox} from '../layout.js';
import {Panel} from '../parts/panel.js';
import {Rows} from '../parts/row.js';
import {storageLegend, storageLines} from '../rows/storage-lines.js';
import {useServer, useShared, useVisit} from '../state/screen.js';
import {listViewOf} from '../state/view-state.js';
import type {ShareState} from '../contract.js';

/** How full the disks are, and what is kept of earlier versions; beginning at the share that the reader is on. */
export const StoragePanel = memo(({box}: {readonly box: PanelBox}) => {
	const {look, clock} = useShared();
	const shares = useServer(state => state.shares);
	const selected = useVisit(visit => listViewOf(visit, 'shares').cursor?.key);
	const width = innerColumns(box);
	const rows = innerRows(box);
	const place = {width, look, wallMilliseconds: clock.wallMilliseconds()};
	const lines = startingAt(shares, selected).flatMap(share => storageLines(share, place));
	const shown = [...lines.slice(0, rows), ...(lines.length > 0 && lines.length < rows ? [storageLegend(width, look)] : [])];
	return (
		<Panel box={box} title='Storage' summary={box.height === 1 ? '' : summaryOf(shares, lines.length - rows)}>
			<Rows lines={shown.length === 0 && rows > 0 ? [composeLine([{text: 'Nothing is shared.', tone: 'muted'}], width, look)] : shown}/>
		</Panel>
	);
});

function startingAt(shares: readonly ShareState[], name: string | undefined): readonly ShareState[] {
	const at = Math.max(0, shares.findIndex(share => share.name === name));
	return [...shares.slice(at), ...shares.slice(0, at)];
}

const summaryOf = (shares: readonly ShareState[], hidden: number) => hidden > 0 && shares.length > 1 ? 'select a share to see its disk' : '';
