import type {Clock} from '../clock.js';
import {FsyncError} from '../fault.js';
import type {BackOff} from './back-off.js';
import type {Dial, Line} from './line.js';
import {Wake} from './wake.js';

export type ConnectorOptions = {
	readonly dial: Dial;
	readonly clock: Clock;
	/** Reset by whoever uses the lines: one that comes about, and ends each time something is done with it, is no success. */
	readonly backOff: BackOff;
	readonly onDialling: () => void;
	readonly onLine: (line: Line) => void;
	/** The line is gone, or could not be had (so many times in a row); the next attempt starts in so many milliseconds. */
	readonly onLost: (reason: FsyncError, retryMilliseconds: number, failedAttempts: number) => void;
};

/** Reasons that another attempt will not cure. */
const finalCodes = new Set(['not-paired', 'wrong-identity', 'revoked', 'forbidden', 'version', 'usage', 'store']);

/** Keeps one line to the server: dials, waits for its end, waits a while, dials again. */
export class Connector {
	readonly #options: ConnectorOptions;
	readonly #again = new Wake();
	#line: Line | undefined;
	#failedAttempts = 0;

	constructor(options: ConnectorOptions) {
		this.#options = options;
	}

	get line(): Line | undefined {
		return this.#line;
	}

	/** Runs until the signal; throws a fault that no further attempt can cure. */
	async run(signal: AbortSignal): Promise<void> {
		const hangUp = () => {
			this.#line?.connection.close();
			this.#again.ring();
		};

		signal.addEventListener('abort', hangUp);
		try {
			while (!signal.aborted) {
				const reason = await this.#once(signal);
				if (!signal.aborted) {
					await this.#pause(reason);
				}
			}
		} finally {
			signal.removeEventListener('abort', hangUp);
		}
	}

	/** Cuts the waiting short. */
	now(): void {
		this.#again.ring();
	}

	async #once(signal: AbortSignal): Promise<FsyncError> {
		const {dial, onDialling, onLine} = this.#options;
		onDialling();
		try {
			this.#line = await dial(signal);
			if (signal.aborted) {
				// It came too late for `hangUp`, and nobody else would ever close it.
				this.#line.connection.close();
			}
		} catch (error) {
			if (!(error instanceof FsyncError) || finalCodes.has(error.code)) {
				throw error;
			}

			this.#failedAttempts++;
			return error;
		}

		this.#failedAttempts = 0;
		onLine(this.#line);
		const reason = await this.#line.connection.closed;
		this.#line = undefined;
		if (reason && finalCodes.has(reason.code)) {
			throw reason;
		}

		return reason ?? new FsyncError('unreachable', 'The server closed the connection.');
	}

	async #pause(reason: FsyncError): Promise<void> {
		const {clock, backOff, onLost} = this.#options;
		const milliseconds = backOff.next();
		onLost(reason, milliseconds, this.#failedAttempts);
		const cancel = clock.after(milliseconds, () => {
			this.#again.ring();
		});
		await this.#again.wait();
		cancel();
	}
}
