/** Time as a port, so that a simulation can own it. */
export type Clock = {
	/** Monotonic, in milliseconds; for timers and durations. */
	monotonicMilliseconds(): number;
	/** The calendar's time in milliseconds since 1970; for people only, never for decisions. */
	wallMilliseconds(): number;
	/** Calls back once after a while; the returned function cancels. */
	after(milliseconds: number, callback: () => void): () => void;
};
