import type {SessionOutcome} from './options.js';
import type {SessionPhase} from './state.js';
import type {Syncing} from './syncing.js';

/** How a run to the end has ended. `isStale`: the sides never came to rest; `isHeld`: its plan waits for somebody. */
export function outcomeOf({halt, conflicts, problems, busy}: Pick<Syncing, 'halt' | 'conflicts' | 'problems' | 'busy'>, {isStale, isHeld}: {readonly isStale: boolean; readonly isHeld: boolean}): SessionOutcome {
	if (isHeld || halt) {
		return {status: 'halted'};
	}

	return conflicts > 0 ? {status: 'conflicts'} : {status: isStale || problems > 0 || busy.length > 0 ? 'problems' : 'in-sync'};
}

/** What a session is when there is nothing more that it can do by itself. `isHeld`: its plan waits for somebody. */
export function restingPhase({halt}: Pick<Syncing, 'halt'>, isHeld: boolean): SessionPhase {
	return halt ? 'halted' : (isHeld ? 'held' : 'live');
}
