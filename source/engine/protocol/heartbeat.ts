import type {Clock} from '../clock.js';
import {FsyncError} from '../fault.js';
import type {Message, Pong} from './messages.js';
import type {Transport} from './transport.js';

/** When a connection is measured, given up or renewed; milliseconds and bytes. The peer has no say in it (attack A45). */
export type ConnectionTiming = {
	readonly pingMilliseconds: number;
	/** Without a byte from the peer for this long it is dead. */
	readonly deadMilliseconds: number;
	/** With bytes queued and none of them taken for this long it is dead too. */
	readonly stalledMilliseconds: number;
	/** OpenSSL does not renew keys by itself (openssl#23566), so a connection ends in order long before AES-GCM's limit. */
	readonly renewBytes: number;
	readonly renewMilliseconds: number;
	/** How long a closed connection may still try to deliver its last words. */
	readonly lingerMilliseconds: number;
};

export const defaultTiming: ConnectionTiming = {
	pingMilliseconds: 15_000,
	deadMilliseconds: 45_000,
	stalledMilliseconds: 60_000,
	renewBytes: 64 * (2 ** 30),
	renewMilliseconds: 24 * 3_600_000,
	lingerMilliseconds: 2000,
};

type HeartbeatOptions = {
	readonly clock: Clock;
	readonly transport: Transport;
	readonly timing: ConnectionTiming;
	readonly address: string;
	/** Sends; `onTaken` is called when the transport has taken it. */
	readonly write: (message: Message, onTaken?: () => void) => void;
	/** The peer is dead (with a reason), or the keys are worn out (without). */
	readonly expire: (reason?: FsyncError) => void;
};

/** Measures the way to the peer and notices when it is gone. */
export class Heartbeat {
	readonly #options: HeartbeatOptions;
	readonly #started: number;
	#lastReceived: number;
	#lastPing: number;
	#lastProgress: {readonly value: number; readonly at: number};
	#nonce = 0;
	#isPongQueued = false;
	#isStopped = false;
	#isReading = true;
	#latency: number | undefined;
	#skew: number | undefined;
	#cancel: (() => void) | undefined;

	constructor(options: HeartbeatOptions) {
		const now = options.clock.monotonicMilliseconds();
		this.#options = options;
		this.#started = now;
		this.#lastReceived = now;
		this.#lastPing = now;
		this.#lastProgress = {value: options.transport.progress(), at: now};
		this.#arm(now);
	}

	get latencyMilliseconds(): number | undefined {
		return this.#latency;
	}

	get skewMilliseconds(): number | undefined {
		return this.#skew;
	}

	received(): void {
		this.#lastReceived = this.#now();
	}

	/** While we do not read ourselves, silence says nothing about the peer. */
	reading(isReading: boolean): void {
		this.#isReading = isReading;
		this.#lastReceived = this.#now();
	}

	measure(): void {
		this.#lastPing = this.#now();
		this.#nonce++;
		this.#options.write({type: 'ping', nonce: this.#nonce});
	}

	/** A ping or a pong has come. */
	handle(message: Message): void {
		if (message.type === 'pong') {
			this.#answered(message);
		} else if (message.type === 'ping') {
			this.#answer(message.nonce);
		}
	}

	stop(): void {
		this.#isStopped = true;
		this.#cancel?.();
	}

	/** Only the answer to the last ping counts. */
	#answered({nonce, wallMilliseconds}: Pong): void {
		if (nonce !== this.#nonce) {
			return;
		}

		this.#latency = this.#now() - this.#lastPing;
		this.#skew = wallMilliseconds - (this.#options.clock.wallMilliseconds() - (this.#latency / 2));
	}

	/** At most one pong waits to be sent, however many pings come (attack A43). */
	#answer(nonce: number): void {
		if (this.#isPongQueued || this.#isStopped) {
			return;
		}

		this.#isPongQueued = true;
		this.#options.write({type: 'pong', nonce, wallMilliseconds: this.#options.clock.wallMilliseconds()}, () => {
			this.#isPongQueued = false;
		});
	}

	#now(): number {
		return this.#options.clock.monotonicMilliseconds();
	}

	/** Sleeps until the next thing that can be due. */
	#arm(now: number): void {
		const {pingMilliseconds, deadMilliseconds, stalledMilliseconds} = this.#options.timing;
		const due = Math.min(
			this.#lastPing + pingMilliseconds,
			this.#isReading ? this.#lastReceived + deadMilliseconds : Infinity,
			this.#lastProgress.at + stalledMilliseconds,
		);
		this.#cancel = this.#options.clock.after(Math.max(1, due - now), () => {
			this.#check(this.#now());
		});
	}

	#check(now: number): void {
		const {timing, transport, address, expire} = this.#options;
		this.#noteProgress(now);
		if (this.#isReading && now - this.#lastReceived >= timing.deadMilliseconds) {
			expire(new FsyncError('timeout', `${address} has been silent for ${seconds(timing.deadMilliseconds)}: the connection is given up. Check the network there.`));
			return;
		}

		if (now - this.#lastProgress.at >= timing.stalledMilliseconds) {
			expire(new FsyncError('timeout', `${address} has taken nothing for ${seconds(timing.stalledMilliseconds)}: the connection is given up. Check the network there.`));
			return;
		}

		const {sentBytes, receivedBytes} = transport.wire();
		if (Math.max(sentBytes, receivedBytes) >= timing.renewBytes || now - this.#started >= timing.renewMilliseconds) {
			expire();
			return;
		}

		if (now - this.#lastPing >= timing.pingMilliseconds) {
			this.measure();
		}

		this.#arm(now);
	}

	#noteProgress(now: number): void {
		const value = this.#options.transport.progress();
		if (value !== this.#lastProgress.value || this.#options.transport.pendingBytes() === 0) {
			this.#lastProgress = {value, at: now};
		}
	}
}

function seconds(milliseconds: number): string {
	return `${milliseconds / 1000} s`;
}
