import {composeLine} from '../../line.js';
import {conflictRow} from '../../rows/conflict-rows.js';
import {formatCount} from '../../text/count.js';
import {innerColumns, type PanelBox} from '../../layout.js';
import {Panel} from '../../parts/panel.js';
import {Row} from '../../parts/row.js';
import {listViewOf} from '../../state/view-state.js';
import {
	useList,
	useShared,
	useView,
	useVisit,
} from '../../state/screen.js';
import type {OpenConflict} from '../../contract.js';

/** The conflicts with their marks. */
export function ConflictListPanel({box}: {readonly box: PanelBox}) {
	const {look} = useShared();
	const {items, start, selected, length, isMarked} = useList<OpenConflict>(box);
	const place = useVisit(visit => listViewOf(visit, 'conflicts'));
	const isFocused = useVisit(visit => visit.focus === 'conflicts');
	useView(view => view);
	const width = innerColumns(box);
	const at = place.cursor ? `${formatCount(Math.min(length, place.cursor.index + 1))} of ` : '';
	return (
		<Panel box={box} number={1} title='Conflicts' summary={length === 0 ? '' : `${at}${formatCount(length)}${place.marks.size > 0 ? ` ${look.glyphs.dot} ${formatCount(place.marks.size)} marked` : ''}`}>
			{length === 0 && <Row line={composeLine([{text: 'No conflicts are held.', tone: 'good'}], width, look)}/>}
			{items.map((conflict, index) => {
				const isHere = isFocused ? start + index === selected : conflict.path === place.cursor?.key;
				return (
					<Row
						key={conflict.path}
						isSelected={isFocused && isHere}
						line={conflictRow(conflict, {
							width, look, isSelected: isHere, isMarked: isMarked(conflict),
						})}
					/>
				);
			})}
		</Panel>
	);
}
