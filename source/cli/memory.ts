import {randomBytes} from 'node:crypto';
import {rmSync} from 'node:fs';
import type {SessionRecord, SessionStore} from '../engine/session/session-store.js';
import type {EngineEvent} from '../engine/session/state.js';
import {systemClock} from '../engine/system-clock.js';
import {sessionFolder, type Home} from '../store/home.js';
import {createSession as rememberSession, openSessionStore} from '../store/session-store.js';
import {nameOfTarget, type Choice} from './sessions.js';

/** What a session is remembered by, for the length of one run. */
export type Memory = {
	readonly store: SessionStore;
	/** Every event of the run passes through here. */
	note(event: EngineEvent): void;
	/** A new session that has never met its server leaves nothing behind. Call when the run is over. */
	forgetUnlessMet(): void;
};

/** Opens the saved session, or begins to remember a new one. `peer` is the server's device id, pinned from now on. */
export async function openMemory(home: Home, folder: string, {record, target}: Choice, peer: string): Promise<Memory> {
	const store = record ? await openSessionStore(home, record.id) : await rememberSession(home, newRecord(folder, nameOfTarget(target), peer));
	if (store.record.peer !== peer) {
		await store.updateRecord({peer});
	}

	let hasMet = record !== undefined;
	return {
		store,
		note(event) {
			hasMet ||= event.type === 'connected';
		},
		forgetUnlessMet() {
			if (!hasMet) {
				rmSync(sessionFolder(home, store.record.id), {recursive: true, force: true});
			}
		},
	};
}

const newRecord = (folder: string, remote: string, peer: string): SessionRecord => ({
	id: randomBytes(16).toString('hex'), folder, remote, peer, createdMilliseconds: systemClock.wallMilliseconds(),
});
