import {memo, useMemo} from 'react';
import {attentionKey, attentionRow, type Attention} from '../rows/attention-row.js';
import {attentionsOf} from '../state/lists.js';
import {composeLine} from '../line.js';
import {formatCounted} from '../text/count.js';
import {innerColumns, type PanelBox} from '../layout.js';
import {Panel} from '../parts/panel.js';
import {Row} from '../parts/row.js';
import {useScreen, useSession} from '../state/screen.js';
import {useWindow} from '../state/use-window.js';

/** Conflicts and problems: what a person should look at. */
export const AttentionPanel = memo(({box}: {readonly box: PanelBox}) => {
	const {look} = useScreen();
	const conflicts = useSession(frame => frame.state.conflicts);
	const problems = useSession(frame => frame.state.problems);
	const attentions = useMemo(() => attentionsOf({conflicts, problems}), [conflicts, problems]);
	const {start, selected, items} = useWindow(box, attentions, attentionKey);
	const width = innerColumns(box);
	const summary = [
		...(conflicts.length > 0 ? [formatCounted(conflicts.length, 'conflict')] : []),
		...(problems.length > 0 ? [formatCounted(problems.length, 'problem')] : []),
	].join(', ');
	return (
		<Panel box={box} number={4} title='Conflicts and problems' summary={summary}>
			{items.length === 0 && <Row line={composeLine([{text: 'No conflicts, no problems.', tone: 'muted'}], width, look)}/>}
			{items.map((attention, index) => (
				<AttentionRow key={attentionKey(attention)} attention={attention} width={width} isSelected={start + index === selected}/>
			))}
		</Panel>
	);
});

type AttentionRowProps = {readonly attention: Attention; readonly width: number; readonly isSelected: boolean};

const AttentionRow = memo(({attention, width, isSelected}: AttentionRowProps) => {
	const {look} = useScreen();
	return <Row line={attentionRow(attention, {width, look, isSelected})} isSelected={isSelected}/>;
});
