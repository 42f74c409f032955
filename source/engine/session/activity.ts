import type {Plan} from '../core/plan.js';
import type {ScanProgress} from '../disk/replica.js';
import type {Board} from './board.js';
import type {SessionPhase, SessionState} from './state.js';

/** In these a session stays until there is something to do: most looks and passes find nothing, and a screen need not flicker for them. */
const restingPhases: ReadonlySet<SessionPhase> = new Set(['live', 'held', 'halted']);

const isResting = (board: Board<SessionState>): boolean => restingPhases.has(board.state().phase);

/** In these a session has not got anywhere yet, and what takes long is the first look: it reaches the server at the same time. */
const beginnings: ReadonlySet<SessionPhase> = new Set(['starting', 'connecting', 'scanning']);

/** Shows how far a look at the folder has come. */
export const showScanning = (board: Board<SessionState>) => ({entries}: ScanProgress): void => {
	const detail = `${entries} entries`;
	if (beginnings.has(board.state().phase)) {
		board.patch({phase: 'scanning', detail});
	} else if (!isResting(board)) {
		board.patch({detail});
	}
};

/** A look is over. What a session that has just begun waits for now, if it waits and has not reached it yet, is the server. */
export function showScanned(board: Board<SessionState>): void {
	board.clear('detail');
	const {phase, peer} = board.state();
	if (phase === 'scanning' && !peer) {
		board.patch({phase: 'connecting'});
	}
}

/** A pass begins. */
export function showPass(board: Board<SessionState>): void {
	if (!isResting(board)) {
		board.patch({phase: 'syncing'});
	}
}

/** A pass knows what there is to do. */
export function showPlan(board: Board<SessionState>, {local, remote}: Plan): void {
	if (local.length + remote.length > 0) {
		board.patch({phase: 'syncing'});
	}
}
