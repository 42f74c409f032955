import type {Transport, TransportEvents} from '../../source/engine/protocol/transport.js';
import type {Random} from './random.js';
import type {SimProcess} from './sim-process.js';
import type {Scheduler} from './scheduler.js';

export type Direction = 'up' | 'down';

export type WireOptions = {
	readonly scheduler: Scheduler;
	readonly random: Random;
	readonly client: SimProcess;
	readonly server: SimProcess;
};

/** Two ends of one connection: bytes arrive in order, in pieces, after a while; or never. */
export class Wire {
	readonly client: Transport;
	readonly server: Transport;
	/** Neither end has gone yet. */
	isOpen = true;
	readonly #up: Pipe;
	readonly #down: Pipe;

	constructor({scheduler, random, client, server}: WireOptions) {
		const isChopped = random.chance(0.2);
		this.#up = new Pipe({
			scheduler, random, reader: server, isChopped,
		});
		this.#down = new Pipe({
			scheduler, random, reader: client, isChopped,
		});
		this.client = this.#transport(this.#up, this.#down);
		this.server = this.#transport(this.#down, this.#up);
	}

	/** Both ends are told that it broke, at once or after so many more bytes. */
	cut(direction: Direction, bytes: number): void {
		const pipe = this.#pipe(direction);
		const broken = () => {
			this.isOpen = false;
			this.#up.break();
			this.#down.break();
		};

		if (bytes === 0) {
			broken();
		} else {
			pipe.cutAfter(bytes, broken);
		}
	}

	/** What is written from now on in this direction goes nowhere, and nobody is told. */
	swallow(direction: Direction): void {
		this.#pipe(direction).swallow();
	}

	/** A process has gone: what it has written still arrives, then the end. */
	abandon(side: 'client' | 'server'): void {
		this.isOpen = false;
		const [out, into] = side === 'client' ? [this.#up, this.#down] : [this.#down, this.#up];
		out.end();
		into.deafen();
	}

	get pendingBytes(): number {
		return this.#up.pendingBytes + this.#down.pendingBytes;
	}

	#pipe(direction: Direction): Pipe {
		return direction === 'up' ? this.#up : this.#down;
	}

	#transport(out: Pipe, into: Pipe): Transport {
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
			destroy: () => {
				this.isOpen = false;
				out.abort();
				into.deafen();
			},
			wire: () => ({sentBytes: out.deliveredBytes, receivedBytes: into.deliveredBytes}),
		};
	}
}

type Piece = {readonly bytes: Uint8Array; readonly onTaken: (() => void) | undefined};

type PipeOptions = {readonly scheduler: Scheduler; readonly random: Random; readonly reader: SimProcess; readonly isChopped: boolean};

/** One direction. */
class Pipe {
	pendingBytes = 0;
	deliveredBytes = 0;
	readonly #options: PipeOptions;
	#events: TransportEvents | undefined;
	#pieces: Piece[] = [];
	#isScheduled = false;
	#isPaused = false;
	#isSwallowed = false;
	#hasEnd = false;
	#isOver = false;
	#isDeaf = false;
	#onFlushed: (() => void) | undefined;
	#untilCut = Infinity;
	#onCut: () => void = () => undefined;

	constructor(options: PipeOptions) {
		this.#options = options;
	}

	listen(events: TransportEvents): void {
		this.#events = events;
		this.#wake();
	}

	write(parts: readonly Uint8Array[], onTaken?: () => void): void {
		if (this.#hasEnd || this.#isOver) {
			return;
		}

		// A copy, as a socket makes one: what the writer does with its memory afterwards must not matter.
		const bytes = Buffer.concat(parts);
		this.pendingBytes += bytes.length;
		const {random, isChopped} = this.#options;
		const cut = isChopped && bytes.length > 1 ? random.between(1, bytes.length - 1) : bytes.length;
		if (cut < bytes.length) {
			this.#pieces.push({bytes: bytes.subarray(0, cut), onTaken: undefined});
		}

		this.#pieces.push({bytes: cut < bytes.length ? bytes.subarray(cut) : bytes, onTaken});
		this.#wake();
	}

	setPaused(isPaused: boolean): void {
		this.#isPaused = isPaused;
		this.#wake();
	}

	end(onFlushed?: () => void): void {
		this.#hasEnd = true;
		this.#onFlushed = onFlushed;
		this.#wake();
	}

	/** The writer gives up what it had queued. */
	abort(): void {
		this.#pieces = [];
		this.pendingBytes = 0;
		this.#hasEnd = true;
		this.#wake();
	}

	/** The reader is gone. */
	deafen(): void {
		this.#isDeaf = true;
		this.#isPaused = false;
		this.#wake();
	}

	cutAfter(bytes: number, onCut: () => void): void {
		this.#untilCut = bytes;
		this.#onCut = onCut;
	}

	swallow(): void {
		this.#isSwallowed = true;
	}

	break(): void {
		if (this.#isOver) {
			return;
		}

		this.#isOver = true;
		this.#pieces = [];
		this.#tellEnd(new Error('The connection was cut'));
	}

	#wake(): void {
		const hasWork = this.#pieces.length > 0 || this.#hasEnd;
		if (!hasWork || (!this.#events && !this.#isDeaf) || this.#isScheduled || this.#isPaused || this.#isOver || this.#isSwallowed) {
			return;
		}

		this.#isScheduled = true;
		const {scheduler, random} = this.#options;
		scheduler.after(delay(random), () => {
			this.#isScheduled = false;
			this.#deliver();
		});
	}

	#deliver(): void {
		if (this.#isOver || this.#isPaused || this.#isSwallowed) {
			return;
		}

		const piece = this.#pieces.shift();
		if (!piece) {
			this.#finish();
			return;
		}

		const bytes = piece.bytes.subarray(0, Math.min(piece.bytes.length, this.#untilCut));
		this.#untilCut -= bytes.length;
		this.pendingBytes -= piece.bytes.length;
		this.deliveredBytes += bytes.length;
		piece.onTaken?.();
		if (!this.#isDeaf && !this.#options.reader.isDead) {
			this.#options.reader.guard(() => this.#events?.data(bytes));
		}

		if (this.#untilCut <= 0) {
			this.#onCut();
			return;
		}

		this.#wake();
	}

	#finish(): void {
		this.#isOver = true;
		this.#onFlushed?.();
		this.#tellEnd();
	}

	#tellEnd(error?: Error): void {
		if (!this.#isDeaf && !this.#options.reader.isDead) {
			this.#options.reader.guard(() => this.#events?.ended(error));
		}
	}
}

/** Milliseconds on the way; mostly as on a network of one house, now and then as across the world. */
function delay(random: Random): number {
	const draw = random.fraction();
	if (draw < 0.85) {
		return draw;
	}

	return draw < 0.985 ? (draw - 0.85) * 200 : (draw - 0.985) * 60_000;
}
