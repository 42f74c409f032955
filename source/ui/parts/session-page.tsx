import {Box} from 'ink';
import type {ReactNode} from 'react';
import {statusRow} from '../rows/status-row.js';
import {useSession, useShared, useView} from '../state/screen.js';
import {Footer} from './footer.js';
import {pageRows} from './page-rows.js';
import {SessionHeader} from './session-header.js';

/** A screen of a cockpit: the header, a content exactly as high as `pageRows` says, the status and the keys. */
export function SessionPage({children}: {readonly children: ReactNode}) {
	const {look} = useShared();
	const size = useView(view => view.size);
	const state = useSession(current => current);
	return (
		<Box flexDirection='column' width={size.columns} height={size.rows}>
			<SessionHeader/>
			<Box flexDirection='column' height={pageRows(size)} flexShrink={0} overflow='hidden'>{children}</Box>
			<Footer status={statusRow(state, size.columns, look)}/>
		</Box>
	);
}
