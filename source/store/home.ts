import {hash} from 'node:crypto';
import {join, resolve} from 'node:path';
import {FsyncError} from '../engine/fault.js';
import {userFolders} from './user-folders.js';

/** Where this user's state lives: `config` for who we are and who may come in, `data` for sessions, shares and vaults. */
export type Home = {readonly config: string; readonly data: string};

/** `$FSYNC_TUI_HOME` for both, else the platform's usual folders. */
export function resolveHome(environment: NodeJS.ProcessEnv = process.env): Home {
	const own = environment.FSYNC_TUI_HOME;
	if (own !== undefined && own !== '') {
		const folder = resolve(own);
		return {config: folder, data: folder};
	}

	const {config, data} = userFolders;
	return {config, data};
}

/** Key and certificate of this device. */
export const identityFolder = (home: Home): string => join(home.config, 'identity');

/** Devices and invites. */
export const accessFolder = (home: Home): string => join(home.config, 'access');

/** The state of all sessions, a folder each, named after its id. */
export const sessionsFolder = (home: Home): string => join(home.data, 'sessions');

const idPattern = /^[\w\-]{1,128}$/v;

export const isSessionId = (id: string): boolean => idPattern.test(id);

/** Ids come from flags too, so they are checked before they become part of a path. */
export function sessionFolder(home: Home, id: string): string {
	if (!isSessionId(id)) {
		throw new FsyncError('usage', `'${id}' is no session's id; 'fsync-tui status' lists them.`);
	}

	return join(sessionsFolder(home), id);
}

/** The state of a served root, keyed by its absolute path as it is written: not resolved, for an unmounted root must keep its key. */
export const shareFolder = (home: Home, root: string): string => join(home.data, 'shares', hash('sha256', resolve(root)).slice(0, 32));

const vaultPattern = /^[\p{Letter}\p{Number}_][\p{Letter}\p{Number}\-._]{0,99}$/v;

/** The folder that a vault's files live in. */
export function vaultRoot(home: Home, name: string): string {
	if (!vaultPattern.test(name)) {
		throw new FsyncError('usage', `'${name}' cannot be a vault's name; use letters, digits, '.', '-' and '_'.`);
	}

	return join(home.data, 'vaults', name);
}
