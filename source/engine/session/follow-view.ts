import type {Path} from '../core/path.js';
import {lookup, type Tree} from '../core/tree.js';
import type {LocalSide} from './local-side.js';
import {forgetLost} from './power-losses.js';
import {ancestorWithoutPutBack} from './recover.js';
import type {RemoteView} from './remote-view.js';
import type {Reporter} from './reporter.js';

type Sides = {readonly view: RemoteView; readonly local: LocalSide; readonly reporter: Reporter};

/**
 The ancestor after what the server has told of its versions and its tree alone does not tell: what it has taken of ours, what
its disk has lost, and what was put back there.
*/
export function followView(ancestor: Tree, {view, local, reporter}: Sides): Tree {
	const withoutLost = forgetLost(view.unanswered.takeInto(ancestor), view, reporter);
	return ancestorWithoutPutBack(withoutLost, view.putBack(withoutLost), local.tree);
}

/**
What was put back there to what is here is agreed on only if it is here at this moment: since the last look it may have been deleted, so it is looked at now.
*/
export async function lookAtPutBack(ancestor: Tree, {view, local}: Pick<Sides, 'view' | 'local'>, look: (paths: readonly Path[]) => Promise<void>): Promise<void> {
	view.beforeLook();
	const here = view.putBack(ancestor).filter(path => lookup(local.tree, path) !== undefined);
	if (here.length > 0) {
		await look(here);
	}
}
