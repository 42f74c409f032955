import type {Explanation} from '../engine/core/why-facts.js';
import {inspect} from '../engine/disk/inspect.js';
import {openFileSystem} from '../engine/disk/node-file-system.js';
import type {SessionRecord} from '../engine/session/session-store.js';
import {explainStored} from '../engine/session/stored-reasons.js';
import type {Home} from '../store/home.js';
import {openSessionStore} from '../store/session-store.js';

/** Why a path is in the state that it is in, by what the session's last run has left and the disk. */
export async function explainFromStore({id, folder}: SessionRecord, path: string, home: Home): Promise<Explanation> {
	const store = await openSessionStore(home, id);
	try {
		const files = openFileSystem(folder);
		return await explainStored(path, {store, inspect: async request => inspect(files, request)});
	} finally {
		await store.close();
	}
}
