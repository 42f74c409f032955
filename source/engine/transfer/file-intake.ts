import type {Clock} from '../clock.js';
import type {Digest, TreeNode} from '../core/node.js';
import type {Path} from '../core/path.js';
import {malformed} from '../protocol/malformed.js';
import type {Finish, Init, InitResponse} from '../protocol/messages.js';
import type {Send} from './chunk-sender.js';
import type {DigestLocks} from './digest-locks.js';
import type {Expectations} from './expectations.js';
import type {StagingContext} from './file-staging.js';
import {IncomingFile} from './incoming-file.js';
import {recipeOfInit} from './init-recipe.js';
import {elsewhere} from './locate.js';
import {FileProgress, type Direction, type OnProgress} from './progress.js';

export type FileIntakeOptions = {
	readonly context: StagingContext;
	readonly send: Send;
	readonly locks: DigestLocks;
	readonly expectations: Expectations;
	readonly takes: 'answers' | 'offers';
	readonly recipeOf: (digest: Digest) => Uint8Array | undefined;
	readonly nodeAt: (path: Path) => TreeNode | undefined;
	readonly clock: Clock;
	readonly direction: Direction;
	readonly onProgress?: OnProgress;
	/** Recipes of open files together. */
	readonly recipeLimitBytes?: number;
};

/** Files between init and finish; a sender of ours keeps 64. */
export const openFilesLimit = 256;
/** What a peer can make us keep unless something else is said. */
const usualRecipeBytes = 512 * 1024 * 1024;

/** The files of several chunks that one peer is sending. Everything here throws `FsyncError` (protocol) when the peer breaks the rules. */
export class FileIntake {
	readonly #options: FileIntakeOptions;
	readonly #files = new Map<number, IncomingFile>();
	/** Contents of open files: none may come twice at once. */
	readonly #digests = new Set<Digest>();
	/** Transfers that were told as an edit of something we do not have, and wait for their whole recipe. */
	readonly #waiting = new Map<number, Digest>();
	/** Transfers that were cancelled here and whose end the sender has not told: what comes of them is passed over. */
	readonly #cancelled = new Set<number>();
	#recipeBytes = 0;

	constructor(options: FileIntakeOptions) {
		this.#options = options;
	}

	/** Contents of the files that are open. */
	digests(): ReadonlySet<Digest> {
		return new Set([...this.#digests, ...this.#waiting.values()]);
	}

	/** Resolves when the files with these contents have ended. */
	async ended(digests: ReadonlySet<Digest>): Promise<void> {
		await Promise.all(Array.from(this.#files.values(), async file => digests.has(file.digest) ? file.ended : undefined));
	}

	/** Opens a file, which is then to begin; or says what is to be answered instead. */
	init(init: Init): IncomingFile | InitResponse {
		this.#admit(init);
		const {recipeOf, expectations, recipeLimitBytes = usualRecipeBytes} = this.#options;
		const recipe = recipeOfInit(init, recipeOf);
		const {transfer, digest} = init;
		if (!recipe) {
			this.#waiting.set(transfer, digest);
			return {type: 'init-response', transfer, answer: 'unknown-base'};
		}

		this.#waiting.delete(transfer);
		if (this.#recipeBytes + recipe.length > recipeLimitBytes) {
			expectations.settle(digest, 'failed');
			return {
				type: 'init-response', transfer, answer: 'refused', reason: 'too-large',
			};
		}

		return this.#open(init, recipe);
	}

	/** An open file, for messages that continue it. */
	file({type, transfer}: {readonly type: string; readonly transfer: number}): IncomingFile {
		const file = this.#files.get(transfer);
		if (!file) {
			throw malformed(`a ${type} for transfer ${transfer}, which is not open`);
		}

		return file;
	}

	async finish(message: Finish): Promise<void> {
		const waiting = this.#waiting.get(message.transfer);
		if (waiting === undefined || message.isOk) {
			await this.file(message).finish(message.isOk);
		} else {
			this.#waiting.delete(message.transfer);
			this.#options.expectations.settle(waiting, 'failed');
		}
	}

	/** Gives an open file up, and tells the sender; another transfer is none of ours (any more). */
	async cancel(transfer: number, why: 'cancelled' | 'interrupted' = 'cancelled'): Promise<void> {
		const file = this.#files.get(transfer);
		if (!file || this.#cancelled.has(transfer)) {
			return;
		}

		this.#cancelled.add(transfer);
		await Promise.all([file.abandon(why), this.#options.send({type: 'cancel', transfer})]);
	}

	/** Gives all open files up. Whoever asks for one again before its end is told hears of this too. */
	async interrupt(): Promise<void> {
		await Promise.all(Array.from(this.#files.keys(), async transfer => this.cancel(transfer, 'interrupted')));
	}

	/** Whether a message continues a transfer that was cancelled here; after its `finish` nothing does. */
	isPassedOver(message: {readonly type: string; readonly transfer?: number}): boolean {
		const {type, transfer} = message;
		if (transfer === undefined || type === 'init') {
			return false;
		}

		return type === 'finish' ? this.#cancelled.delete(transfer) : this.#cancelled.has(transfer);
	}

	/** Gives up all files; what was verified stays in the stage. */
	abandonAll(): void {
		for (const file of this.#files.values()) {
			// The stage's own failure does not matter any more: nobody waits for this file.
			file.abandon().catch(() => undefined);
		}
	}

	#admit({transfer, digest, base}: Init): void {
		const waiting = this.#waiting.get(transfer);
		const isSecondTelling = waiting === digest && base === undefined;
		if (this.#files.has(transfer) || this.#cancelled.has(transfer) || (waiting !== undefined && !isSecondTelling)) {
			throw malformed(`an init for transfer ${transfer}, which is open`);
		}

		if (!isSecondTelling && this.#files.size + this.#waiting.size >= openFilesLimit) {
			throw malformed(`more than ${openFilesLimit} files at once`);
		}

		if (this.#digests.has(digest)) {
			throw malformed('the same content twice at once');
		}

		const {takes, expectations} = this.#options;
		if (takes === 'answers' && !expectations.isAsked(digest)) {
			throw malformed(`a file (${digest.slice(0, 8)}…) that was not asked for`);
		}
	}

	/** The recipe of what the file replaces; its path is the hint when the sender does not know what is there. */
	#baseOf({base, path}: Init): Uint8Array | undefined {
		if (base !== undefined) {
			return this.#options.recipeOf(base);
		}

		const node = this.#options.nodeAt(path);
		return node?.kind === 'file' ? node.recipe : undefined;
	}

	#open(init: Init, recipe: Uint8Array): IncomingFile {
		const {transfer: id, path, size, digest} = init;
		const {clock, direction, onProgress, context, send, locks, expectations} = this.#options;
		const base = this.#baseOf(init);
		const progress = new FileProgress({
			id, direction, path, size, recipe, base, isElsewhere: elsewhere(path, context.locate), clock, onProgress,
		});
		const file = new IncomingFile({
			init,
			recipe,
			base,
			context,
			progress,
			send,
			locks,
			onEnd: settlement => {
				this.#files.delete(id);
				this.#digests.delete(digest);
				this.#recipeBytes -= recipe.length;
				expectations.settle(digest, settlement);
			},
		});
		this.#files.set(id, file);
		this.#digests.add(digest);
		this.#recipeBytes += recipe.length;
		return file;
	}
}
