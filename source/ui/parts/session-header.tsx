import {headerRow, isHeaderReversed} from '../rows/header-row.js';
import {useSession, useShared, useView} from '../state/screen.js';
import {Row} from './row.js';

/** The first line of every screen of a cockpit: which session it is about, and how that is going. */
export function SessionHeader() {
	const {look, title, home} = useShared();
	const state = useSession(current => current);
	const now = useSession(({phase}, time) => phase === 'offline' ? time : 0);
	const width = useView(view => view.size.columns);
	return (
		<Row
			line={headerRow(state, now, {
				width, look, title, home,
			})} isSelected={isHeaderReversed(state)}
		/>
	);
}
