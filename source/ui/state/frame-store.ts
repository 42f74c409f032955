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
	/** No two frames are closer than this because of time. */
	readonly leastMilliseconds: number;
};

/**
Joins a source's states with the time. One timer serves every countdown, and it runs only while something counts down: when
nothing does, nothing is drawn.
*/
export function createFrameStore<State>(source: Source<State>, {clock, nextChange, leastMilliseconds}: FrameOptions<State>): FrameStore<State> {
	const store = createStore<Frame<State>>({state: source.state(), now: clock.monotonicMilliseconds()});
	let cancelTimer: (() => void) | undefined;

	const schedule = () => {
		cancelTimer?.();
		const wait = nextChange(store.get());
		cancelTimer = wait === undefined ? undefined : clock.after(Math.max(leastMilliseconds, wait), refresh);
	};

	function refresh(): void {
		store.set({state: source.state(), now: clock.monotonicMilliseconds()});
		schedule();
	}

	const unsubscribe = source.subscribe(() => {
		// A source may tell of news that are none: nothing is drawn for them.
		if (source.state() !== store.get().state) {
			refresh();
		}
	});
	schedule();
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
