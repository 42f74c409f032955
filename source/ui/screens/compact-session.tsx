import {compactLines} from '../rows/compact-lines.js';
import {Lines} from '../parts/lines.js';
import {sessionKeyContext} from '../state/session-model.js';
import {useScreen, useSession, useView} from '../state/screen.js';

/** The dashboard on a terminal under 60x15. */
export function CompactSession() {
	const {look} = useScreen();
	const frame = useSession(current => current);
	const view = useView(current => current);
	return <Lines lines={compactLines(frame, view.size, {look, context: sessionKeyContext(frame.state, view)})} size={view.size}/>;
}
