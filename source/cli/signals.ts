import {exitCodeOfSignal, stopSignals, type StopSignal} from './exit-codes.js';

/** A clean stop takes at most this long; what is not finished then is rolled forward at the next start. */
const stopLimitMilliseconds = 1800;

export type StopRequest = {
	/** Aborts on the first signal, or when `stop` is called. */
	readonly signal: AbortSignal;
	/** The signal that asked to stop, if one did. */
	received(): StopSignal | undefined;
	/** Asks to stop without a signal, as a screen does when somebody quits. */
	stop(): void;
	/** As if this signal had come: for ctrl-c, which is a key while a screen owns the terminal. */
	raise(signal: StopSignal): void;
	dispose(): void;
};

/** First signal: stop cleanly. Second signal, or a clean stop that takes too long: `die` with the signal's exit code. */
export function listenForStop(die: (code: number) => void): StopRequest {
	let timer: NodeJS.Timeout | undefined;
	const stop = stopOnSignals({
		onFirst(code) {
			timer = setTimeout(die, stopLimitMilliseconds, code);
		},
		onSecond: die,
	});
	for (const signal of stopSignals) {
		process.on(signal, stop.raise);
	}

	return {
		...stop,
		dispose() {
			clearTimeout(timer);
			for (const signal of stopSignals) {
				process.off(signal, stop.raise);
			}
		},
	};
}

type SignalListeners = {readonly onFirst: (code: number) => void; readonly onSecond: (code: number) => void};

/** A request to stop that is told of signals by `raise` alone. The listeners are given the exit code of the first signal. */
export function stopOnSignals({onFirst, onSecond}: Partial<SignalListeners> = {}): StopRequest {
	const controller = new AbortController();
	let received: StopSignal | undefined;
	return {
		signal: controller.signal,
		received: () => received,
		stop() {
			controller.abort();
		},
		raise(signal) {
			if (received !== undefined) {
				onSecond?.(exitCodeOfSignal(received));
				return;
			}

			received = signal;
			onFirst?.(exitCodeOfSignal(signal));
			controller.abort();
		},
		dispose() {
			// Nothing is held.
		},
	};
}
