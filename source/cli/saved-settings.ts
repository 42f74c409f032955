import type {RunSettings, SessionRecord} from '../engine/session/session-store.js';
import type {SyncInvocation, SyncSettings} from './invocation.js';

/** How a session was run last. */
export const savedSettings = ({settings}: Pick<SessionRecord, 'settings'>): RunSettings => settings ?? {
	mode: 'two-way', ignorePatterns: [], useGitignore: false, chunking: 'fastcdc',
};

/** A session goes on as it was run last, but for what the command line says: that nothing is sent must not depend on a flag that somebody forgets. */
export function settingsFor(record: SessionRecord, {settings: given, isModeGiven}: Pick<SyncInvocation, 'settings' | 'isModeGiven'>): SyncSettings {
	return {
		...given,
		...savedSettings(record),
		...(isModeGiven && {mode: given.mode}),
		...(given.chunking !== 'fastcdc' && {chunking: given.chunking}),
		...(given.ignorePatterns.length > 0 && {ignorePatterns: given.ignorePatterns}),
		...(given.useGitignore && {useGitignore: true}),
		...(given.limitBytesPerSecond !== undefined && {limitBytesPerSecond: given.limitBytesPerSecond}),
	};
}
