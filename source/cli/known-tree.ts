import {emptyTree, type Tree} from '../engine/core/tree.js';
import {shareFolder, type Home} from '../store/home.js';
import {listSessions, openSessionStore} from '../store/session-store.js';
import {readShareTree} from '../store/share-store.js';

/**
What a session or server on this machine last knew of a folder; empty when nothing is known. Only a start for a scan, which looks at
everything again but need not read what has not changed. Reads only.
*/
export async function knownTree(home: Home, root: string): Promise<Tree> {
	const sessions = await listSessions(home);
	const record = sessions.find(({folder}) => folder === root);
	if (!record) {
		return await readShareTree(shareFolder(home, root)) ?? emptyTree;
	}

	const store = await openSessionStore(home, record.id);
	const {local} = await store.loadTrees();
	return local;
}
