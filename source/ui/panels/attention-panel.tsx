import {memo} from 'react';
import {attentionKey, attentionRow, type Attention} from '../rows/attention-row.js';
import {composeLine} from '../line.js';
import {formatCounted} from '../text/count.js';
import {innerColumns, type PanelBox} from '../layout.js';
import {Panel} from '../parts/panel.js';
import {Row} from '../parts/row.js';
import {
	useList,
	usePanelNumber,
	useSession,
	useShared,
} from '../state/screen.js';

/** Conflicts and problems: what a person should look at. */
export const AttentionPanel = memo(({box}: {readonly box: PanelBox}) => {
	const {look} = useShared();
	const number = usePanelNumber(box.name);
	const conflicts = useSession(state => state.conflicts);
	const problems = useSession(state => state.problems);
	const {start, selected, items, note, isMarked} = useList<Attention>(box);
	const width = innerColumns(box);
	const summary = [
		...(conflicts.length > 0 ? [formatCounted(conflicts.length, 'conflict')] : []),
		...(problems.length > 0 ? [formatCounted(problems.length, 'problem')] : []),
	].join(', ');
	return (
		<Panel box={box} number={number} title='Conflicts and problems' summary={note === '' ? summary : note}>
			{items.length === 0 && <Row line={composeLine([{text: 'No conflicts, no problems.', tone: 'muted'}], width, look)}/>}
			{items.map((attention, index) => (
				<AttentionRow key={attentionKey(attention)} attention={attention} width={width} isSelected={start + index === selected} isMarked={isMarked(attention)}/>
			))}
		</Panel>
	);
});

type AttentionRowProps = {readonly attention: Attention; readonly width: number; readonly isSelected: boolean; readonly isMarked: boolean};

const AttentionRow = memo(({attention, width, isSelected, isMarked}: AttentionRowProps) => {
	const {look} = useShared();
	return (
		<Row
			line={attentionRow(attention, {
				width, look, isSelected, isMarked,
			})} isSelected={isSelected}
		/>
	);
});
