import {isHeartbeat, isFarewell, MessageDecoder} from './codec.js';
import {FrameDecoder, type Frame} from './framing.js';
import type {Message} from './messages.js';

export type MessageHandler = (message: Message) => Promise<void> | void;

/** Frames that may wait for a handler before the transport is paused, and below which it is resumed; bytes. */
const backlogLimits = {pauseBytes: 1024 * 1024, resumeBytes: 256 * 1024} as const;

/** What a waiting frame costs beside its bytes. */
const frameOverheadBytes = 128;

type InboxEvents = {
	/** Ping and pong, as soon as they arrive: they do not wait behind a slow handler. */
	readonly onHeartbeat: (message: Message) => void;
	/** The peer has said its last; the message itself is handed out in its turn too. */
	readonly onFarewell: (message: Message) => void;
	/** A message is about to be handed out; false keeps it back. */
	readonly onMessage: (message: Message) => boolean;
	readonly onHandled: (message: Message) => void;
	readonly onPause: (isPaused: boolean) => void;
	/** The peer broke the protocol, or the handler failed. */
	readonly onFailure: (error: unknown) => void;
	/** Everything that has come is handled, as far as there is a handler. */
	readonly onIdle: () => void;
};

/** Makes messages of the bytes that arrive and hands them to the handler one at a time. */
export class Inbox {
	readonly #frames: FrameDecoder;
	readonly #messages = new MessageDecoder();
	readonly #urgent = new MessageDecoder();
	readonly #events: InboxEvents;
	#waiting: Frame[] = [];
	#backlogBytes = 0;
	#isPaused = false;
	#isBusy = false;
	#isClosed = false;
	#handler: MessageHandler | undefined;

	constructor(events: InboxEvents, limitBytes: number) {
		this.#events = events;
		this.#frames = new FrameDecoder(limitBytes);
	}

	/** Whether no handler is at work, and none would be for what waits. */
	get isIdle(): boolean {
		return !this.#isBusy && (this.#waiting.length === 0 || !this.#handler);
	}

	get hasHandler(): boolean {
		return this.#handler !== undefined;
	}

	limitFrames(bytes: number): void {
		this.#frames.limitBytes = bytes;
	}

	/** From the next message on; without a handler messages wait. */
	handle(handler: MessageHandler | undefined): void {
		this.#handler = handler;
		this.#pump();
	}

	receive(bytes: Uint8Array): void {
		if (this.#isClosed) {
			return;
		}

		try {
			for (const frame of this.#frames.push(bytes)) {
				this.#sort(frame);
			}
		} catch (error) {
			this.#events.onFailure(error);
			return;
		}

		this.#pump();
	}

	/** Drops what waits and takes nothing more. */
	close(): void {
		this.#isClosed = true;
		this.#waiting = [];
		this.#handler = undefined;
	}

	#sort(frame: Frame): void {
		if (isHeartbeat(frame)) {
			this.#events.onHeartbeat(this.#urgent.decode(frame)!);
			return;
		}

		if (isFarewell(frame)) {
			this.#events.onFarewell(this.#urgent.decode(frame)!);
		}

		this.#waiting.push(frame);
		this.#count(costOf(frame));
	}

	#pump(): void {
		while (!this.#isBusy && this.#handler && this.#waiting.length > 0) {
			const frame = this.#waiting.shift()!;
			this.#count(-costOf(frame));
			try {
				this.#deliver(frame, this.#handler);
			} catch (error) {
				this.#events.onFailure(error);
				return;
			}
		}

		if (this.isIdle) {
			this.#events.onIdle();
		}
	}

	#deliver(frame: Frame, handler: MessageHandler): void {
		const message = this.#messages.decode(frame);
		if (!message || !this.#events.onMessage(message)) {
			return;
		}

		const work = handler(message);
		if (work) {
			this.#isBusy = true;
			void this.#waitFor(work, message);
		} else {
			this.#events.onHandled(message);
		}
	}

	async #waitFor(work: Promise<void>, message: Message): Promise<void> {
		try {
			await work;
			this.#isBusy = false;
			this.#events.onHandled(message);
		} catch (error) {
			this.#isBusy = false;
			this.#events.onFailure(error);
			return;
		}

		this.#pump();
	}

	#count(bytes: number): void {
		this.#backlogBytes += bytes;
		if (!(this.#isPaused ? this.#backlogBytes <= backlogLimits.resumeBytes : this.#backlogBytes > backlogLimits.pauseBytes)) {
			return;
		}

		this.#isPaused = !this.#isPaused;
		this.#events.onPause(this.#isPaused);
	}
}

function costOf(frame: Frame): number {
	return frame.header.length + frame.payload.length + frameOverheadBytes;
}
