import type {Digest} from '../core/node.js';
import type {
	Offer,
	OfferResult,
	OfferResults,
	Sender,
} from '../transfer/sender.js';

/**
Contents that were sent on one line before a plan has asked for them. Each counts for one offer: once it is published it is not in the server's stage any more, and if the
server has lost it before, the step that needs it is stale and the next pass sends it.
*/
export class SentAhead {
	readonly #sender: Pick<Sender, 'offer'>;
	/** Those that are on their way or have arrived, and the results of the call that has sent them. */
	readonly #sent = new Map<Digest, Promise<OfferResults>>();

	constructor(sender: Pick<Sender, 'offer'>) {
		this.#sender = sender;
	}

	async offer(contents: readonly Offer[]): Promise<OfferResults> {
		const fresh = contents.filter(({node}) => !this.#sent.has(node.digest));
		const sending = this.#sender.offer(fresh);
		for (const {node: {digest}} of fresh) {
			this.#sent.set(digest, sending);
		}

		let results: OfferResults = new Map();
		try {
			results = await sending;
			return results;
		} finally {
			for (const {node: {digest}} of fresh) {
				if (results.get(digest) !== 'sent' && this.#sent.get(digest) === sending) {
					this.#sent.delete(digest);
				}
			}
		}
	}

	/** Sends what has not been sent ahead, and waits for the rest. */
	async offerRest(contents: readonly Offer[]): Promise<OfferResults> {
		if (this.#sent.size === 0) {
			return this.#sender.offer(contents);
		}

		const rest = contents.filter(({node}) => !this.#sent.has(node.digest));
		const [sent, ahead] = await Promise.all([
			rest.length === 0 ? [] : this.#sender.offer(rest),
			Promise.all(contents.map(async content => this.#take(content))),
		]);
		const results = new Map([...sent, ...ahead.flat()]);
		const unread = contents.filter(({node}) => !results.has(node.digest));
		return unread.length === 0 ? results : new Map([...results, ...await this.#sender.offer(unread)]);
	}

	/** How a content that was sent ahead has ended, if that says anything. */
	async #take({node: {digest}}: Offer): Promise<Array<[Digest, OfferResult]>> {
		const sending = this.#sent.get(digest);
		this.#sent.delete(digest);
		// Why it could not be sent is found out by whoever sends it now.
		const results = await sending?.catch(() => undefined);
		const result = results?.get(digest);
		// What could not be read may be read elsewhere, or again.
		return result === undefined || result === 'changed' || result === 'unreadable' ? [] : [[digest, result]];
	}
}
