import {
	mkdirSync,
	mkdtempSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ExecutionContext} from 'ava';
import {openVault} from '../../../source/cli/vault.js';
import {systemClock, type SessionState} from '../../../source/engine/index.js';
import {loadOrCreateIdentity} from '../../../source/engine/protocol/identity.js';
import type {Session} from '../../../source/engine/session/options.js';
import {createSession} from '../../../source/engine/session/session.js';
import {identityFolder, vaultRoot} from '../../../source/store/home.js';
import {createSession as rememberSession} from '../../../source/store/session-store.js';

export type RunningPair = {
	readonly session: Session;
	readonly here: string;
	readonly there: string;
	/** Resolves when the session's state is as wanted. */
	until(isThere: (state: SessionState) => boolean): Promise<SessionState>;
};

/** A folder and the vault that it is synced into, with a session that runs in this process. */
export async function runningPair(t: ExecutionContext, files: Readonly<Record<string, string>>, {isMerging = false, limitBytesPerSecond}: {isMerging?: boolean; limitBytesPerSecond?: number} = {}): Promise<RunningPair> {
	const root = mkdtempSync(join(tmpdir(), 'fsync-tui-pair-'));
	const home = {config: join(root, 'config'), data: join(root, 'data')};
	const here = join(root, 'here');
	mkdirSync(here);
	for (const [name, text] of Object.entries(files)) {
		writeFileSync(join(here, name), text);
	}

	const identity = await loadOrCreateIdentity(identityFolder(home));
	const tuning = {quietMilliseconds: 20, ceilingMilliseconds: 200, chunking: 'fastcdc'} as const;
	const vault = await openVault({
		home, name: 'pair', client: identity, tuning,
	});
	const store = await rememberSession(home, {
		id: 'a'.repeat(32), folder: here, remote: 'vault:pair', createdMilliseconds: 0,
	});
	const session = createSession({
		...tuning, store, identity, deviceName: 'laptop', remote: vault.address, mode: 'two-way', prefer: 'hold', run: 'watch', ignorePatterns: [], useGitignore: false, acceptDeletions: false, isMerging, clock: systemClock, onEvent: () => undefined, ...(limitBytesPerSecond !== undefined && {limitBytesPerSecond}),
	});
	const stop = new AbortController();
	const running = session.start(stop.signal);
	t.teardown(async () => {
		stop.abort();
		await running;
		await vault.close();
		rmSync(root, {recursive: true, force: true});
	});
	return {
		session, here, there: vaultRoot(home, 'pair'), until: async isThere => until(session, isThere),
	};
}

async function until(session: Session, isThere: (state: SessionState) => boolean): Promise<SessionState> {
	const {promise, resolve} = Promise.withResolvers<SessionState>();
	const look = () => {
		const state = session.state();
		if (isThere(state)) {
			resolve(state);
		}
	};

	const unsubscribe = session.subscribe(look);
	look();
	try {
		return await promise;
	} finally {
		unsubscribe();
	}
}
