import {Box} from 'ink';
import type {ComponentType, ReactNode} from 'react';
import type {Layout, PanelBox} from '../layout.js';
import {Guarded} from './boundary.js';

export type PanelTable = Partial<Readonly<Record<string, ComponentType<{readonly box: PanelBox}>>>>;

type FrameProps = {
	readonly layout: Layout;
	readonly panels: PanelTable;
	readonly header: ReactNode;
	readonly footer: ReactNode;
};

/** Puts a header, the panels of a layout and a footer in their places. */
export function Frame({layout, panels, header, footer}: FrameProps) {
	return (
		<Box flexDirection='column' width={layout.columns} height={layout.rows}>
			{header}
			<Column boxes={layout.top} panels={panels}/>
			<Box flexShrink={0}>
				{layout.side.length > 0 && <Column boxes={layout.side} panels={panels}/>}
				{layout.main.length > 0 && <Column boxes={layout.main} panels={panels}/>}
			</Box>
			<Column boxes={layout.bottom} panels={panels}/>
			{footer}
		</Box>
	);
}

function Column({boxes, panels}: {readonly boxes: readonly PanelBox[]; readonly panels: PanelTable}) {
	return (
		<Box flexDirection='column' flexShrink={0}>
			{boxes.map(box => {
				const Content = panels[box.name];
				return Content === undefined ? undefined : <Guarded key={box.name} box={box}><Content box={box}/></Guarded>;
			})}
		</Box>
	);
}
