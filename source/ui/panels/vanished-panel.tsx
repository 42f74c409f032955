import {memo} from 'react';
import {composeLine} from '../line.js';
import {formatCount} from '../text/count.js';
import {innerColumns, type PanelBox} from '../layout.js';
import {Panel} from '../parts/panel.js';
import {Row} from '../parts/row.js';
import {useList, useShared} from '../state/screen.js';

/** What vanished, path by path, for somebody who has to say whether that was meant. */
export const VanishedPanel = memo(({box}: {readonly box: PanelBox}) => {
	const {look} = useShared();
	const {start, selected, items, length} = useList<string>(box);
	const width = innerColumns(box);
	const summary = length === 0 ? '' : `${formatCount(start + 1)} to ${formatCount(start + items.length)} of ${formatCount(length)}`;
	return (
		<Panel box={box} number={5} title='What vanished' summary={summary}>
			{items.map((path, index) => {
				const isSelected = start + index === selected;
				return (
					<Row
						key={path} line={composeLine([
							{text: isSelected ? look.glyphs.cursor : ' ', gap: 1},
							{text: 'D', tone: 'bad', gap: 1},
							{text: path, grows: true, cut: 'path'},
						], width, look)} isSelected={isSelected}
					/>
				);
			})}
		</Panel>
	);
});
