import {Box} from 'ink';
import {compactServerLines} from '../../rows/compact-server-lines.js';
import {Footer, KeysRow} from '../../parts/footer.js';
import {Rows} from '../../parts/row.js';
import {useServer, useShared, useView} from '../../state/screen.js';

/** The view of a server on a terminal under 60x15. */
export function CompactServer() {
	const {look, title, clock} = useShared();
	const state = useServer(current => current);
	const size = useView(view => view.size);
	const hasNews = useView(view => view.question !== undefined || view.message !== undefined);
	return (
		<Box flexDirection='column' width={size.columns} height={size.rows}>
			<Rows lines={compactServerLines(state, {...size, rows: size.rows - (hasNews ? 2 : 1)}, {look, title, wallMilliseconds: clock.wallMilliseconds()})}/>
			{hasNews ? <Footer status={[]}/> : <KeysRow/>}
		</Box>
	);
}
