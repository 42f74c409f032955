import type {Digest} from '../../../source/engine/core/node.js';
import {lookup} from '../../../source/engine/core/tree.js';
import {MessageDecoder, encodeBytes} from '../../../source/engine/protocol/codec.js';
import {FrameDecoder} from '../../../source/engine/protocol/framing.js';
import type {Message, Want} from '../../../source/engine/protocol/messages.js';
import {ChunkIndex} from '../../../source/engine/transfer/chunk-index.js';
import type {DigestLocks} from '../../../source/engine/transfer/digest-locks.js';
import type {ProgressEvent} from '../../../source/engine/transfer/progress.js';
import {createReceiver, type ContentMessage, type Receiver} from '../../../source/engine/transfer/receiver.js';
import {createSender, type Sender} from '../../../source/engine/transfer/sender.js';
import {answerWant} from '../../../source/engine/transfer/wants.js';
import {ManualClock} from './manual-clock.js';
import type {MemoryReplica} from './memory-replica.js';

/** Looks at a message on its way; may replace it, or cut the connection by throwing. */
export type Tap = (message: Message, from: 'left' | 'right') => Message;

export type End = {
	readonly replica: MemoryReplica;
	readonly index: ChunkIndex;
	readonly sender: Sender;
	readonly receiver: Receiver;
	readonly progress: ProgressEvent[];
	/** Messages that arrived here. */
	readonly arrived: Message[];
	/** Contents the disk refused. */
	readonly troubles: Error[];
	/** Hands over a message as if it had come from the other end. */
	deliver(message: Message): Promise<void>;
	/** Asks the other end for contents. */
	want(items: ReadonlyArray<{path: string; digest: Digest; size: number; base?: Digest}>): ReturnType<Receiver['expect']>;
};

export type TwoEnds = {readonly left: End; readonly right: End; readonly failure: () => Error | undefined; close(reason?: Error): void};

type Options = {
	readonly left: MemoryReplica;
	readonly right: MemoryReplica;
	readonly tap?: Tap;
	/** What may come to the left end unasked; the right one takes everything. */
	readonly leftTakes?: 'answers' | 'offers';
	readonly locks?: DigestLocks;
};

/** Through the real codec, so that what the ends say can also be said on a wire. */
function overTheWire(message: Message): Message {
	const frames = new FrameDecoder();
	const decoder = new MessageDecoder();
	const decoded = encodeBytes(message).flatMap(bytes => frames.push(bytes)).map(frame => decoder.decode(frame)).find(whole => whole !== undefined);
	return decoded!;
}

/** A left end that behaves like a client and a right one like a server, joined by two queues that keep the order. */
export function joinTwoEnds({left, right, tap, leftTakes = 'answers', locks}: Options): TwoEnds {
	const ends: {left?: End; right?: End} = {};
	let failure: Error | undefined;
	let isClosed = false;
	const close = (reason?: Error) => {
		if (isClosed) {
			return;
		}

		isClosed = true;
		failure = reason;
		for (const end of [ends.left!, ends.right!]) {
			end.sender.close(reason);
			end.receiver.close(reason);
		}
	};

	const queueTo = (to: 'left' | 'right') => {
		const from = to === 'left' ? 'right' : 'left';
		let tail: Promise<void> = Promise.resolve();
		return async (message: Message): Promise<void> => {
			if (isClosed) {
				throw failure ?? new Error('The connection is closed.');
			}

			const before = tail;
			const handled = (async () => {
				await before;
				if (isClosed) {
					return;
				}

				const tapped = tap ? tap(message, from) : message;
				await ends[to]!.deliver(overTheWire(tapped));
			})();
			tail = handled.catch((error: unknown) => {
				close(error as Error);
			});
			// Taken by the transport once the messages before it have been handled: a short queue, as a socket's.
			await before;
		};
	};

	ends.left = makeEnd({
		replica: left, send: queueTo('right'), takes: leftTakes, direction: 'up', fail: close, locks,
	});
	ends.right = makeEnd({
		replica: right, send: queueTo('left'), takes: 'offers', direction: 'down', fail: close, locks,
	});
	return {
		left: ends.left, right: ends.right, failure: () => failure, close,
	};
}

type EndOptions = {
	readonly replica: MemoryReplica;
	readonly send: (message: Message) => Promise<void>;
	readonly takes: 'answers' | 'offers';
	readonly direction: 'up' | 'down';
	readonly fail: (reason: Error) => void;
	readonly locks: DigestLocks | undefined;
};

function makeEnd({replica, send, takes, direction, fail, locks}: EndOptions): End {
	const clock = new ManualClock();
	const index = new ChunkIndex();
	const progress: ProgressEvent[] = [];
	const arrived: Message[] = [];
	const troubles: Error[] = [];
	const onProgress = (event: ProgressEvent) => {
		progress.push(event);
	};

	const recipeOf = (digest: Digest) => index.at(replica.tree).recipe(digest);
	const sender = createSender({
		reader: replica, send, clock, direction, baseRecipe: recipeOf, onProgress,
	});
	const receiver = createReceiver({
		stage: replica.stage,
		send,
		clock,
		direction: direction === 'up' ? 'down' : 'up',
		takes,
		locate: chunk => index.at(replica.tree).locate(chunk),
		recipeOf,
		nodeAt: path => lookup(replica.tree, path),
		onFailure: fail,
		onTrouble(trouble) {
			troubles.push(trouble);
		},
		onProgress,
		...(locks && {locks}),
	});
	const answer = (want: Want) => {
		const answered = answerWant({
			want, sender, send, resolve: (_path, digest) => index.at(replica.tree).file(digest),
		});
		answered.catch((error: unknown) => {
			fail(error as Error);
		});
	};

	return {
		replica,
		index,
		sender,
		receiver,
		progress,
		arrived,
		troubles,
		async deliver(message) {
			arrived.push(message);
			if (message.type === 'want') {
				answer(message);
			} else if (message.type === 'init-response' || message.type === 'signatures' || message.type === 'check-hash-response' || message.type === 'cancel') {
				sender.handle(message);
			} else {
				await receiver.handle(message as ContentMessage);
			}
		},
		async want(items) {
			const settled = receiver.expect(items.map(({digest}) => digest));
			await send({type: 'want', items});
			return settled;
		},
	};
}

/** How many bytes of content arrived at an end, before compression; of deltas all that they are. */
export function literalBytes(end: End): number {
	return end.arrived.reduce((sum, message) => sum + (message.type === 'data' || message.type === 'delta' || message.type === 'pack' ? message.lengths.reduce((a, b) => a + b, 0) : 0), 0);
}
