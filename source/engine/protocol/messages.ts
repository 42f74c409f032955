import type {Digest} from '../core/node.js';
import type {Operation, OperationResult} from '../core/operation.js';
import type {Entry} from '../core/tree.js';

/**
2: `signatures`, `want-signatures` and `delta`, and signatures in an `init-response`. 3: the size of the share's disk in the welcome, and the problem `cancelled`.
4: `cancel`.
*/
export const protocolVersion = 4;

/** Chunking is part of the contract: both sides must cut alike. */
export type ChunkingParameters = {
	readonly algorithm: 'fastcdc' | 'fixed';
	readonly minimumBytes: number;
	readonly averageBytes: number;
	readonly maximumBytes: number;
};

/** Where a share's history stands. The lineage is chained over all commits, so equal pairs mean equal histories. */
export type Head = {readonly generation: number; readonly lineage: string};

/** One generation's work. */
export type Commit = Head & {readonly device: string; readonly operations: readonly Operation[]};

/** client → server, first message. */
export type Hello = {
	readonly type: 'hello';
	readonly version: number;
	readonly chunking: ChunkingParameters;
	/** Name of the device, for people. */
	readonly device: string;
	readonly share: string;
	/** Names this pairing of folder and share for ever (random, made by the client). */
	readonly session: string;
	/** The last generation this session holds an ancestor for; absent asks for union mode. */
	readonly head?: Head;
	/** Proof of an invite's secret, bound to this TLS channel; only when pairing. Hex of 32 bytes. */
	readonly proof?: {readonly invite: string; readonly mac: string};
};

/** server → client: accepted. `basis` says what follows: commits after the client's head, or the whole tree (union mode). */
export type Welcome = {
	readonly type: 'welcome';
	readonly version: number;
	/** Name of the server's device, for people. */
	readonly device: string;
	readonly share: string;
	readonly head: Head;
	readonly basis: 'commits' | 'listing';
	readonly isReadOnly: boolean;
	/** The share's disk takes names that differ in case or form alone for one (rule 31). */
	readonly isFolding: boolean;
	/** Of the disk that the share lies on. */
	readonly freeBytes: number;
	readonly diskBytes: number;
	readonly wallMilliseconds: number;
};

export type RefusalCode = 'version' | 'chunking' | 'not-paired' | 'forbidden' | 'busy' | 'halted' | 'protocol' | 'limit' | 'internal';

/** Either side, then the connection closes. */
export type Refusal = {readonly type: 'refusal'; readonly code: RefusalCode; readonly message: string};

/** server → client: generations that the client has not seen, in order; after the welcome and on every new commit. */
export type Commits = {readonly type: 'commits'; readonly commits: readonly Commit[]};

/** server → client: pages of the whole tree at `head`, parents before children. */
export type Listing = {readonly type: 'listing'; readonly head: Head; readonly entries: readonly Entry[]; readonly isLast: boolean};

/** receiver → sender (client → server): send me these contents. Answered by packs, inits or `unavailable`. */
export type Want = {
	readonly type: 'want';
	readonly items: ReadonlyArray<{
		readonly path: string;
		readonly digest: Digest;
		readonly size: number;
		/** A file of several chunks whose recipe the receiver has: the new recipe may be sent as a splice of it. */
		readonly base?: Digest;
	}>;
};

/** sender → receiver: whole small contents (payload: the pack's bytes). */
export type PackMessage = {readonly type: 'pack'; readonly lengths: readonly number[]; readonly isCompressed: boolean; readonly payload: Uint8Array};

/** sender → receiver: a file of several chunks follows. */
export type Init = {
	readonly type: 'init';
	readonly transfer: number;
	/** For the screen and as a hint where to look for reusable bytes. */
	readonly path: string;
	readonly digest: Digest;
	readonly size: number;
	/** The packed recipe, or a packed splice of the base's recipe (content/splice). */
	readonly recipe: Uint8Array;
	readonly base?: Digest;
};

/**
What a receiver has where missing chunks stood: a signature (content/signature) for each of `indexes`, one after the other in `packed`. `hasMore`: the sender can ask for
those of later chunks.
*/
export type ChunkSignatures = {readonly indexes: readonly number[]; readonly packed: Uint8Array; readonly hasMore: boolean};

/**
receiver → sender. `ranges` are [first chunk, count] pairs of what is missing; `signatures` belong to the first of them. `unknown-base`: send the
recipe whole.
*/
export type InitResponse =
	| {readonly type: 'init-response'; readonly transfer: number; readonly answer: 'missing'; readonly ranges: ReadonlyArray<readonly [number, number]>; readonly signatures?: ChunkSignatures}
	| {readonly type: 'init-response'; readonly transfer: number; readonly answer: 'unknown-base'}
	| {readonly type: 'init-response'; readonly transfer: number; readonly answer: 'refused'; readonly reason: 'no-space' | 'too-large' | 'io'};

/** sender → receiver: deltas have paid so far; sign what stood where the next chunks are missing. */
export type WantSignatures = {readonly type: 'want-signatures'; readonly transfer: number};

/** receiver → sender: answers `want-signatures`. */
export type SignaturesMessage = {readonly type: 'signatures'; readonly transfer: number; readonly signatures: ChunkSignatures};

/**
sender → receiver: some chunks, each as a delta (content/delta) of what the receiver has signed for it. `lengths` are the deltas', which lie one after
the other in the payload. A chunk that comes out wrong is asked for again like any other, and then comes whole.
*/
export type DeltaMessage = {
	readonly type: 'delta';
	readonly transfer: number;
	readonly indexes: readonly number[];
	readonly lengths: readonly number[];
	readonly isCompressed: boolean;
	readonly payload: Uint8Array;
};

/** sender → receiver: some chunks (payload: the pack's bytes). */
export type DataMessage = {
	readonly type: 'data';
	readonly transfer: number;
	readonly indexes: readonly number[];
	readonly lengths: readonly number[];
	readonly isCompressed: boolean;
	readonly payload: Uint8Array;
};

/** sender → receiver: everything asked for has been sent; check the whole file (its XXH3-128 stands in the recipe). */
export type CheckHash = {readonly type: 'check-hash'; readonly transfer: number};

/** receiver → sender: chunks to send again; empty when the file is whole. */
export type CheckHashResponse = {readonly type: 'check-hash-response'; readonly transfer: number; readonly again: readonly number[]};

/** sender → receiver: the transfer's end. `ok` false: the sender gave up (the file changed, was wrong twice, or was cancelled). */
export type Finish = {readonly type: 'finish'; readonly transfer: number; readonly isOk: boolean};

/**
receiver → sender: stop sending this file. The receiver says nothing more about the transfer, whatever it was asked, and passes over what still comes of it until
its `finish`. One that crosses the end of its transfer on the way means nothing.
*/
export type Cancel = {readonly type: 'cancel'; readonly transfer: number};

/** sender → receiver: this content cannot be had any more. */
export type Unavailable = {readonly type: 'unavailable'; readonly path: string; readonly digest: Digest; readonly reason: 'changed' | 'unreadable'};

/**
client → server: commit these (their contents have been sent before on this connection). Batches are numbered from 1 on each connection. `heard`: the
generation that the plan was made with; what others have written since counts, even if it looks like what was there before.
*/
export type Apply = {readonly type: 'apply'; readonly batch: number; readonly heard: number; readonly operations: readonly Operation[]};

/** server → client. `head` is the new generation, or the old one if nothing could be applied. */
export type Applied = {readonly type: 'applied'; readonly batch: number; readonly head: Head; readonly results: readonly OperationResult[]};

/** client → server: this session's ancestor now stands durably at `head`. */
export type Acknowledge = {readonly type: 'acknowledge'; readonly head: Head};

export type Ping = {readonly type: 'ping'; readonly nonce: number};
export type Pong = {readonly type: 'pong'; readonly nonce: number; readonly wallMilliseconds: number};

/** Orderly end of a connection. */
export type Bye = {readonly type: 'bye'};

export type Message =
	| Hello | Welcome | Refusal | Commits | Listing | Want | PackMessage | Init | InitResponse | WantSignatures
	| SignaturesMessage | DataMessage | DeltaMessage | CheckHash | CheckHashResponse | Finish | Cancel | Unavailable | Apply | Applied | Acknowledge | Ping | Pong | Bye;

export type MessageType = Message['type'];
