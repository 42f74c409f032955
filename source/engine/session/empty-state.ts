import type {Clock} from '../clock.js';
import type {Mode} from '../core/plan.js';
import type {SessionRecord} from './session-store.js';
import type {Rate, SessionState, Totals} from './state.js';

export const zeroRate: Rate = {now: 0, peak: 0, history: []};

export const zeroTotals: Totals = {
	wireSentBytes: 0, wireReceivedBytes: 0, literalBytes: 0, reusedBytes: 0, created: 0, modified: 0, moved: 0, deleted: 0,
	saved: {
		deltaBytes: 0, dedupBytes: 0, zstdBytes: 0, renameBytes: 0,
	},
};

/** A session before anything has happened. */
export function emptySessionState(record: SessionRecord, mode: Mode, clock: Clock): SessionState {
	return {
		id: record.id,
		folder: record.folder,
		remote: record.remote,
		mode,
		phase: 'starting',
		pending: [],
		transfers: [],
		queuedTransfers: 0,
		conflicts: [],
		canUndoDecision: false,
		isPaused: false,
		problems: [],
		log: [],
		up: zeroRate,
		down: zeroRate,
		totals: zeroTotals,
		tree: {files: 0, folders: 0, bytes: 0},
		startedMilliseconds: clock.monotonicMilliseconds(),
	};
}
