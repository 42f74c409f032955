import type {PendingChange, SessionState} from '../contract.js';
import type {Frame} from './frame-store.js';

/** When a waiting change goes: quiet or at its ceiling, whichever is first. */
export const goesAt = (change: PendingChange): number => Math.min(change.deadlineMilliseconds, change.ceilingMilliseconds);

/** Whether a change's debounce is still running; only then its row depends on the time. */
export const isCounting = (change: PendingChange, now: number): boolean => change.reason === 'quiet' && goesAt(change) > now;

/** Transfers show when they end only after this long, for an estimate from less is a guess. */
export const estimateAfterMilliseconds = 3000;

/**
Milliseconds until a session's screen changes by time alone: tenths of a second for debounces, seconds for the next attempt to
connect. Undefined when nothing counts down. Only the first pending ones count, for only they are visible.
*/
export function nextSessionChange({state, now}: Frame<SessionState>): number | undefined {
	const isDebouncing = !state.isPaused && state.phase !== 'offline' && state.pending.slice(0, 100).some(change => isCounting(change, now));
	if (isDebouncing) {
		return 100;
	}

	const retry = state.phase === 'offline' ? (state.retryAtMilliseconds ?? now) - now : 0;
	// Whole seconds are shown, rounded up, so the figure changes when the rest is whole.
	return retry > 0 ? ((retry - 1) % 1000) + 1 : undefined;
}
