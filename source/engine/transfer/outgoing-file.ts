import {chunkCount} from '../content/recipe.js';
import {makeSplice} from '../content/splice.js';
import type {Digest, FileNode} from '../core/node.js';
import type {Content} from '../disk/replica.js';
import {limits} from '../protocol/limits.js';
import {malformed} from '../protocol/malformed.js';
import type {
	CheckHashResponse,
	ChunkSignatures,
	Init,
	InitResponse,
	Message,
	SignaturesMessage,
} from '../protocol/messages.js';
import {chunkState} from './chunk-state.js';
import {sendChunks, type ChunkSenderContext, type ChunkOptions} from './chunk-sender.js';
import type {FileProgress} from './progress.js';
import {fromRanges} from './ranges.js';
import {SignedChunks, type SignedPart} from './signed-chunks.js';

/** A content to be sent. `base`: a file of several chunks whose recipe the receiver has. */
export type Offer = Content & {readonly base?: Digest};

/**
How an offer ended: the receiver has it; the file is no longer what the node says; somebody on either side has cancelled it; all sending was interrupted; it arrived wrong three
times; this side lacks the recipe that it needs to read it; or the receiver does not want it.
*/
export type OfferResult = 'sent' | 'changed' | 'cancelled' | 'interrupted' | 'corrupt' | 'unreadable' | `refused:${'no-space' | 'too-large' | 'io'}`;

export type OutgoingContext = ChunkSenderContext & {readonly baseRecipe: ((digest: Digest) => Uint8Array | undefined) | undefined};

/** How often wrong chunks are sent again before the file is given up. */
const repetitions = 2;
/** What an init holds beside the recipe, generously. */
const initOverheadBytes = 8192;
const longestRecipeBytes = limits.messageBytes - initOverheadBytes;

/** What a receiver answers. */
export type Response = InitResponse | SignaturesMessage | CheckHashResponse;

/** Ends a conversation in which the receiver says nothing more. */
class Refused extends Error {}

/** The sender's half of one file's conversation: init, the chunks asked for, the check, and the end. */
export class OutgoingFile {
	readonly #id: number;
	readonly #offer: Offer;
	readonly #recipe: Uint8Array;
	readonly #context: OutgoingContext;
	readonly #progress: FileProgress;
	/** Why it is to end early. */
	#ending: 'cancelled' | 'interrupted' | undefined;
	/** The receiver has cancelled it, and answers nothing any more. */
	#isRefused = false;
	#awaited: {readonly type: Response['type']; readonly resolve: (message: Response) => void; readonly reject: (reason: Error) => void} | undefined;

	constructor(id: number, offer: Offer & {node: FileNode & {recipe: Uint8Array}}, parts: {readonly context: OutgoingContext; readonly progress: FileProgress}) {
		this.#id = id;
		this.#offer = offer;
		this.#recipe = offer.node.recipe;
		this.#context = parts.context;
		this.#progress = parts.progress;
	}

	/** Carries the conversation through. Rejects when the connection ends or the receiver breaks the protocol. */
	async run(): Promise<OfferResult> {
		this.#progress.report();
		try {
			const result = await this.#converse();
			this.#progress.end(result === 'sent');
			return result;
		} catch (error) {
			this.#progress.end(false);
			if (error instanceof Refused) {
				return this.#giveUp(this.#ending ?? 'cancelled');
			}

			throw error;
		}
	}

	get digest(): Digest {
		return this.#offer.node.digest;
	}

	/** Throws when the answer is not to a question of ours. */
	handle(message: Response): void {
		const awaited = this.#awaited;
		if (awaited?.type !== message.type) {
			throw malformed(`a ${message.type} for transfer ${this.#id}, which did not ask for one`);
		}

		this.#awaited = undefined;
		awaited.resolve(message);
	}

	/** Ends it at the next piece; what has arrived there stays for another time. */
	cancel(why: 'cancelled' | 'interrupted' = 'cancelled'): void {
		this.#ending ??= why;
	}

	/** The receiver does not want it any more: ends it at the next piece, or at once where an answer is awaited. */
	refuse(): void {
		this.cancel();
		this.#isRefused = true;
		this.#awaited?.reject(new Refused());
	}

	close(reason: Error): void {
		this.#awaited?.reject(reason);
	}

	async #converse(): Promise<OfferResult> {
		const answer = await this.#init();
		if (!answer) {
			return 'refused:too-large';
		}

		if (answer.answer === 'refused') {
			return `refused:${answer.reason}`;
		}

		const missing = answer.answer === 'missing' ? fromRanges(answer.ranges, chunkCount(this.#recipe)) : undefined;
		if (answer.answer !== 'missing' || !missing) {
			throw malformed(`an init-response for transfer ${this.#id} that makes no sense`);
		}

		this.#progress.markMissing(missing);
		this.#progress.report();
		return this.#sendAll(missing, answer.signatures);
	}

	/** Sends what is missing, and again what has arrived wrong; that comes whole. */
	async #sendAll(missing: readonly number[], signatures: ChunkSignatures | undefined): Promise<OfferResult> {
		let isRead = await (signatures ? this.#sendSigned(missing, signatures) : this.#sendChunks(missing));
		for (let round = 0; isRead; round++) {
			const again = await this.#check();
			if (again.length === 0) {
				await this.#context.send({type: 'finish', transfer: this.#id, isOk: true});
				return 'sent';
			}

			if (round === repetitions) {
				return this.#giveUp('corrupt');
			}

			isRead = await this.#sendChunks(again, {isDoubted: true});
		}

		return this.#giveUp(this.#ending ?? 'changed');
	}

	/** Sends deltas of what the receiver has signed, part by part as long as they pay, and the rest whole. */
	async #sendSigned(missing: readonly number[], signatures: ChunkSignatures): Promise<boolean> {
		const signed = new SignedChunks(this.#id, missing);
		for (let part: SignedPart | undefined = signed.accept(signatures); part;) {
			const {isRead, more} = await this.#sendPart(part, signed);
			if (!isRead) {
				return false;
			}

			part = more && signed.accept(more.signatures);
		}

		return this.#sendChunks(signed.rest);
	}

	/** Asks for more signatures as soon as deltas have paid, so that they come while the rest of the part is sent. */
	async #sendPart({indexes, signatures, hasMore}: SignedPart, signed: SignedChunks): Promise<{isRead: boolean; more: SignaturesMessage | undefined}> {
		let more: Promise<SignaturesMessage> | undefined;
		const isRead = await this.#sendChunks(indexes, {
			signatures,
			onSaved: bytes => {
				signed.saved(bytes);
				if (more !== undefined || !hasMore || !signed.isWorthwhile) {
					return;
				}

				more = this.#ask({type: 'want-signatures', transfer: this.#id}, 'signatures');
				// A failure is met when the answer's turn comes, or another has ended the file before.
				more.catch(() => undefined);
			},
		});
		// The answer is awaited in any case: after the end nobody would know what it belongs to.
		return {isRead, more: await more};
	}

	async #giveUp(result: OfferResult): Promise<OfferResult> {
		await this.#context.send({type: 'finish', transfer: this.#id, isOk: false});
		return result;
	}

	/** Describes the file, as an edit of what the receiver has if that is shorter. Undefined: its recipe is too long to be told. */
	async #init(): Promise<InitResponse | undefined> {
		const {path, node: {digest, size}} = this.#offer;
		const init: Init = {
			type: 'init', transfer: this.#id, path, digest, size, recipe: this.#recipe,
		};
		const splice = this.#splice();
		if (splice) {
			const answer = await this.#ask({...init, ...splice}, 'init-response');
			if (answer.answer !== 'unknown-base') {
				return answer;
			}
		}

		if (this.#recipe.length > longestRecipeBytes) {
			if (splice) {
				await this.#giveUp('refused:too-large');
			}

			return undefined;
		}

		return this.#ask(init, 'init-response');
	}

	#splice(): {recipe: Uint8Array; base: Digest} | undefined {
		const {base} = this.#offer;
		const baseRecipe = base === undefined ? undefined : this.#context.baseRecipe?.(base);
		if (base === undefined || !baseRecipe) {
			return undefined;
		}

		const splice = makeSplice(baseRecipe, this.#recipe);
		return splice.length < this.#recipe.length && splice.length <= longestRecipeBytes ? {recipe: splice, base} : undefined;
	}

	async #check(): Promise<number[]> {
		const {again} = await this.#ask({type: 'check-hash', transfer: this.#id}, 'check-hash-response');
		const limit = chunkCount(this.#recipe);
		let previous = -1;
		for (const index of again) {
			if (!(Number.isSafeInteger(index) && index > previous && index < limit)) {
				throw malformed(`a check-hash-response for transfer ${this.#id} that asks for impossible chunks`);
			}

			previous = index;
		}

		this.#progress.mark(again, chunkState.failed);
		return [...again];
	}

	async #sendChunks(indexes: readonly number[], options: ChunkOptions = {}): Promise<boolean> {
		return sendChunks(indexes, {
			...this.#context, ...options, transfer: this.#id, content: this.#offer, recipe: this.#recipe, progress: this.#progress, isCancelled: () => this.#ending !== undefined,
		});
	}

	/** Sends a message and waits for its answer. */
	async #ask<Type extends Response['type']>(message: Message, type: Type): Promise<Extract<Response, {type: Type}>> {
		if (this.#isRefused) {
			throw new Refused();
		}

		const {promise, resolve, reject} = Promise.withResolvers<Response>();
		// When sending fails nobody waits for the answer, and its refusal is no news.
		promise.catch(() => undefined);
		this.#awaited = {type, resolve, reject};
		await this.#context.send(message);
		return await promise as Extract<Response, {type: Type}>;
	}
}
