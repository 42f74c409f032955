import type {Clock} from '../clock.js';
import type {Connection} from '../protocol/connection.js';
import type {Board} from './board.js';
import {Meter} from './meter.js';
import type {Reporter} from './reporter.js';
import {SteadyLatency} from './steady-latency.js';
import type {SessionState} from './state.js';

const secondMilliseconds = 1000;
const measurementsKept = 60;
/** What the sockets have carried. */
type Counters = {readonly sentBytes: number; readonly receivedBytes: number};
const none: Counters = {sentBytes: 0, receivedBytes: 0};

/** Reads the sockets' counters: once a second for the rates on the screen, and whenever totals are asked for. */
export class WireGauge {
	readonly #options: {readonly clock: Clock; readonly board: Board<SessionState>; readonly reporter: Reporter};
	readonly #up = new Meter();
	readonly #down = new Meter();
	/** What connections that are gone had carried. */
	#past = none;
	/** What the totals have. */
	#counted = none;
	/** What was read when the last second was over. */
	#metered = none;
	#connection: Connection | undefined;
	#latency = new SteadyLatency();
	#cancel: (() => void) | undefined;

	constructor(options: {readonly clock: Clock; readonly board: Board<SessionState>; readonly reporter: Reporter}) {
		this.#options = options;
	}

	/** From now on this connection's bytes count too. */
	attach(connection: Connection): void {
		this.read();
		this.#past = this.#counted;
		this.#connection = connection;
		this.#latency = new SteadyLatency();
	}

	/** Starts the rates. A silent second counts for the totals only when there is something to tell again. */
	start(): void {
		this.#cancel = this.#options.clock.after(secondMilliseconds, () => {
			this.#tick();
			this.start();
		});
	}

	stop(): void {
		this.#cancel?.();
		this.read();
	}

	/** Brings the totals up to date. */
	read(): void {
		const now = this.#now();
		if (now.sentBytes === this.#counted.sentBytes && now.receivedBytes === this.#counted.receivedBytes) {
			return;
		}

		this.#counted = now;
		this.#options.reporter.wire(now.sentBytes, now.receivedBytes);
	}

	#tick(): void {
		const now = this.#now();
		this.#up.add(now.sentBytes - this.#metered.sentBytes);
		this.#down.add(now.receivedBytes - this.#metered.receivedBytes);
		this.#metered = now;
		const hasUp = this.#up.tick();
		const hasDown = this.#down.tick();
		if (this.#up.lastSecondBytes + this.#down.lastSecondBytes > 0) {
			this.read();
		}

		const {board} = this.#options;
		if (hasUp || hasDown) {
			board.patch({up: this.#up.rate(), down: this.#down.rate()});
		}

		this.#measure();
	}

	/** Shows the round trip and the clocks when they are known, and when the round trip has noticeably changed. */
	#measure(): void {
		const {board} = this.#options;
		const {peer} = board.state();
		if (!peer || !this.#latency.take(this.#connection?.latencyMilliseconds()) || this.#latency.shown === undefined) {
			return;
		}

		const latencyMilliseconds = this.#latency.shown;
		const skewMilliseconds = this.#connection?.skewMilliseconds();
		board.patch({
			peer: {
				...peer,
				latencyMilliseconds,
				latencyHistory: [...peer.latencyHistory, latencyMilliseconds].slice(-measurementsKept),
				...(skewMilliseconds !== undefined && {skewMilliseconds}),
			},
		});
	}

	/** The sockets' counters, those that are gone included. */
	#now(): Counters {
		const wire = this.#connection?.wire() ?? none;
		return {sentBytes: this.#past.sentBytes + wire.sentBytes, receivedBytes: this.#past.receivedBytes + wire.receivedBytes};
	}
}
