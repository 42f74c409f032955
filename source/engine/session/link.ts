import {applyOperations} from '../core/apply-operation.js';
import type {Digest} from '../core/node.js';
import type {Operation, OperationResult} from '../core/operation.js';
import {FsyncError} from '../fault.js';
import type {Connection} from '../protocol/connection.js';
import {
	protocolVersion,
	type Applied,
	type Commits,
	type Head,
	type Hello,
	type Listing,
	type Message,
	type Welcome,
	type Want,
} from '../protocol/messages.js';
import type {TransferName} from '../transfer/progress.js';
import type {Receiver, Settlement} from '../transfer/receiver.js';
import {routeContent} from '../transfer/route.js';
import type {Offer, OfferResult, Sender} from '../transfer/sender.js';
import type {RemoteView} from './remote-view.js';
import {SentAhead} from './sent-ahead.js';

export type LinkOptions = {
	readonly connection: Connection;
	readonly view: RemoteView;
	readonly sender: Sender;
	readonly receiver: Receiver;
	/** The server has told of work that is not ours. */
	readonly onCommits: () => void;
};

type Awaited = {readonly operations: readonly Operation[]; readonly resolve: (results: readonly OperationResult[]) => void; readonly reject: (reason: Error) => void};

/**
The client's side of a conversation with one server: the greeting, the share's tree as it changes, our batches and what became of them,
and the transfers both ways. Everything the server says is handled in the order in which it says it.
*/
export class Link {
	readonly #options: LinkOptions;
	readonly #batches = new Map<number, Awaited>();
	readonly #ahead: SentAhead;
	readonly #opened = Promise.withResolvers<Welcome>();
	#welcome: Welcome | undefined;
	#isComplete = false;
	#lastBatch = 0;

	constructor(options: LinkOptions) {
		this.#options = options;
		this.#ahead = new SentAhead(options.sender);
		// A connection that breaks before anybody waits for the greeting is reported to whoever does.
		this.#opened.promise.catch(() => undefined);
		options.connection.onMessage(async message => this.#handle(message));
		void this.#watchEnd();
	}

	/** Says hello and waits until the share's tree is known as of the server's greeting. */
	async open(hello: Omit<Hello, 'type' | 'version'>): Promise<Welcome> {
		await this.#options.connection.send({type: 'hello', version: protocolVersion, ...hello});
		return this.#opened.promise;
	}

	/** Sends contents, but for those that were sent ahead; how each ended, by digest. */
	async offer(contents: readonly Offer[]): Promise<ReadonlyMap<Digest, OfferResult>> {
		return this.#ahead.offerRest(contents);
	}

	/** Sends contents before a plan has asked for them; how each ended, by digest. */
	async offerAhead(contents: readonly Offer[]): Promise<ReadonlyMap<Digest, OfferResult>> {
		return this.#ahead.offer(contents);
	}

	/** Ends the transfer of a file. */
	cancel({direction, id}: TransferName): void {
		const {sender, receiver} = this.#options;
		(direction === 'up' ? sender : receiver).cancel(id);
	}

	/** Ends all transfers: contents that have not crossed are settled as `interrupted`. The line stays, and what is asked of it from now on is done. */
	interrupt(): void {
		const {sender, receiver} = this.#options;
		sender.interrupt();
		receiver.interrupt();
	}

	/** Asks the server to commit these, planned with generation `heard`; resolves with one result for each, after the view has been brought up to date. */
	async apply(operations: readonly Operation[], heard: number): Promise<readonly OperationResult[]> {
		const batch = ++this.#lastBatch;
		const {promise, resolve, reject} = Promise.withResolvers<readonly OperationResult[]>();
		this.#batches.set(batch, {operations, resolve, reject});
		this.#options.view.unanswered.sent(operations);
		// A line that breaks fails the sending too; then nobody gets to wait for the answer.
		promise.catch(() => undefined);
		await this.#options.connection.send({
			type: 'apply', batch, heard, operations,
		});
		return promise;
	}

	/** Asks for contents; resolves when each is staged or cannot be had. */
	async want(items: Want['items']): Promise<ReadonlyMap<Digest, Settlement>> {
		const settled = this.#options.receiver.expect(items.map(item => item.digest));
		settled.catch(() => undefined);
		await this.#options.connection.send({type: 'want', items});
		return settled;
	}

	async acknowledge(head: Head): Promise<void> {
		await this.#options.connection.send({type: 'acknowledge', head});
	}

	async #handle(message: Message): Promise<void> {
		switch (message.type) {
			case 'welcome': {
				this.#greeted(message);
				return;
			}

			case 'commits': {
				this.#commits(message);
				return;
			}

			case 'listing': {
				this.#listing(message);
				return;
			}

			case 'applied': {
				this.#applied(message);
				return;
			}

			default: {
				if (!await routeContent(message, this.#options)) {
					throw new FsyncError('protocol', `The server sent '${message.type}', which only clients send.`);
				}
			}
		}
	}

	#greeted(welcome: Welcome): void {
		this.#welcome = welcome;
		if (welcome.basis === 'listing') {
			this.#options.view.expectListing();
		}

		this.#completeIfCurrent();
	}

	#commits({commits}: Commits): void {
		const {view} = this.#options;
		try {
			for (const commit of commits) {
				view.commit(commit);
			}
		} catch (error) {
			// What is known is not the server's: the next greeting asks for the whole tree.
			view.distrust();
			throw error;
		}

		if (this.#isComplete) {
			this.#options.onCommits();
		} else {
			this.#completeIfCurrent();
		}
	}

	#listing(page: Listing): void {
		if (this.#options.view.listing(page)) {
			this.#completeIfCurrent();
		}
	}

	#completeIfCurrent(): void {
		const {view} = this.#options;
		const welcome = this.#welcome;
		if (!(welcome && view.head?.generation === welcome.head.generation && view.head.lineage === welcome.head.lineage)) {
			return;
		}

		this.#isComplete = true;
		view.unanswered.over();
		this.#opened.resolve(welcome);
	}

	#applied({batch, head, results}: Applied): void {
		const awaited = this.#batches.get(batch);
		if (awaited?.operations.length !== results.length) {
			throw new FsyncError('protocol', `The server answered batch ${batch}, which was not asked for.`);
		}

		this.#batches.delete(batch);
		const {view} = this.#options;
		const done = awaited.operations.filter((_, index) => results[index]!.status === 'applied');
		view.applied(applyOperations(view.tree, done).tree, head);
		view.unanswered.answered(awaited.operations, done);
		awaited.resolve(results);
	}

	async #watchEnd(): Promise<void> {
		const reason = await this.#options.connection.closed ?? new FsyncError('unreachable', 'The server closed the connection.');
		this.#opened.reject(reason);
		for (const {operations, reject} of this.#batches.values()) {
			this.#options.view.unanswered.left(operations);
			reject(reason);
		}

		this.#batches.clear();
		this.#options.sender.close(reason);
		this.#options.receiver.close(reason);
	}
}
