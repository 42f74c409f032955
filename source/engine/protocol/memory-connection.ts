import type {Clock} from '../clock.js';
import type {ConnectionTiming} from './heartbeat.js';
import {PeerConnection} from './peer-connection.js';
import type {Transport, TransportEvents} from './transport.js';

/** `up` goes from the client to the server. */
export type LinkDirection = 'up' | 'down';

export type MemoryLinkOptions = {
	readonly clock: Clock;
	readonly timing?: Partial<ConnectionTiming>;
	/** Device ids that the two see of each other. */
	readonly devices?: {readonly client: string; readonly server: string};
	/** Runs one delivery later, never at once; a simulation decides when. Microtasks by default. */
	readonly schedule?: (task: () => void) => void;
	/** How many of the available bytes are delivered as one piece (at least 1); all of a write by default. */
	readonly pieceBytes?: (available: number) => number;
	/** See `ConnectionOptions.firstFrameBytes`; of the server's end. */
	readonly firstFrameBytes?: number;
};

export type MemoryLink = {
	readonly client: PeerConnection;
	readonly server: PeerConnection;
	/** Breaks the link as soon as this many more bytes have gone in that direction; 0 breaks it now. */
	cutAfter(direction: LinkDirection, bytes: number): void;
};

/** Two connected ends in one process, through the real codec and framing: for tests and the simulation. */
export function connectInMemory(options: MemoryLinkOptions): MemoryLink {
	const up = new MemoryPipe(options);
	const down = new MemoryPipe(options);
	const breakBoth = () => {
		for (const pipe of [up, down]) {
			pipe.break();
		}
	};

	up.onBroken = breakBoth;
	down.onBroken = breakBoth;
	const {clock, timing = {}, firstFrameBytes} = options;
	const end = (peer: string, transport: Transport) => ({
		transport, peer, address: 'memory', clock, timing,
	});
	const {client, server} = options.devices ?? {client: 'c'.repeat(64), server: '5'.repeat(64)};
	return {
		client: new PeerConnection(end(server, memoryTransport(up, down))),
		server: new PeerConnection({...end(client, memoryTransport(down, up)), ...firstFrameBytes !== undefined && {firstFrameBytes}}),
		cutAfter(direction, bytes) {
			(direction === 'up' ? up : down).cutAfter(bytes);
		},
	};
}

function memoryTransport(out: MemoryPipe, into: MemoryPipe): Transport {
	return {
		listen(events) {
			into.listen(events);
		},
		write(parts, onTaken) {
			out.write(parts, onTaken);
		},
		pendingBytes: () => out.pendingBytes,
		progress: () => out.deliveredBytes,
		pause() {
			into.setPaused(true);
		},
		resume() {
			into.setPaused(false);
		},
		end(onFlushed) {
			out.end(onFlushed);
		},
		destroy() {
			out.abort();
			into.close();
		},
		wire: () => ({sentBytes: out.deliveredBytes, receivedBytes: into.deliveredBytes}),
	};
}

type Write = {readonly bytes: Uint8Array; offset: number; readonly onTaken: (() => void) | undefined};

/** One direction: bytes wait here until the reader takes them. */
class MemoryPipe {
	onBroken: (() => void) | undefined;
	pendingBytes = 0;
	deliveredBytes = 0;
	readonly #options: MemoryLinkOptions;
	#events: Partial<TransportEvents> | undefined;
	#writes: Write[] = [];
	#isPaused = false;
	#isScheduled = false;
	#isOver = false;
	#hasEnd = false;
	#onFlushed: (() => void) | undefined;
	#bytesUntilCut = Infinity;

	constructor(options: MemoryLinkOptions) {
		this.#options = options;
	}

	listen(events: TransportEvents): void {
		this.#events = events;
		this.#wake();
	}

	write(parts: readonly Uint8Array[], onTaken?: () => void): void {
		for (const [index, bytes] of parts.entries()) {
			this.pendingBytes += bytes.length;
			this.#writes.push({bytes, offset: 0, onTaken: index === parts.length - 1 ? onTaken : undefined});
		}

		this.#wake();
	}

	setPaused(isPaused: boolean): void {
		this.#isPaused = isPaused;
		this.#wake();
	}

	end(onFlushed: () => void): void {
		this.#hasEnd = true;
		this.#onFlushed = onFlushed;
		this.#wake();
	}

	/** The writer is gone: what it had queued is lost, and the reader is told. */
	abort(): void {
		this.#hasEnd = true;
		this.#writes = [];
		this.pendingBytes = 0;
		this.#wake();
	}

	/** The reader is gone: what comes is dropped. */
	close(): void {
		this.#isPaused = false;
		this.#events = {};
		this.#wake();
	}

	cutAfter(bytes: number): void {
		this.#bytesUntilCut = bytes;
		if (bytes === 0) {
			this.onBroken?.();
		}
	}

	break(): void {
		if (this.#isOver) {
			return;
		}

		this.#isOver = true;
		this.#writes = [];
		this.#events?.ended?.(new Error('The link was cut'));
	}

	#wake(): void {
		const hasWork = this.#writes.length > 0 || this.#hasEnd;
		if (!(hasWork && this.#events) || this.#isScheduled || this.#isPaused || this.#isOver) {
			return;
		}

		this.#isScheduled = true;
		(this.#options.schedule ?? queueMicrotask)(() => {
			this.#isScheduled = false;
			this.#deliver();
		});
	}

	#deliver(): void {
		if (this.#isOver || this.#isPaused) {
			return;
		}

		const write = this.#writes[0];
		if (!write) {
			this.#finish();
			return;
		}

		const available = Math.min(write.bytes.length - write.offset, this.#bytesUntilCut);
		const size = Math.max(1, Math.min(available, this.#options.pieceBytes?.(available) ?? available));
		const piece = write.bytes.subarray(write.offset, write.offset + size);
		this.#account(write, size);
		this.#events?.data?.(piece);
		if (this.#bytesUntilCut === 0) {
			this.onBroken?.();
			return;
		}

		this.#wake();
	}

	#finish(): void {
		this.#isOver = true;
		this.#onFlushed?.();
		this.#events?.ended?.();
	}

	#account(write: Write, size: number): void {
		write.offset += size;
		this.#bytesUntilCut -= size;
		this.deliveredBytes += size;
		this.pendingBytes -= size;
		if (write.offset !== write.bytes.length) {
			return;
		}

		this.#writes.shift();
		write.onTaken?.();
	}
}
