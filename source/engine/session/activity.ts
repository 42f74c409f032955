import type {Plan} from '../core/plan.js';
import type {ScanProgress} from '../disk/replica.js';
import type {Board} from './board.js';
import type {SessionPhase, SessionState} from './state.js';

/** In these a session stays until there is something to do: most looks and passes find nothing, and a screen need not flicker for them. */
const restingPhases: ReadonlySet<SessionPhase> = new Set(['live', 'held', 'halted']);

const isResting = (board: Board<SessionState>): boolean => restingPhases.has(board.state().phase);

/** Shows how far a look at the folder has come. */
export const showScanning = (board: Board<SessionState>) => ({entries}: ScanProgress): void => {
	if (!isResting(board)) {
		board.patch({detail: `${entries} entries`});
	}
};

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
