import {compactServerLines} from '../rows/compact-server-lines.js';
import {Lines} from '../parts/lines.js';
import {serverKeyContext} from '../state/server-model.js';
import {useScreen, useServer, useView} from '../state/screen.js';

/** The view of a server on a terminal under 60x15. */
export function CompactServer() {
	const {look, title} = useScreen();
	const state = useServer(frame => frame.state);
	const view = useView(current => current);
	return <Lines lines={compactServerLines(state, view.size, {look, title, context: serverKeyContext(state, view)})} size={view.size}/>;
}
