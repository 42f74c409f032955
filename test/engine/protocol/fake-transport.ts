import {FrameDecoder} from '../../../source/engine/protocol/framing.js';
import {MessageDecoder} from '../../../source/engine/protocol/codec.js';
import type {Message} from '../../../source/engine/protocol/messages.js';
import type {Transport, TransportEvents} from '../../../source/engine/protocol/transport.js';

/** The far end of a connection in the test's own hands: nothing is taken or delivered unless the test does it. */
export class FakeTransport implements Transport {
	events: TransportEvents | undefined;
	written: Uint8Array[] = [];
	isPaused = false;
	hasEnded = false;
	isDestroyed = false;
	takenBytes = 0;
	count = {sentBytes: 0, receivedBytes: 0};
	readonly #waiting: Array<{readonly bytes: number; readonly onTaken: (() => void) | undefined}> = [];
	#pending = 0;
	#onFlushed: (() => void) | undefined;

	listen(events: TransportEvents): void {
		this.events = events;
	}

	write(parts: readonly Uint8Array[], onTaken?: () => void): void {
		let bytes = 0;
		for (const part of parts) {
			this.written.push(part);
			bytes += part.length;
		}

		this.#pending += bytes;
		this.#waiting.push({bytes, onTaken});
	}

	pendingBytes(): number {
		return this.#pending;
	}

	progress(): number {
		return this.takenBytes;
	}

	pause(): void {
		this.isPaused = true;
	}

	resume(): void {
		this.isPaused = false;
	}

	end(onFlushed: () => void): void {
		this.hasEnded = true;
		this.#onFlushed = onFlushed;
	}

	destroy(): void {
		this.isDestroyed = true;
	}

	wire() {
		return this.count;
	}

	/** The network takes everything that is queued. */
	take(): void {
		for (const {bytes, onTaken} of this.#waiting.splice(0)) {
			this.#pending -= bytes;
			this.takenBytes += bytes;
			onTaken?.();
		}

		this.#onFlushed?.();
	}

	/** What has been written, as messages. */
	messages(): Message[] {
		const decoder = new MessageDecoder();
		return new FrameDecoder().push(Buffer.concat(this.written)).map(frame => decoder.decode(frame)!);
	}
}
