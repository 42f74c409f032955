import type {Clock} from '../clock.js';
import {FsyncError} from '../fault.js';
import type {Connection, WireCount} from './connection.js';
import {defaultTiming, Heartbeat, type ConnectionTiming} from './heartbeat.js';
import {Inbox, type MessageHandler} from './inbox.js';
import {limits} from './limits.js';
import {linger} from './linger.js';
import type {Message} from './messages.js';
import {Outbox} from './outbox.js';
import {fromRefusal, toFault, toRefusal} from './refusals.js';
import type {Transport} from './transport.js';

export type ConnectionOptions = {
	readonly transport: Transport;
	/** Device id of the peer, already verified. */
	readonly peer: string;
	readonly address: string;
	readonly clock: Clock;
	readonly timing?: Partial<ConnectionTiming>;
	/** Limit of the frames until `accept` is called; for a listener that does not know its peer yet. */
	readonly firstFrameBytes?: number;
};

/** The one implementation of `Connection`, over any transport. */
export class PeerConnection implements Connection {
	readonly peer: string;
	readonly address: string;
	readonly closed: Promise<FsyncError | undefined>;
	readonly #transport: Transport;
	readonly #clock: Clock;
	readonly #timing: ConnectionTiming;
	readonly #inbox: Inbox;
	readonly #outbox: Outbox;
	readonly #heartbeat: Heartbeat;
	readonly #closing = Promise.withResolvers<FsyncError | undefined>();
	/** Set when no more messages are taken from anyone. */
	#isClosing = false;
	/** The peer has ended its side; what it sent before is still handled. */
	#end: {readonly reason: FsyncError | undefined} | undefined;
	#refusal: FsyncError | undefined;
	#isFarewellSaid = false;
	#hasRefused = false;
	/** Why it was closed, once it is. */
	#reason: FsyncError | undefined;
	#cancelLinger: (() => void) | undefined;

	constructor(options: ConnectionOptions) {
		this.peer = options.peer;
		this.address = options.address;
		this.#transport = options.transport;
		this.#clock = options.clock;
		this.#timing = {...defaultTiming, ...options.timing};
		this.closed = this.#closing.promise;
		this.#outbox = new Outbox(this.#transport);
		this.#inbox = this.#createInbox(options.firstFrameBytes ?? limits.frameBytes);
		this.#heartbeat = this.#createHeartbeat();
		this.#listen();
	}

	async send(message: Message): Promise<void> {
		if (this.#isClosing || this.#end) {
			throw this.#gone();
		}

		this.#hasRefused ||= message.type === 'refusal';
		return this.#outbox.send(message);
	}

	onMessage(handler: MessageHandler): void {
		this.#inbox.handle(handler);
	}

	/** The first message alone; those after it wait for `onMessage`. Rejects when the connection ends before. */
	async first(): Promise<Message> {
		const {promise, resolve} = Promise.withResolvers<Message>();
		this.#inbox.handle(message => {
			this.#inbox.handle(undefined);
			resolve(message);
		});
		return Promise.race([promise, this.closed.then(reason => {
			throw reason ?? this.#gone();
		})]);
	}

	/** The peer is known now: frames of full length may come. Throws `FsyncError` when it has gone meanwhile. */
	accept(): void {
		if (this.#isClosing || this.#end) {
			throw this.#gone();
		}

		this.#inbox.limitFrames(limits.frameBytes);
		this.#heartbeat.measure();
	}

	close(reason?: FsyncError): void {
		if (this.#isClosing) {
			return;
		}

		this.#isClosing = true;
		this.#reason = this.#refusal ?? reason;
		this.#inbox.close();
		this.#heartbeat.stop();
		this.#outbox.close(this.#reason ?? this.#gone());
		if (this.#end) {
			this.#reason ??= this.#end.reason;
			this.#finish();
			return;
		}

		if (!this.#hasRefused) {
			this.#outbox.write(reason && !this.#refusal ? toRefusal(reason) : {type: 'bye'});
		}

		this.#transport.resume();
		this.#transport.end(() => {
			this.#closing.resolve(this.#reason);
		});
		this.#cancelLinger = linger({
			transport: this.#transport, clock: this.#clock, milliseconds: this.#timing.lingerMilliseconds, onOver: () => {
				this.#finish();
			},
		});
	}

	wire(): WireCount {
		return this.#transport.wire();
	}

	latencyMilliseconds(): number | undefined {
		return this.#heartbeat.latencyMilliseconds;
	}

	skewMilliseconds(): number | undefined {
		return this.#heartbeat.skewMilliseconds;
	}

	#createInbox(limitBytes: number): Inbox {
		return new Inbox({
			onHeartbeat: message => {
				this.#heartbeat.handle(message);
			},
			onFarewell: message => {
				this.#noteFarewell(message);
			},
			onMessage: message => this.#isForOthers(message),
			onHandled: ({type}) => {
				if (type === 'refusal') {
					this.close();
				}
			},
			onPause: isPaused => {
				this.#heartbeat.reading(!isPaused);
				if (isPaused) {
					this.#transport.pause();
				} else {
					this.#transport.resume();
				}
			},
			onFailure: error => {
				this.close(toFault(error));
			},
			onIdle: () => {
				if (this.#end) {
					this.close();
				}
			},
		}, limitBytes);
	}

	#createHeartbeat(): Heartbeat {
		return new Heartbeat({
			clock: this.#clock,
			transport: this.#transport,
			timing: this.#timing,
			address: this.address,
			write: (message, onTaken) => {
				this.#outbox.write(message, onTaken);
			},
			expire: reason => {
				this.close(reason);
			},
		});
	}

	#listen(): void {
		this.#transport.listen({
			data: bytes => {
				this.#heartbeat.received();
				this.#inbox.receive(bytes);
			},
			ended: error => {
				this.#ended(error);
			},
		});
	}

	/** What was received before the end is still handled; then it is over. */
	#ended(error: Error | undefined): void {
		const lost = new FsyncError('unreachable', `The connection to ${this.address} was lost. It is tried again while the session runs.`, {cause: error});
		this.#end ??= {reason: this.#isFarewellSaid ? undefined : lost};
		if (this.#isClosing) {
			this.#finish();
			return;
		}

		this.#heartbeat.stop();
		this.#outbox.close(this.#gone());
		if (this.#inbox.isIdle) {
			this.close();
		}
	}

	/** Remembered at once: what comes before it may fail when the connection is gone. */
	#noteFarewell(message: Message): void {
		if (message.type === 'refusal') {
			this.#refusal ??= fromRefusal(message);
		}

		this.#isFarewellSaid = true;
		if (this.#inbox.hasHandler) {
			return;
		}

		this.#end = {reason: undefined};
		this.close();
	}

	/** What a message means for the connection itself, before it is handed out; false keeps it back. */
	#isForOthers({type}: Message): boolean {
		if (type === 'bye') {
			this.#end = {reason: undefined};
			this.close();
		} else if (type === 'welcome') {
			this.#heartbeat.measure();
		}

		return type !== 'bye';
	}

	#finish(): void {
		this.#cancelLinger?.();
		this.#transport.destroy();
		this.#closing.resolve(this.#reason);
	}

	#gone(): FsyncError {
		return this.#refusal ?? this.#end?.reason ?? new FsyncError('unreachable', `The connection to ${this.address} is closed.`);
	}
}
