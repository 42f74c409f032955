import type {Clock} from '../clock.js';
import {chunkLimits} from '../content/chunker.js';
import type {Digest, FileNode} from '../core/node.js';
import type {Replica} from '../disk/replica.js';
import {FsyncError} from '../fault.js';
import {malformed} from '../protocol/malformed.js';
import type {Cancel} from '../protocol/messages.js';
import {Budget} from './budget.js';
import type {Send} from './chunk-sender.js';
import {elsewhere, type Locate} from './locate.js';
import type {Limiter} from './limiter.js';
import {
	OutgoingFile,
	type Offer,
	type OfferResult,
	type OutgoingContext,
	type Response,
} from './outgoing-file.js';
import {packs} from './packs.js';
import {FileProgress, type Direction, type OnProgress} from './progress.js';

export type {Offer, OfferResult} from './outgoing-file.js';

export type SenderOptions = {
	readonly reader: Pick<Replica, 'readPack' | 'readChunks' | 'readDeltas'>;
	readonly send: Send;
	readonly clock: Clock;
	/** For progress only: which way this side's contents go on the screen. */
	readonly direction: Direction;
	/** The packed recipe of a file that the receiver has, by its digest; without it recipes are sent whole. */
	readonly baseRecipe?: (digest: Digest) => Uint8Array | undefined;
	/** For progress only: where the receiver has a chunk, as far as this side knows. */
	readonly locateThere?: Locate;
	readonly onProgress?: OnProgress;
	readonly limiter?: Limiter;
};

/** How each offer of a call ended, by digest. */
export type OfferResults = ReadonlyMap<Digest, OfferResult>;

/** Sends contents over one connection, many at once. The receiver's answers are handed to `handle`. */
export type Sender = {
	/**
	Resolves when everything has been sent (and, for files of several chunks, been verified there). A content that is offered again while
	it is on its way is not sent twice. Rejects when the connection ends.
	*/
	offer(contents: readonly Offer[]): Promise<OfferResults>;
	/** Never waits for the disk or the wire. Throws `FsyncError` (protocol) for an answer that nothing asked for. */
	handle(message: Response | Cancel): void;
	/** Ends the sending of a file of several chunks, by the number that its progress has; a number that is not known (any more) is none. */
	cancel(transfer: number): void;
	/** Ends all that is on its way at the next piece, and does not begin what waits: it is settled as `interrupted`. What is offered from now on is sent. */
	interrupt(): void;
	/** Contents that wait or are on their way. */
	queued(): number;
	/** The connection has ended: everything that is under way fails with the reason. */
	close(reason?: Error): void;
};

/** What one message carries at most, before compression; a single content may be longer. */
const messageBytes = 1024 * 1024;
/** Packs that are read or wait for the wire at once. */
const packsAhead = 3;
/** Files of several chunks that are between init and finish at once: hides a round trip of 50 ms at 1,000 files a second. */
const filesAtOnce = 64;
/** Bytes of such files that have been read and not been sent. */
const bufferBytes = 16 * 1024 * 1024;

type RecipeOffer = Offer & {readonly node: FileNode & {readonly recipe: Uint8Array}};

export function createSender(options: SenderOptions): Sender {
	return new ContentSender(options);
}

class ContentSender implements Sender {
	readonly #options: SenderOptions;
	readonly #context: OutgoingContext;
	readonly #packs = new Budget(packsAhead);
	readonly #slots = new Budget(filesAtOnce);
	readonly #files = new Map<number, OutgoingFile>();
	/** Contents on their way, and the results of the call that sends them. */
	readonly #underway = new Map<Digest, Promise<OfferResults>>();
	#nextTransfer = 1;
	/** How often everything was interrupted. */
	#interruptions = 0;
	#closed: Error | undefined;

	constructor(options: SenderOptions) {
		this.#options = options;
		const {reader, send, baseRecipe, limiter} = options;
		this.#context = {
			reader,
			send,
			baseRecipe,
			limiter,
			buffer: new Budget(bufferBytes),
			// The limit may change while the connection lasts.
			get pieceBytes() {
				return limiter?.pieceBytes ?? messageBytes;
			},
		};
	}

	async offer(contents: readonly Offer[]): Promise<OfferResults> {
		const results = new Map<Digest, OfferResult>();
		const {promise, resolve, reject} = Promise.withResolvers<OfferResults>();
		promise.catch(() => undefined);
		const {fresh, others} = this.#claim(contents, promise);
		try {
			if (this.#closed) {
				throw this.#closed;
			}

			await Promise.all([
				...this.#sendAll(fresh, results),
				...[...others].map(async ([digest, other]) => {
					const there = await other;
					results.set(digest, there.get(digest) ?? 'changed');
				}),
			]);
			resolve(results);
			return results;
		} catch (error) {
			reject(error);
			throw error;
		} finally {
			for (const {node} of fresh) {
				if (this.#underway.get(node.digest) === promise) {
					this.#underway.delete(node.digest);
				}
			}
		}
	}

	handle(message: Response | Cancel): void {
		const file = this.#files.get(message.transfer);
		if (file) {
			this.#answered(file, message);
			return;
		}

		// RACE: a cancel may cross the end of its transfer on the way.
		const isLate = message.type === 'cancel' && message.transfer > 0 && message.transfer < this.#nextTransfer;
		if (!isLate) {
			throw malformed(`a ${message.type} for transfer ${message.transfer}, which is not open`);
		}
	}

	cancel(transfer: number): void {
		this.#files.get(transfer)?.cancel();
	}

	interrupt(): void {
		this.#interruptions++;
		for (const file of this.#files.values()) {
			file.cancel('interrupted');
		}
	}

	queued(): number {
		return this.#underway.size;
	}

	close(reason: Error = new FsyncError('unreachable', 'The connection ended while contents were being sent. They are sent again on the next one.')): void {
		this.#closed ??= reason;
		for (const budget of [this.#packs, this.#slots, this.#context.buffer]) {
			budget.close(reason);
		}

		for (const file of this.#files.values()) {
			file.close(reason);
		}
	}

	#answered(file: OutgoingFile, message: Response | Cancel): void {
		if (message.type !== 'cancel') {
			file.handle(message);
			return;
		}

		file.refuse();
		// The receiver has done with this transfer: whoever asks for the content from here on gets it in another one.
		this.#underway.delete(file.digest);
	}

	/** Parts what nobody sends yet (and notes that this call does) from what another call is sending. */
	#claim(contents: readonly Offer[], results: Promise<OfferResults>): {fresh: Offer[]; others: Map<Digest, Promise<OfferResults>>} {
		const fresh: Offer[] = [];
		const others = new Map<Digest, Promise<OfferResults>>();
		for (const content of contents) {
			const {digest} = content.node;
			const other = this.#underway.get(digest);
			if (!other) {
				this.#underway.set(digest, results);
				fresh.push(content);
			} else if (other !== results) {
				others.set(digest, other);
			}
		}

		return {fresh, others};
	}

	#sendAll(contents: readonly Offer[], results: Map<Digest, OfferResult>): Array<Promise<void>> {
		const packed: Offer[] = [];
		const work: Array<Promise<void>> = [];
		for (const content of contents) {
			if (hasRecipe(content)) {
				work.push(this.#sendFile(content, results));
			} else if (content.node.size <= chunkLimits.maximumBytes) {
				packed.push(content);
			} else {
				work.push(this.#refuse(content, results));
			}
		}

		return [...work, ...[...packs(packed, this.#context.pieceBytes)].map(async pack => this.#sendPack(pack, results))];
	}

	async #sendFile(offer: RecipeOffer, results: Map<Digest, OfferResult>): Promise<void> {
		const {path, node} = offer;
		if (!await this.#turn(this.#slots)) {
			results.set(node.digest, 'interrupted');
			return;
		}

		const {clock, direction, onProgress, baseRecipe, locateThere} = this.#options;
		const id = this.#nextTransfer++;
		const base = offer.base === undefined ? undefined : baseRecipe?.(offer.base);
		const progress = new FileProgress({
			id, direction, path, size: node.size, recipe: node.recipe, base, isElsewhere: locateThere && elsewhere(path, locateThere), clock, onProgress,
		});
		const file = new OutgoingFile(id, offer, {context: this.#context, progress});
		this.#files.set(id, file);
		try {
			results.set(node.digest, await file.run());
		} finally {
			this.#files.delete(id);
			this.#slots.give(1);
		}
	}

	/** Takes one of what there is only so much of; false, and nothing taken, when everything was interrupted meanwhile. */
	async #turn(budget: Budget): Promise<boolean> {
		const before = this.#interruptions;
		await budget.take(1);
		const isInTime = before === this.#interruptions;
		if (!isInTime) {
			budget.give(1);
		}

		return isInTime;
	}

	/** Contents that have changed are left out of the pack and told one by one. */
	async #sendPack(contents: readonly Offer[], results: Map<Digest, OfferResult>): Promise<void> {
		const {reader, send, limiter, onProgress} = this.#options;
		if (!await this.#turn(this.#packs)) {
			for (const {node} of contents) {
				results.set(node.digest, 'interrupted');
			}

			return;
		}

		try {
			const {pack, changed} = await reader.readPack(contents);
			// The connection gives the payload's memory back when it has taken it.
			const packedBytes = pack.payload.length;
			const isChanged = new Set(changed);
			const sent = changed.length === 0 ? contents : contents.filter((_, index) => !isChanged.has(index));
			const lengths = changed.length === 0 ? pack.lengths : pack.lengths.filter((_, index) => !isChanged.has(index));
			if (sent.length > 0) {
				await limiter?.take(packedBytes);
				await send({type: 'pack', ...pack, lengths});
			}

			for (const {node} of sent) {
				results.set(node.digest, 'sent');
			}

			onProgress?.({type: 'pack', packedBytes, contents: sent.map(({path, node}) => ({path, digest: node.digest, size: node.size}))});
			for (const index of changed) {
				const {path, node} = contents[index]!;
				results.set(node.digest, 'changed');
				await send({
					type: 'unavailable', path, digest: node.digest, reason: 'changed',
				});
			}
		} finally {
			this.#packs.give(1);
		}
	}

	/** Without a recipe nobody knows where the chunks of a file begin; the next scan of this side reads it again. */
	async #refuse({path, node}: Offer, results: Map<Digest, OfferResult>): Promise<void> {
		results.set(node.digest, 'unreadable');
		await this.#options.send({
			type: 'unavailable', path, digest: node.digest, reason: 'unreadable',
		});
	}
}

function hasRecipe(offer: Offer): offer is RecipeOffer {
	return offer.node.recipe !== undefined;
}
