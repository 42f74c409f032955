import {Box} from 'ink';
import {composeLine, type Cell, type Look} from '../line.js';
import {helpLines} from '../rows/help-lines.js';
import {
	innerColumns,
	innerRows,
	type PanelBox,
	type Size,
} from '../layout.js';
import {useScreen, useView} from '../state/screen.js';
import {Panel} from './panel.js';
import {Row, Rows} from './row.js';

/** The help takes the whole screen but its last line. */
const helpBox = ({columns, rows}: Size): PanelBox => ({name: 'notice', width: columns, height: Math.max(1, rows - 1)});

/** Lines of the help that do not fit, so how far it scrolls. */
export function helpOverflow(screen: 'session' | 'server', size: Size, look: Look): number {
	const box = helpBox(size);
	return Math.max(0, helpLines(screen, innerColumns(box), look).length - innerRows(box));
}

const closing: readonly Cell[] = [{text: ' esc', tone: 'key', gap: 1}, {text: 'back'}];
const scrolling: readonly Cell[] = [{text: 'j/k', tone: 'key', gap: 1}, {text: 'scroll'}];

/** All keys and signs. */
export function Help({screen}: {readonly screen: 'session' | 'server'}) {
	const {look} = useScreen();
	const size = useView(view => view.size);
	const start = useView(view => view.helpStart);
	const box = helpBox(size);
	const width = innerColumns(box);
	const overflow = helpOverflow(screen, size, look);
	const lines = helpLines(screen, width, look).slice(Math.min(start, overflow)).slice(0, innerRows(box));
	return (
		<Box flexDirection='column' width={size.columns} height={size.rows}>
			<Panel box={box} title={`Help: ${screen}`} summary={start < overflow ? 'more below' : ''}>
				<Rows lines={lines}/>
			</Panel>
			<Row line={composeLine([...closing, ...(overflow > 0 ? scrolling : [])], size.columns, look)}/>
		</Box>
	);
}
