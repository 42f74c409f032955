import {chunkCount, chunkLength} from '../content/recipe.js';
import type {Digest} from '../core/node.js';
import type {ChunkPatch} from '../disk/replica.js';
import {malformed} from '../protocol/malformed.js';
import type {ChunkSignatures, DataMessage, DeltaMessage} from '../protocol/messages.js';
import type {Send} from './chunk-sender.js';
import {ChunkSigner} from './chunk-signer.js';
import type {DigestLocks} from './digest-locks.js';
import type {Settlement} from './expectations.js';
import {FileStaging, type StagingParts} from './file-staging.js';
import {chunkState} from './chunk-state.js';
import {toRanges} from './ranges.js';

export type IncomingParts = StagingParts & {
	/** The packed recipe of what is replaced, if it is known. */
	readonly base: Uint8Array | undefined;
	readonly send: Send;
	readonly locks: DigestLocks;
	/** Called once, at the very moment at which the file ends. */
	readonly onEnd: (settlement: Settlement) => void;
};

/** What a delta message makes: chunks, and their lengths. */
export type Making = {readonly patches: readonly ChunkPatch[]; readonly lengths: readonly number[]};

type State = 'beginning' | 'open' | 'checking' | 'whole' | 'ended';

/** A sender checks once and sends again twice; more than this is no sender of ours. */
const checkLimit = 4;

/** The receiver's half of one file's conversation, once its recipe is known. What `FileStaging` throws ends the connection. */
export class IncomingFile {
	readonly digest: Digest;
	/** Resolves when the file has ended, well or not. */
	readonly ended: Promise<void>;
	readonly #parts: IncomingParts;
	readonly #staging: FileStaging;
	#signer: ChunkSigner | undefined;
	readonly #resolveEnded: () => void;
	#state: State = 'beginning';
	#unlock: (() => void) | undefined;
	#checks = 0;

	constructor(parts: IncomingParts) {
		this.digest = parts.init.digest;
		this.#parts = parts;
		this.#staging = new FileStaging(parts);
		const {promise, resolve} = Promise.withResolvers<void>();
		this.ended = promise;
		this.#resolveEnded = resolve;
	}

	/** Looks what is there already and answers the init. */
	async begin(): Promise<void> {
		const unlock = await this.#parts.locks.take(this.digest);
		if (this.#isEnded()) {
			unlock();
			return;
		}

		this.#unlock = unlock;
		const missing = await this.#staging.begin();
		if (this.#isEnded()) {
			return;
		}

		if (missing) {
			await this.#open(missing);
		} else {
			await this.#refuse();
		}
	}

	/** Checks a data message against the recipe and what was asked for; throws `FsyncError` (protocol). */
	accept({indexes, lengths}: DataMessage): void {
		this.#require('open', 'data');
		if (lengths.length !== indexes.length) {
			throw malformed(`${lengths.length} lengths for ${indexes.length} chunks`);
		}

		const {progress} = this.#parts;
		for (const [at, index] of indexes.entries()) {
			this.#requireChunk(index);
			this.#requireLength(index, lengths[at]!);
			this.#signer?.take(index);
			progress.mark([index], chunkState.inFlight);
		}
	}

	/** Checks a delta message in the same way. Returns what is to be made, and how long it will be. */
	acceptDelta({indexes, lengths}: DeltaMessage): Making {
		this.#require('open', 'a delta');
		const {progress, recipe} = this.#parts;
		const patches = indexes.map((chunkIndex, at) => {
			this.#requireChunk(chunkIndex);
			const old = this.#signer?.take(chunkIndex);
			if (!old) {
				throw malformed(`a delta of chunk ${chunkIndex}, of which nothing was signed`);
			}

			if (!(lengths[at]! >= 1 && lengths[at]! < chunkLength(recipe, chunkIndex))) {
				throw malformed(`a delta of ${lengths[at]} bytes for chunk ${chunkIndex}, which has ${chunkLength(recipe, chunkIndex)}`);
			}

			progress.mark([chunkIndex], chunkState.inFlight);
			return {chunkIndex, old};
		});
		return {patches, lengths: indexes.map(index => chunkLength(recipe, index))};
	}

	/** Makes and writes chunks that were accepted. */
	async patch(message: DeltaMessage, patches: readonly ChunkPatch[]): Promise<void> {
		if (this.#isEnded()) {
			return;
		}

		await this.#staging.patch(message, patches);
	}

	/** More signatures are asked for; throws `FsyncError` (protocol) when it is not their time. */
	acceptWant(): void {
		this.#require('open', 'a want-signatures');
		if (!this.#signer) {
			throw malformed(`a want-signatures for transfer ${this.#transfer}, which replaces nothing`);
		}

		this.#signer.acceptWant();
	}

	async sign(): Promise<void> {
		const signatures = await this.#signer!.next();
		if (!this.#isEnded()) {
			await this.#parts.send({type: 'signatures', transfer: this.#transfer, signatures});
		}
	}

	/** Writes chunks that were accepted. */
	async write(message: DataMessage): Promise<void> {
		if (this.#isEnded()) {
			return;
		}

		await this.#staging.put(message);
	}

	/** A check of the whole file is asked for; throws `FsyncError` (protocol) when it is not its time. */
	acceptCheck(): void {
		this.#require('open', 'a check-hash');
		this.#checks++;
		if (this.#checks > checkLimit) {
			throw malformed(`a check-hash for transfer ${this.#transfer} once too often`);
		}

		this.#state = 'checking';
	}

	/** Verifies the whole file and says which chunks must come again. */
	async check(): Promise<void> {
		const again = await this.#staging.check();
		if (this.#isEnded()) {
			return;
		}

		this.#state = again.length === 0 ? 'whole' : 'open';
		this.#parts.progress.mark(again, chunkState.failed);
		await this.#parts.send({type: 'check-hash-response', transfer: this.#transfer, again});
	}

	/** The sender is done, or gives up. Throws `FsyncError` (protocol) when it is not its time. */
	async finish(isOk: boolean): Promise<void> {
		if (isOk) {
			this.#require('whole', 'a finish');
			this.#end('staged');
			return;
		}

		if (this.#state !== 'open' && this.#state !== 'whole') {
			throw malformed(`a finish for transfer ${this.#transfer} while it waits for an answer`);
		}

		await this.abandon();
	}

	/** Gives the file up; `why`: because somebody here does not want it now. */
	async abandon(why?: 'cancelled' | 'interrupted'): Promise<void> {
		if (this.#isEnded()) {
			return;
		}

		this.#state = 'ended';
		try {
			await this.#staging.abandon();
		} finally {
			this.#end(why ?? (this.#staging.isFull ? 'no-space' : 'failed'));
		}
	}

	get #transfer(): number {
		return this.#parts.init.transfer;
	}

	async #open(missing: readonly number[]): Promise<void> {
		const {progress, send} = this.#parts;
		progress.markMissing(missing);
		progress.report();
		const signatures = await this.#firstSignatures(missing);
		if (this.#isEnded()) {
			return;
		}

		this.#state = 'open';
		await send({
			type: 'init-response', transfer: this.#transfer, answer: 'missing', ranges: toRanges(missing), ...signatures && {signatures},
		});
	}

	/** Signatures go with the answer, so that they cost no round trip. Undefined when there is nothing to sign. */
	async #firstSignatures(missing: readonly number[]): Promise<ChunkSignatures | undefined> {
		const {base, recipe, progress, context, init: {size}} = this.#parts;
		if (base === undefined || missing.length === 0) {
			return undefined;
		}

		const missingBytes = missing.reduce((sum, index) => sum + chunkLength(recipe, index), 0);
		this.#signer = new ChunkSigner({
			transfer: this.#transfer,
			base,
			recipe,
			locate: context.locate,
			staging: this.#staging,
			isMissing: index => progress.chunks[index] === chunkState.pending,
			isDoubtful: missingBytes > size / 2,
		});
		const signatures = await this.#signer.next();
		return signatures.indexes.length > 0 ? signatures : undefined;
	}

	async #refuse(): Promise<void> {
		const {isFull} = this.#staging;
		this.#end(isFull ? 'no-space' : 'failed');
		await this.#parts.send({
			type: 'init-response', transfer: this.#transfer, answer: 'refused', reason: isFull ? 'no-space' : 'io',
		});
	}

	#requireChunk(index: number): void {
		const {progress: {chunks}, recipe} = this.#parts;
		const state = Number.isSafeInteger(index) ? chunks[index] : undefined;
		if (state === undefined) {
			throw malformed(`chunk ${index} of a file that has ${chunkCount(recipe)}`);
		}

		if (state !== chunkState.pending && state !== chunkState.failed) {
			throw malformed(`chunk ${index}, which was not asked for`);
		}
	}

	#requireLength(index: number, length: number): void {
		const {recipe} = this.#parts;
		if (length !== chunkLength(recipe, index)) {
			throw malformed(`chunk ${index} with ${length} bytes instead of ${chunkLength(recipe, index)}`);
		}
	}

	#end(settlement: Settlement): void {
		this.#state = 'ended';
		this.#parts.progress.end(settlement === 'staged');
		this.#unlock?.();
		this.#unlock = undefined;
		this.#parts.onEnd(settlement);
		this.#resolveEnded();
	}

	#isEnded(): boolean {
		return this.#state === 'ended';
	}

	#require(state: State, what: string): void {
		if (this.#state !== state) {
			throw malformed(`${what} for transfer ${this.#transfer} while it is ${this.#state}`);
		}
	}
}
