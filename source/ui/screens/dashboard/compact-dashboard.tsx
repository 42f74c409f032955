import {Box} from 'ink';
import {compactLines} from '../../rows/compact-lines.js';
import {Footer, KeysRow} from '../../parts/footer.js';
import {Rows} from '../../parts/row.js';
import {useSession, useShared, useView} from '../../state/screen.js';

/** The dashboard on a terminal under 60x15. */
export function CompactDashboard() {
	const {look} = useShared();
	const state = useSession(current => current);
	const now = useSession((_, time) => time);
	const size = useView(view => view.size);
	const hasNews = useView(view => view.question !== undefined || view.message !== undefined);
	const lines = compactLines({state, now}, {...size, rows: size.rows - (hasNews ? 2 : 1)}, look);
	return (
		<Box flexDirection='column' width={size.columns} height={size.rows}>
			<Rows lines={lines}/>
			{hasNews ? <Footer status={[]}/> : <KeysRow/>}
		</Box>
	);
}
