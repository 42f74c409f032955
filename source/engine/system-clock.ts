import type {Clock} from './clock.js';

/** The machine's own time. Timers do not keep the process alive by themselves: what is being waited for does. */
export const systemClock: Clock = {
	monotonicMilliseconds: () => performance.now(),
	wallMilliseconds: () => Date.now(),
	after(milliseconds, callback) {
		const timer = setTimeout(callback, milliseconds);
		return () => {
			clearTimeout(timer);
		};
	},
};
