import type {Clock} from '../clock.js';
import type {Connection} from '../protocol/connection.js';
import type {Board} from './board.js';
import {Meter} from './meter.js';
import type {Reporter} from './reporter.js';
import type {SessionState} from './state.js';

const secondMilliseconds = 1000;
const measurementsKept = 60;

/** Reads the sockets' counters: once a second for the rates on the screen, and whenever totals are asked for. */
export class WireGauge {
	readonly #options: {readonly clock: Clock; readonly board: Board<SessionState>; readonly reporter: Reporter};
	readonly #up = new Meter();
	readonly #down = new Meter();
	/** What connections that are gone had carried. */
	#past = {sentBytes: 0, receivedBytes: 0};
	#counted = {sentBytes: 0, receivedBytes: 0};
	#connection: Connection | undefined;
	#cancel: (() => void) | undefined;

	constructor(options: {readonly clock: Clock; readonly board: Board<SessionState>; readonly reporter: Reporter}) {
		this.#options = options;
	}

	/** From now on this connection's bytes count too. */
	attach(connection: Connection): void {
		this.read();
		this.#past = this.#counted;
		this.#connection = connection;
	}

	/** Starts the rates. */
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
		const wire = this.#connection?.wire() ?? {sentBytes: 0, receivedBytes: 0};
		const now = {sentBytes: this.#past.sentBytes + wire.sentBytes, receivedBytes: this.#past.receivedBytes + wire.receivedBytes};
		this.#up.add(now.sentBytes - this.#counted.sentBytes);
		this.#down.add(now.receivedBytes - this.#counted.receivedBytes);
		if (now.sentBytes === this.#counted.sentBytes && now.receivedBytes === this.#counted.receivedBytes) {
			return;
		}

		this.#counted = now;
		this.#options.reporter.wire(now.sentBytes, now.receivedBytes);
	}

	#tick(): void {
		this.read();
		const {board} = this.#options;
		const hasUp = this.#up.tick();
		const hasDown = this.#down.tick();
		if (hasUp || hasDown) {
			board.patch({up: this.#up.rate(), down: this.#down.rate()});
		}

		const {peer} = board.state();
		const latencyMilliseconds = this.#connection?.latencyMilliseconds();
		const skewMilliseconds = this.#connection?.skewMilliseconds();
		if (peer && latencyMilliseconds !== peer.latencyMilliseconds) {
			board.patch({
				peer: {...peer, ...(latencyMilliseconds !== undefined && {latencyMilliseconds, latencyHistory: [...peer.latencyHistory, latencyMilliseconds].slice(-measurementsKept)}), ...(skewMilliseconds !== undefined && {skewMilliseconds})},
			});
		}
	}
}
