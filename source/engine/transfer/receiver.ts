import type {Clock} from '../clock.js';
import type {Digest, TreeNode} from '../core/node.js';
import type {Path} from '../core/path.js';
import type {Stage} from '../disk/replica.js';
import {FsyncError} from '../fault.js';
import type {
	CheckHash,
	DataMessage,
	DeltaMessage,
	Finish,
	Init,
	InitResponse,
	PackMessage,
	Unavailable,
	WantSignatures,
} from '../protocol/messages.js';
import type {Send} from './chunk-sender.js';
import {DigestLocks} from './digest-locks.js';
import {Expectations, type Settlement} from './expectations.js';
import {FileIntake} from './file-intake.js';
import {IncomingFile} from './incoming-file.js';
import type {Limiter} from './limiter.js';
import type {Locate} from './locate.js';
import {PackIntake} from './pack-intake.js';
import type {Direction, OnProgress} from './progress.js';
import {WriteRoom} from './write-room.js';

export type {Settlement} from './expectations.js';
export type {Locate} from './locate.js';

export type ReceiverOptions = {
	readonly stage: Stage;
	readonly send: Send;
	readonly clock: Clock;
	/** For progress only: which way the peer's contents go on the screen. */
	readonly direction: Direction;
	/** `answers`: only contents that were asked for by `expect` may come (a client). `offers`: anything may (a server). */
	readonly takes: 'answers' | 'offers';
	readonly locate: Locate;
	/** The packed recipe of a file that this side has. */
	readonly recipeOf: (digest: Digest) => Uint8Array | undefined;
	/** What this side has at a path: a file there is taken for what is replaced, when the sender names nothing else. */
	readonly nodeAt: (path: Path) => TreeNode | undefined;
	/** Shared by all receivers of one stage; not needed when there is one. */
	readonly locks?: DigestLocks;
	/** The connection cannot go on: close it with this reason. */
	readonly onFailure: (reason: Error) => void;
	/** The disk refused a content; everything else goes on. */
	readonly onTrouble?: (trouble: FsyncError) => void;
	readonly onProgress?: OnProgress;
	readonly limiter?: Limiter;
	/** How many bytes of recipes a peer can make us keep for files on their way; 512 MiB. */
	readonly recipeLimitBytes?: number;
};

export type ContentMessage = PackMessage | Init | WantSignatures | DataMessage | DeltaMessage | CheckHash | Finish | Unavailable;

/** Takes contents from one connection into the stage. */
export type Receiver = {
	/**
	Resolves when the next message may be read: the disk is given a few messages ahead and no more. Throws `FsyncError` (protocol) when
	the peer breaks the rules, or what made an earlier message fail.
	*/
	handle(message: ContentMessage): Promise<void>;
	/** Resolves when each of these contents has come, or cannot; call it before asking for them. Rejects when the connection ends. */
	expect(digests: readonly Digest[]): Promise<ReadonlyMap<Digest, Settlement>>;
	/**
	Ends the receiving of a file of several chunks at once, by the number that its progress has: it is settled as `cancelled`, and what was verified stays in the stage. A number
	that is not known (any more) is none.
	*/
	cancel(transfer: number): void;
	/**
	Ends the receiving of everything: what was asked for and has not come is settled as `interrupted`. Files of several chunks end at once, also those that begin only now; small
	contents that are on their way are still staged. What is expected from now on is received.
	*/
	interrupt(): void;
	/** Resolves when whatever of these contents is on its way has been staged or has failed. Rejects when the connection ends. */
	settled(digests: readonly Digest[]): Promise<void>;
	/** The connection has ended: what was verified stays in the stage for the next one. */
	close(reason?: Error): void;
};

export function createReceiver(options: ReceiverOptions): Receiver {
	return new ContentReceiver(options);
}

class ContentReceiver implements Receiver {
	readonly #options: ReceiverOptions;
	readonly #expectations = new Expectations();
	readonly #packs: PackIntake;
	readonly #files: FileIntake;
	readonly #room: WriteRoom;
	/** Packs that are being written. None of these promises rejects. */
	readonly #storing = new Set<Promise<void>>();
	#closed: Error | undefined;

	constructor(options: ReceiverOptions) {
		this.#options = options;
		const {stage, locate, takes, onProgress, locks = new DigestLocks(), onTrouble = () => undefined} = options;
		const expectations = this.#expectations;
		this.#room = new WriteRoom(options.limiter);
		this.#files = new FileIntake({
			...options, context: {stage, locate, onTrouble}, locks, expectations,
		});
		this.#packs = new PackIntake({
			stage, expectations, takes, onTrouble, onProgress, openFiles: () => this.#files.digests(),
		});
	}

	async handle(message: ContentMessage): Promise<void> {
		if (this.#closed) {
			throw this.#closed;
		}

		if (!this.#files.isPassedOver(message)) {
			await this.#take(message);
		}
	}

	async expect(digests: readonly Digest[]): Promise<ReadonlyMap<Digest, Settlement>> {
		if (this.#closed) {
			throw this.#closed;
		}

		return this.#expectations.expect(digests);
	}

	cancel(transfer: number): void {
		this.#background(this.#files.cancel(transfer));
	}

	interrupt(): void {
		this.#expectations.settleAll('interrupted', new Set());
		this.#background(this.#files.interrupt());
	}

	async settled(digests: readonly Digest[]): Promise<void> {
		await Promise.all([...this.#storing, this.#files.ended(new Set(digests))]);
		if (this.#closed) {
			throw this.#closed;
		}
	}

	close(reason: Error = new FsyncError('unreachable', 'The connection ended while contents were being received. The rest comes on the next one.')): void {
		if (this.#closed) {
			return;
		}

		this.#closed = reason;
		this.#room.close(reason);
		this.#expectations.close(reason);
		this.#files.abandonAll();
	}

	async #take(message: ContentMessage): Promise<void> {
		switch (message.type) {
			case 'pack': {
				await this.#pack(message);
				return;
			}

			case 'init': {
				const opened = this.#files.init(message);
				this.#background(this.#opened(message, opened));
				return;
			}

			case 'data': {
				await this.#data(message);
				return;
			}

			case 'delta': {
				await this.#delta(message);
				return;
			}

			case 'want-signatures': {
				const file = this.#files.file(message);
				file.acceptWant();
				this.#background(file.sign());
				return;
			}

			case 'check-hash': {
				const file = this.#files.file(message);
				file.acceptCheck();
				this.#background(file.check());
				return;
			}

			case 'finish': {
				await this.#files.finish(message);
				return;
			}

			case 'unavailable': {
				this.#expectations.settle(message.digest, 'unavailable');
			}
		}
	}

	/** What was asked for before everything was interrupted is not wanted any more. */
	async #opened({transfer, digest}: Init, opened: IncomingFile | InitResponse): Promise<void> {
		if (!(opened instanceof IncomingFile)) {
			return this.#options.send(opened);
		}

		return this.#options.takes === 'offers' || this.#expectations.isWaitedFor(digest) ? opened.begin() : this.#files.cancel(transfer, 'interrupted');
	}

	async #pack(message: PackMessage): Promise<void> {
		this.#packs.accept(message);
		await this.#room.enter(message);
		const storing = this.#guard(this.#room.leaveAfter(message, this.#packs.store(message)));
		this.#storing.add(storing);
		this.#background((async () => {
			await storing;
			this.#storing.delete(storing);
		})());
	}

	async #data(message: DataMessage): Promise<void> {
		const file = this.#files.file(message);
		file.accept(message);
		await this.#room.enter(message);
		this.#background(this.#room.leaveAfter(message, file.write(message)));
	}

	/** Takes room for what the deltas make, which is what they need in memory. */
	async #delta(message: DeltaMessage): Promise<void> {
		const file = this.#files.file(message);
		const {patches, lengths} = file.acceptDelta(message);
		const made = {lengths, payload: message.payload};
		await this.#room.enter(made);
		this.#background(this.#room.leaveAfter(made, file.patch(message, patches)));
	}

	/** Work that goes on while more messages are read. */
	#background(work: Promise<void>): void {
		void this.#guard(work);
	}

	/** Never rejects: a failure ends the connection. */
	async #guard(work: Promise<void>): Promise<void> {
		try {
			await work;
		} catch (error) {
			this.#fail(error instanceof Error ? error : new Error(String(error)));
		}
	}

	#fail(reason: Error): void {
		if (this.#closed) {
			return;
		}

		this.close(reason);
		this.#options.onFailure(reason);
	}
}
