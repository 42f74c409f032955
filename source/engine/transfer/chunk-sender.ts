import {chunkLength} from '../content/recipe.js';
import type {Content, Pack, Replica} from '../disk/replica.js';
import type {Message} from '../protocol/messages.js';
import type {Budget} from './budget.js';
import type {Limiter} from './limiter.js';
import {chunkState, type FileProgress} from './progress.js';

export type Send = (message: Message) => Promise<void>;

export type ChunkSenderContext = {
	readonly reader: Pick<Replica, 'readChunks'>;
	readonly send: Send;
	/** Bytes that were read and have not been taken by the connection. */
	readonly buffer: Budget;
	readonly limiter: Limiter | undefined;
	/** How many bytes one message carries at most, before compression; a single chunk may be longer. */
	readonly pieceBytes: number;
};

type Job = ChunkSenderContext & {
	readonly transfer: number;
	readonly content: Content;
	readonly recipe: Uint8Array;
	readonly progress: FileProgress;
};

type Piece = {readonly indexes: number[]; readonly bytes: number};
type Read = {readonly piece: Piece; readonly pack: Promise<Pack | undefined>};

/** Reads of one file under way at once, so that disk and wire are busy together. */
const readsAhead = 4;

/** Reads chunks ahead and sends them in order. False: the file is no longer what the node says. */
export async function sendChunks(indexes: readonly number[], job: Job): Promise<boolean> {
	const reads: Read[] = [];
	try {
		for (const piece of pieces(indexes, job)) {
			if (!await makeRoom(reads, piece.bytes, job)) {
				return false;
			}

			reads.push(startRead(piece, job));
		}

		while (reads.length > 0) {
			if (!await sendNext(reads, job)) {
				return false;
			}
		}

		return true;
	} finally {
		for (const read of reads) {
			void dismiss(read, job);
		}
	}
}

/** Runs of chunks that make one message each. */
function * pieces(indexes: readonly number[], {recipe, pieceBytes}: Job): Generator<Piece> {
	let piece: number[] = [];
	let bytes = 0;
	for (const index of indexes) {
		const length = chunkLength(recipe, index);
		if (piece.length > 0 && bytes + length > pieceBytes) {
			yield {indexes: piece, bytes};
			piece = [];
			bytes = 0;
		}

		piece.push(index);
		bytes += length;
	}

	if (piece.length > 0) {
		yield {indexes: piece, bytes};
	}
}

/** Waits until the next piece may be read. Whoever has something to send sends it first: else all files could wait for each other. */
async function makeRoom(reads: Read[], bytes: number, job: Job): Promise<boolean> {
	while (reads.length >= readsAhead || !job.buffer.tryTake(bytes)) {
		if (reads.length === 0) {
			await job.buffer.take(bytes);
			return true;
		}

		if (!await sendNext(reads, job)) {
			return false;
		}
	}

	return true;
}

function startRead(piece: Piece, {reader, content, progress}: Job): Read {
	progress.mark(piece.indexes, chunkState.inFlight);
	const pack = reader.readChunks(content, piece.indexes);
	// A failure is met when the piece's turn comes; until then it must not count as unhandled.
	pack.catch(() => undefined);
	return {piece, pack};
}

async function sendNext(reads: Read[], job: Job): Promise<boolean> {
	const read = reads.shift()!;
	const {indexes} = read.piece;
	try {
		const pack = await read.pack;
		if (!pack) {
			return false;
		}

		await job.limiter?.take(pack.payload.length);
		await job.send({
			type: 'data', transfer: job.transfer, indexes, ...pack,
		});
		job.progress.pack(pack.payload.length);
		job.progress.mark(indexes, chunkState.sent);
		job.progress.report();
		return true;
	} finally {
		job.buffer.give(read.piece.bytes);
	}
}

/** The bytes of a read that nobody wants any more are free once they have been read. */
async function dismiss({piece, pack}: Read, {buffer}: Job): Promise<void> {
	try {
		await pack;
	} catch {
		// The failure that ended this file has been reported by another read.
	} finally {
		buffer.give(piece.bytes);
	}
}
