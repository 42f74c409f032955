/** Round trips that differ by less than both are the same to a person; a screen with nothing to tell stays still. */
const noticeableMilliseconds = 2;
const noticeableShare = 0.2;

/**
The round trip as it is shown: the first measurement, and later ones only when two in a row differ noticeably from what is shown. One that stands
alone tells more about how busy this machine was just then than about the way to the peer.
*/
export class SteadyLatency {
	#shown: number | undefined;
	#last: number | undefined;
	/** The last measurement differed from what is shown. */
	#isDoubtful = false;

	/** Milliseconds; undefined until something was measured. */
	get shown(): number | undefined {
		return this.#shown;
	}

	/** Takes the connection's last measurement, which may be the one that was taken before. Says whether another one is shown now. */
	take(measured: number | undefined): boolean {
		if (measured === undefined || measured === this.#last) {
			return false;
		}

		this.#last = measured;
		const isOther = this.#shown === undefined || Math.abs(measured - this.#shown) >= Math.max(noticeableMilliseconds, this.#shown * noticeableShare);
		const isShown = isOther && (this.#isDoubtful || this.#shown === undefined);
		this.#isDoubtful = isOther && !isShown;
		if (isShown) {
			this.#shown = measured;
		}

		return isShown;
	}
}
