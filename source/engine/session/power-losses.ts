import type {Tree} from '../core/tree.js';
import type {LocalSide} from './local-side.js';
import {ancestorAfterLosses, ancestorWithoutLost, lossSentence} from './recover.js';
import type {RemoteView} from './remote-view.js';
import type {Reporter} from './reporter.js';

/** The ancestor after a power cut here: what this disk has lost is fetched again. Says so, once. */
export function recoverLosses(ancestor: Tree, local: LocalSide, reporter: Reporter): Tree {
	const losses = local.takeLosses();
	if (losses.length === 0) {
		return ancestor;
	}

	reporter.log({level: 'warn', topic: 'disk', message: lossSentence(losses.map(({path}) => path), 'this disk', 'They are fetched again; what is left of them goes to the trash.')});
	return ancestorAfterLosses(ancestor, losses);
}

/** The ancestor after a power cut there: what the server's disk has lost is sent again. Says so, once. */
export function forgetLost(ancestor: Tree, view: RemoteView, reporter: Reporter): Tree {
	const lost = view.takeLost();
	if (lost.length === 0) {
		return ancestor;
	}

	reporter.log({level: 'warn', topic: 'disk', message: lossSentence(lost, 'the server\'s disk', 'Those that are still here are sent again.')});
	return ancestorWithoutLost(ancestor, lost, view.tree);
}
