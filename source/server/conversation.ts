import type {Digest} from '../engine/core/node.js';
import type {Operation, OperationResult} from '../engine/core/operation.js';
import {walk, type Tree} from '../engine/core/tree.js';
import {FsyncError} from '../engine/fault.js';
import type {Connection} from '../engine/protocol/connection.js';
import {commitPages, pages} from '../engine/protocol/paging.js';
import {
	protocolVersion,
	type Acknowledge,
	type Apply,
	type Commit,
	type Head,
	type Hello,
	type Message,
	type RefusalCode,
	type Want,
} from '../engine/protocol/messages.js';
import {Serial} from '../engine/serial.js';
import type {ReceivedRecipes} from '../engine/transfer/received-recipes.js';
import type {Receiver} from '../engine/transfer/receiver.js';
import {routeContent} from '../engine/transfer/route.js';
import {answerWant} from '../engine/transfer/wants.js';
import type {Sender} from '../engine/transfer/sender.js';
import type {Share} from './share.js';
import {Unheard} from './unheard.js';

/** Applies that may wait at once; a client keeps a handful in flight. */
const pendingApplyLimit = 64;

export type ConversationOptions = {
	readonly connection: Connection;
	readonly hello: Hello;
	/** Device id of the client, and whether it may change the share. */
	readonly device: string;
	readonly canWrite: boolean;
	readonly share: Share;
	/** Recipes that came with contents. */
	readonly recipes: ReceivedRecipes;
	readonly serverName: string;
	readonly sender: Sender;
	readonly receiver: Receiver;
	readonly wallMilliseconds: () => number;
	/** Something a screen would show: what the client does, in a word, and the head it has acknowledged. */
	readonly onActivity: (activity: {readonly word: string; readonly acknowledged?: number}) => void;
};

/** The server's side of one client's connection, from the welcome to the end: one handler for each message. */
export class Conversation {
	readonly #options: ConversationOptions;
	readonly #origin = Symbol('conversation');
	readonly #applies = new Serial();
	/** What is told of the share's history, in its order. */
	readonly #telling = new Serial();
	readonly #unheard = new Unheard();
	#pendingApplies = 0;
	/** The batch that is being committed; its commit's listener call answers it. */
	#batch = 0;
	#stopListening: (() => void) | undefined;
	#stopHearing: (() => void) | undefined;

	constructor(options: ConversationOptions) {
		this.#options = options;
	}

	/** Greets, brings the client up to date, and serves it until the connection ends. */
	async serve(): Promise<void> {
		const {connection} = this.#options;
		connection.onMessage(async message => this.#handle(message));
		try {
			await this.#greet();
			const reason = await connection.closed;
			this.#options.sender.close(reason);
			this.#options.receiver.close(reason);
		} finally {
			this.#stopListening?.();
			this.#stopHearing?.();
			await this.#applies.idle();
		}
	}

	async #greet(): Promise<void> {
		const {hello, share, serverName, canWrite} = this.#options;
		await share.settle();
		const halted = share.halted();
		if (halted !== undefined) {
			await this.#refuse('halted', haltedFault(share, halted).message);
			return;
		}

		const room = await share.room();
		const missed = await this.#missedCommits(hello.head, hello.session);
		// Nothing is waited for from the look at the head to the queueing of the welcome: a commit in between would be told before it.
		const {head, tree} = {head: share.head(), tree: share.tree()};
		// Without this, a session whose acknowledgements are all lost on the way would be met like a new one each time, and merged without a base. A disk that cannot take it costs no more than that.
		const noted = missed ? undefined : share.meet(hello.session).catch(() => undefined);
		// From here on every commit is told; the queue keeps them behind what is sent first.
		this.#stopListening = share.onCommit((commit, origin, results) => {
			this.#tell(commit, origin, results);
		});
		this.#stopHearing = share.onHalt(reason => {
			this.#options.connection.close(haltedFault(share, reason));
		});
		const welcome: Message = {
			type: 'welcome',
			version: protocolVersion,
			device: serverName,
			share: share.name,
			head,
			basis: missed ? 'commits' : 'listing',
			isReadOnly: !canWrite,
			isFolding: share.isFolding,
			...room,
			wallMilliseconds: this.#options.wallMilliseconds(),
		};
		await this.#telling.run(async () => {
			await noted;
			await this.#send(welcome);
			await (missed ? this.#sendCommits(missed) : this.#sendListing(head, tree));
		});
	}

	/**
	What the client has missed, if its ancestor is still a merge base: its head is part of our history, and not older than what it has
	acknowledged (an older one is a restored backup; merging with it could undo somebody's newer edit, fault F34).
	*/
	async #missedCommits(head: Head | undefined, session: string): Promise<readonly Commit[] | undefined> {
		if (!head) {
			return undefined;
		}

		const {share} = this.#options;
		const acknowledged = await share.acknowledged(session);
		if (!acknowledged || head.generation < acknowledged.generation) {
			return undefined;
		}

		const missed = await share.commitsSince(head);
		const reached = missed?.at(-1)?.generation ?? head.generation;
		// RACE: a commit may have come in between; then ask again for the longer list.
		return missed && reached !== share.head().generation ? this.#missedCommits(head, session) : missed;
	}

	async #sendCommits(commits: readonly Commit[]): Promise<void> {
		for (const page of commitPages(commits)) {
			await this.#send({type: 'commits', commits: page});
		}
	}

	async #sendListing(head: Head, tree: Tree): Promise<void> {
		const all = [...pages([...walk(tree)])];
		for (const [index, entries] of all.entries()) {
			await this.#send({
				type: 'listing', head, entries, isLast: index === all.length - 1,
			});
		}
	}

	async #handle(message: Message): Promise<void> {
		switch (message.type) {
			case 'want': {
				this.#want(message);
				return;
			}

			case 'apply': {
				this.#apply(message);
				return;
			}

			case 'acknowledge': {
				await this.#acknowledge(message);
				return;
			}

			default: {
				if (!await routeContent(message, this.#options)) {
					throw new FsyncError('protocol', `The client sent '${message.type}', which only servers send.`);
				}
			}
		}
	}

	#want(message: Want): void {
		this.#options.onActivity({word: 'sending'});
		this.#background(this.#answer(message));
	}

	/** What the disk no longer has, although our tree says so, would be asked for again and again until somebody looks. */
	async #answer(want: Want): Promise<void> {
		const {share, sender} = this.#options;
		const results = await answerWant({
			want,
			sender,
			resolve: (path, digest) => share.resolve(path, digest),
			send: async reply => this.#send(reply),
		});
		const doubtful = want.items.flatMap(({path, digest}) => {
			const result = results.get(digest);
			return result === 'changed' || result === 'unreadable' ? [share.resolve(path, digest)?.path ?? path] : [];
		});
		if (doubtful.length > 0) {
			await share.doubt(doubtful);
		}
	}

	#apply({batch, heard, operations}: Apply): void {
		this.#pendingApplies++;
		if (this.#pendingApplies > pendingApplyLimit) {
			throw new FsyncError('protocol', `More than ${pendingApplyLimit} batches wait at once.`);
		}

		this.#options.onActivity({word: 'receiving'});
		this.#background(this.#applies.run(async () => {
			this.#unheard.heard(heard);
			await this.#commit(batch, operations);
			this.#pendingApplies--;
		}));
	}

	async #commit(batch: number, operations: readonly Operation[]): Promise<void> {
		const {share, device, canWrite, receiver, recipes} = this.#options;
		if (!canWrite || share.isReadOnly) {
			const results = operations.map((operation): OperationResult => ({
				status: 'failed',
				problem: {
					path: operation.path, side: 'remote', code: 'read-only', message: 'The server lets this device read only.',
				},
			}));
			await this.#telling.run(async () => this.#send({
				type: 'applied', batch, head: share.head(), results,
			}));
			return;
		}

		await receiver.settled(contentDigests(operations));
		this.#batch = batch;
		const complete = recipes.complete(operations, digest => share.recipeOf(digest));
		// Now, for the client may offer one of these contents again as soon as it is answered, and that recipe has to stay.
		recipes.forget(operations);
		const {results, head} = await share.commit(complete, device, {origin: this.#origin, isOvertaken: operation => this.#unheard.isOvertaken(operation)});
		if (this.#batch === batch) {
			// Nothing was committed, so no listener call has answered.
			this.#batch = 0;
			await this.#telling.run(async () => this.#send({
				type: 'applied', batch, head, results,
			}));
		}

		this.#options.onActivity({word: 'idle'});
	}

	/** Tells a commit in the share's order; our own client's commit is the answer to its batch. */
	#tell(commit: Commit, origin: symbol | undefined, results: readonly OperationResult[]): void {
		const head = {generation: commit.generation, lineage: commit.lineage};
		if (origin === this.#origin) {
			const batch = this.#batch;
			this.#batch = 0;
			this.#background(this.#telling.run(async () => this.#send({
				type: 'applied', batch, head, results,
			})));
		} else {
			this.#unheard.add(commit);
			this.#background(this.#telling.run(async () => this.#send({type: 'commits', commits: [commit]})));
		}
	}

	async #acknowledge({head}: Acknowledge): Promise<void> {
		const {share, hello} = this.#options;
		if (!(head.generation <= share.head().generation)) {
			return;
		}

		this.#unheard.heard(head.generation);
		await share.acknowledge(hello.session, head);
		this.#options.onActivity({word: 'idle', acknowledged: head.generation});
	}

	async #refuse(code: RefusalCode, message: string): Promise<void> {
		await this.#send({type: 'refusal', code, message});
		this.#options.connection.close();
	}

	async #send(message: Message): Promise<void> {
		await this.#options.connection.send(message);
	}

	/** Work that goes on while more messages are read; a failure ends the connection, which tells the client. */
	#background(work: Promise<unknown>): void {
		work.catch((error: unknown) => {
			this.#options.connection.close(error instanceof FsyncError ? error : new FsyncError('internal', 'The server could not go on with this connection.', {cause: error}));
		});
	}
}

/** What a client is told while a share cannot be served; it tries again after a while. */
function haltedFault({name}: Share, reason: string): FsyncError {
	return new FsyncError('halted', `The server has halted the share ${name}. ${reason}`);
}

function contentDigests(operations: readonly Operation[]): Digest[] {
	return operations.flatMap(operation => operation.kind === 'put' && operation.node.kind === 'file' ? [operation.node.digest] : []);
}
