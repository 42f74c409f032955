import type {Digest} from '../core/node.js';
import type {Path} from '../core/path.js';
import type {Content} from '../disk/replica.js';
import {malformed} from '../protocol/malformed.js';
import type {Want} from '../protocol/messages.js';
import type {Send} from './chunk-sender.js';
import type {Offer, OfferResults, Sender} from './sender.js';

export type WantRequest = {
	readonly want: Want;
	readonly sender: Sender;
	/** Where a content lies now, preferably at the path given; undefined when it is nowhere. */
	readonly resolve: (path: Path, digest: Digest) => Content | undefined;
	readonly send: Send;
};

/** Contents a peer may have asked for without having got them: bounds the memory that asking costs us (attack A34). */
export const wantedLimit = 200_000;

/**
Sends what a peer asked for, and says `unavailable` of what is no longer there. Resolves when each item has been sent or refused. Throws
`FsyncError` (protocol) when the peer asks for far more than it takes.
*/
export async function answerWant({want, sender, resolve, send}: WantRequest): Promise<OfferResults> {
	if (sender.queued() + want.items.length > wantedLimit) {
		throw malformed(`wants of more than ${wantedLimit} contents at once`);
	}

	const offers: Offer[] = [];
	for (const {path, digest, size, base} of want.items) {
		const content = resolve(path, digest);
		if (content?.node.digest === digest && content.node.size === size) {
			offers.push(base === undefined ? content : {...content, base});
		} else {
			await send({
				type: 'unavailable', path, digest, reason: 'changed',
			});
		}
	}

	return sender.offer(offers);
}
