import type {Clock} from '../clock.js';
import type {Connection} from '../protocol/connection.js';
import type {Board} from './board.js';
import {Meter} from './meter.js';
import type {Reporter} from './reporter.js';
import type {SessionState} from './state.js';

const secondMilliseconds = 1000;
/** A second with less than this is no traffic: a connection that has nothing to carry says now and then that it is there. */
const silentBytes = 1024;
/** Round trips that differ by less than both are the same to a person; a screen with nothing to tell stays still. */
const noticeableMilliseconds = 2;
const noticeableShare = 0.2;
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
		this.#up.add(now.sentBytes - this.#counted.sentBytes);
		this.#down.add(now.receivedBytes - this.#counted.receivedBytes);
		if (now.sentBytes === this.#counted.sentBytes && now.receivedBytes === this.#counted.receivedBytes) {
			return;
		}

		this.#counted = now;
		this.#options.reporter.wire(now.sentBytes, now.receivedBytes);
	}

	#tick(): void {
		const {sentBytes, receivedBytes} = this.#now();
		if (sentBytes + receivedBytes - this.#counted.sentBytes - this.#counted.receivedBytes >= silentBytes) {
			this.read();
		}

		const {board} = this.#options;
		const hasUp = this.#up.tick();
		const hasDown = this.#down.tick();
		if (hasUp || hasDown) {
			board.patch({up: this.#up.rate(), down: this.#down.rate()});
		}

		this.#measure();
	}

	/** Shows the round trip and the clocks when they are known, and when the round trip has noticeably changed. */
	#measure(): void {
		const {board} = this.#options;
		const {peer} = board.state();
		const latencyMilliseconds = this.#connection?.latencyMilliseconds();
		if (!peer || latencyMilliseconds === undefined || !isNoticeable(peer.latencyMilliseconds, latencyMilliseconds)) {
			return;
		}

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
	#now(): {readonly sentBytes: number; readonly receivedBytes: number} {
		const wire = this.#connection?.wire() ?? {sentBytes: 0, receivedBytes: 0};
		return {sentBytes: this.#past.sentBytes + wire.sentBytes, receivedBytes: this.#past.receivedBytes + wire.receivedBytes};
	}
}

function isNoticeable(before: number | undefined, now: number): boolean {
	return before === undefined || Math.abs(now - before) >= Math.max(noticeableMilliseconds, before * noticeableShare);
}
