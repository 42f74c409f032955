import {Box} from 'ink';
import type {Line} from '../line.js';
import type {Size} from '../layout.js';
import {Rows} from './row.js';

/** A whole screen of lines without panels. */
export function Lines({lines, size}: {readonly lines: readonly Line[]; readonly size: Size}) {
	return (
		<Box flexDirection='column' width={size.columns} height={size.rows}>
			<Rows lines={lines}/>
		</Box>
	);
}
