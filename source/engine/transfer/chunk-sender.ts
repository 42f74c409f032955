import {chunkLength} from '../content/recipe.js';
import type {
	ChunkDeltas,
	Content,
	Pack,
	Replica,
} from '../disk/replica.js';
import type {Message} from '../protocol/messages.js';
import {chunkState} from './chunk-state.js';
import type {Budget} from './budget.js';
import type {Limiter} from './limiter.js';
import type {FileProgress} from './progress.js';

export type Send = (message: Message) => Promise<void>;

export type ChunkSenderContext = {
	readonly reader: Pick<Replica, 'readChunks' | 'readDeltas'>;
	readonly send: Send;
	/** Bytes that were read and have not been taken by the connection. */
	readonly buffer: Budget;
	readonly limiter: Limiter | undefined;
	/** How many bytes one message carries at most, before compression; a single chunk may be longer. */
	readonly pieceBytes: number;
};

export type ChunkOptions = {
	/** The receiver says that these chunks were wrong. */
	readonly isDoubted?: boolean;
	/** What the receiver has signed: these chunks go as deltas where that is shorter. */
	readonly signatures?: ReadonlyMap<number, Uint8Array>;
	/** Told after each message of deltas how much shorter they are than their chunks. */
	readonly onSaved?: (bytes: number) => void;
};

type Job = ChunkSenderContext & ChunkOptions & {
	readonly transfer: number;
	readonly content: Content;
	readonly recipe: Uint8Array;
	readonly progress: FileProgress;
	/** Whether somebody has said that it is not to go on. */
	readonly isCancelled: () => boolean;
};

/** `isSigned`: all of its chunks are. */
type Piece = {readonly indexes: number[]; readonly bytes: number; readonly isSigned: boolean};
/** What makes one message; `literalBytes` of each chunk when it is a delta. */
type Parcel = {readonly indexes: readonly number[]; readonly pack: Pack; readonly literalBytes?: readonly number[]};
type Read = {readonly piece: Piece; readonly parcels: Promise<readonly Parcel[] | undefined>};

/** Reads of one file under way at once, so that disk and wire are busy together. */
const readsAhead = 4;

/** Reads chunks ahead and sends them in order. False: the file is no longer what the node says, or it is cancelled. */
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

/** Runs of chunks that are read at once and make a message each; two when some of the deltas do not pay. */
function * pieces(indexes: readonly number[], {recipe, pieceBytes, signatures}: Job): Generator<Piece> {
	let piece: number[] = [];
	let bytes = 0;
	let isSigned = false;
	for (const index of indexes) {
		const length = chunkLength(recipe, index);
		const isNextSigned = signatures?.has(index) ?? false;
		if (piece.length > 0 && (bytes + length > pieceBytes || isNextSigned !== isSigned)) {
			yield {indexes: piece, bytes, isSigned};
			piece = [];
			bytes = 0;
		}

		piece.push(index);
		bytes += length;
		isSigned = isNextSigned;
	}

	if (piece.length > 0) {
		yield {indexes: piece, bytes, isSigned};
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

function startRead(piece: Piece, job: Job): Read {
	job.progress.mark(piece.indexes, chunkState.inFlight);
	const parcels = piece.isSigned ? readSigned(piece, job) : readPlain(piece, job);
	// A failure is met when the piece's turn comes; until then it must not count as unhandled.
	parcels.catch(() => undefined);
	return {piece, parcels};
}

async function readPlain({indexes}: Piece, {reader, content, isDoubted}: Job): Promise<readonly Parcel[] | undefined> {
	const pack = await reader.readChunks(content, indexes, isDoubted);
	return pack && [{indexes, pack}];
}

async function readSigned({indexes}: Piece, {reader, content, signatures}: Job): Promise<readonly Parcel[] | undefined> {
	const read = await reader.readDeltas(content, indexes.map(chunkIndex => ({chunkIndex, signature: signatures!.get(chunkIndex)!})));
	return read && parcelsOf(read);
}

const parcelsOf = ({deltas, chunks}: ChunkDeltas): readonly Parcel[] => [...deltas ? [deltas] : [], ...chunks ? [chunks] : []];

async function sendNext(reads: Read[], job: Job): Promise<boolean> {
	const read = reads.shift()!;
	try {
		const parcels = await read.parcels;
		if (!parcels || job.isCancelled()) {
			return false;
		}

		for (const parcel of parcels) {
			await sendParcel(parcel, job);
		}

		return true;
	} finally {
		job.buffer.give(read.piece.bytes);
	}
}

async function sendParcel({indexes, pack, literalBytes}: Parcel, {limiter, send, transfer, progress, recipe, onSaved}: Job): Promise<void> {
	// The connection gives the payload's memory back when it has taken it.
	const packedBytes = pack.payload.length;
	await limiter?.take(packedBytes);
	await send({
		type: literalBytes ? 'delta' : 'data', transfer, indexes, ...pack,
	});
	progress.pack(packedBytes);
	if (literalBytes) {
		let saved = 0;
		for (const [at, index] of indexes.entries()) {
			progress.patch(index, literalBytes[at]!);
			saved += chunkLength(recipe, index) - pack.lengths[at]!;
		}

		onSaved?.(saved);
	} else {
		progress.mark(indexes, chunkState.sent);
	}

	progress.report();
}

/** The bytes of a read that nobody wants any more are free once they have been read. */
async function dismiss({piece, parcels}: Read, {buffer}: Job): Promise<void> {
	try {
		await parcels;
	} catch {
		// The failure that ended this file has been reported by another read.
	} finally {
		buffer.give(piece.bytes);
	}
}
