import type {Clock} from '../contract.js';
import {createStore, type Store} from './store.js';

/** What there is to show at one instant. `now` is the clock's monotonic time, for countdowns. */
export type Frame<State> = {readonly state: State; readonly now: number};

/** What a session and a server have in common for a screen. */
export type Source<State> = {state(): State; subscribe(listener: () => void): () => void};

export type FrameStore<State> = Pick<Store<Frame<State>>, 'get' | 'subscribe'> & {
	/** Looks again, and at when the next change by time is due: another screen may count down something else. */
	refresh(): void;
	/** Unsubscribes from the source and stops the timer. */
	stop(): void;
};

export type FrameOptions<State> = {
	readonly clock: Clock;
	/** Milliseconds until something on the screen changes by time alone; undefined when nothing does. */
	readonly nextChange: (frame: Frame<State>) => number | undefined;
	/** No two frames are closer than this because of time or of news; what somebody does on the screen is shown at once. */
	readonly leastMilliseconds: number;
};

/**
Joins a source's states with the time. One timer serves every countdown, and it runs only while something counts down: when
nothing does, nothing is drawn.
*/
export function createFrameStore<State>(source: Source<State>, {clock, nextChange, leastMilliseconds}: FrameOptions<State>): FrameStore<State> {
	const store = createStore<Frame<State>>({state: source.state(), now: clock.monotonicMilliseconds()});
	let cancelTimer: (() => void) | undefined;
	let refreshedMilliseconds = -Infinity;
	/** There are news that came too soon after the last frame. */
	let isNewsWaiting = false;

	const schedule = (wait: number | undefined) => {
		cancelTimer?.();
		cancelTimer = wait === undefined ? undefined : clock.after(wait, refresh);
	};

	const scheduleChange = () => {
		const wait = nextChange(store.get());
		schedule(wait === undefined ? undefined : Math.max(leastMilliseconds, wait));
	};

	function refresh(): void {
		refreshedMilliseconds = clock.monotonicMilliseconds();
		isNewsWaiting = false;
		store.set({state: source.state(), now: refreshedMilliseconds});
		scheduleChange();
	}

	const unsubscribe = source.subscribe(() => {
		// A source may tell of news that are none: nothing is drawn for them.
		if (isNewsWaiting || source.state() === store.get().state) {
			return;
		}

		const wait = refreshedMilliseconds + leastMilliseconds - clock.monotonicMilliseconds();
		if (wait > 0) {
			isNewsWaiting = true;
			schedule(wait);
		} else {
			refresh();
		}
	});
	scheduleChange();
	return {
		get: store.get,
		subscribe: store.subscribe,
		refresh,
		stop() {
			unsubscribe();
			cancelTimer?.();
			cancelTimer = undefined;
		},
	};
}
