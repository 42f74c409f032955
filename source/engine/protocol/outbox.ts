import type {FsyncError} from '../fault.js';
import {encodeBytes} from './codec.js';
import type {Message} from './messages.js';
import type {Transport} from './transport.js';

/** Bytes queued in the transport above which a sender has to wait, and below which it may go on. */
export const sendLimits = {highBytes: 4 * 1024 * 1024, lowBytes: 1024 * 1024} as const;

type Waiter = {readonly resolve: () => void; readonly reject: (error: FsyncError) => void};

/** Writes messages and slows those who send faster than the transport takes them. */
export class Outbox {
	readonly #transport: Transport;
	readonly #waiters: Waiter[] = [];

	constructor(transport: Transport) {
		this.#transport = transport;
	}

	/** Queues without asking whether there is room; for the connection's own small messages. */
	write(message: Message, onTaken?: () => void): void {
		this.#transport.write(encodeBytes(message), onTaken);
	}

	/** Resolves at once while little is queued; rejects when the message cannot be encoded. */
	async send(message: Message): Promise<void> {
		this.write(message, () => {
			this.#release();
		});
		if (this.#transport.pendingBytes() < sendLimits.highBytes) {
			return;
		}

		const {promise, resolve, reject} = Promise.withResolvers<void>();
		this.#waiters.push({resolve, reject});
		return promise;
	}

	/** Whoever waits is told that it is over. */
	close(reason: FsyncError): void {
		for (const {reject} of this.#waiters.splice(0)) {
			reject(reason);
		}
	}

	#release(): void {
		if (this.#waiters.length > 0 && this.#transport.pendingBytes() <= sendLimits.lowBytes) {
			for (const {resolve} of this.#waiters.splice(0)) {
				resolve();
			}
		}
	}
}
