import type {Digest, FileNode} from '../core/node.js';
import type {Tree} from '../core/tree.js';
import type {IgnoreRules, NamedFile} from '../disk/replica.js';
import type {ContentBook} from './content-book.js';
import {earlyChoice} from './early-choice.js';
import {EarlyQueue, type EarlyContent, type EarlySizes} from './early-queue.js';
import type {Line} from './line.js';
import {offerOf} from './offer-of.js';
import type {RemoteView} from './remote-view.js';

/** In bytes. */
export type EarlyLimits = EarlySizes & {
	/** Of contents of one chunk in one look: a server keeps them in its memory until a step publishes them. */
	readonly small: number;
	/** Of other contents in one look: of more than 10 GiB that wait in its stage for over an hour a server drops the oldest, and it keeps their recipes in its memory. */
	readonly large: number;
	/** The least that a content counts for in these: what both ends note of one that waits is more than a tiny one itself. */
	readonly each: number;
	/** On their way at once: as much as a batch of a push. */
	readonly underWay: number;
};

export const usualEarlyLimits: EarlyLimits = {
	worthwhile: 128 * 1024, message: 1024 * 1024, small: 32 * 1024 * 1024, large: 8 * (1024 ** 3), each: 1024, underWay: 24 * 1024 * 1024,
};

/** Files that were named before there was a line; what comes on top of these goes with the push. */
const mostNamed = 10_000;

export type EarlyOffersParts = {
	readonly view: Pick<RemoteView, 'tree'>;
	readonly book: ContentBook;
	readonly rules: Pick<IgnoreRules, 'fileNames'>;
	readonly limits: EarlyLimits;
	/** Whether anything may be sent at this moment. */
	readonly isAllowed: () => boolean;
};

const kindOf = ({recipe}: FileNode): 'small' | 'large' => recipe ? 'large' : 'small';

/** What both sides last agreed on, as the next plan will see it; undefined as long as nothing is to be sent. */
export type Agreed = () => Tree | undefined;

/** A line to a server that takes contents from this device, and the bytes that are on their way on it. */
type Lane = {readonly link: Pick<Line['link'], 'offerAhead'>; bytes: number};

/**
Has new contents sent while a look still goes on. They go into the server's stage under their digest; what becomes of them is up to the plan that follows the look, so that
nothing depends on whether one was sent, or has arrived. What is in doubt is left to the push.
*/
export class EarlyOffers {
	readonly #parts: EarlyOffersParts;
	readonly #queue: EarlyQueue;
	#lane: Lane | undefined;
	/** Present while a look goes on. */
	#agreed: Agreed | undefined;
	#named: NamedFile[] = [];
	/** What has been chosen in this look. */
	readonly #chosen = new Set<Digest>();
	/** What has been sent in this look. */
	#sent = {small: 0, large: 0};

	constructor(parts: EarlyOffersParts) {
		this.#parts = parts;
		this.#queue = new EarlyQueue(parts.limits);
	}

	/** There is a line: what has been named by now goes first. */
	open({link, welcome}: Pick<Line, 'link' | 'welcome'>): void {
		this.#lane = welcome.isReadOnly ? undefined : {link, bytes: 0};
		for (const file of this.#named.splice(0)) {
			this.#take(file);
		}
	}

	/** A look begins. Each file that it names is to be handed in. */
	begin(agreed: Agreed): (file: NamedFile) => void {
		this.#agreed = agreed;
		this.#sent = {small: 0, large: 0};
		return file => {
			if (this.#lane) {
				this.#take(file);
			} else if (this.#named.length < mostNamed) {
				this.#named.push(file);
			}
		};
	}

	/** The look is over: what has not been sent by now goes with the push. */
	end(): void {
		this.#agreed = undefined;
		this.#named = [];
		this.#queue.clear();
		this.#chosen.clear();
	}

	#take(file: NamedFile): void {
		const {view, rules, isAllowed} = this.#parts;
		const ancestor = this.#agreed?.();
		if (!ancestor || !this.#lane || !this.#hasRoom(file.node) || this.#chosen.has(file.node.digest) || !isAllowed()) {
			return;
		}

		const replaced = earlyChoice(file, {ancestor, remote: view.tree, ruleFiles: rules.fileNames ?? []});
		if (replaced && this.#queue.add({...file, ...replaced})) {
			this.#chosen.add(file.node.digest);
			this.#go();
		}
	}

	/** Sends what is ready as long as there is room on the line. */
	#go(): void {
		const {limits, isAllowed} = this.#parts;
		while (this.#lane && this.#lane.bytes < limits.underWay) {
			const contents = this.#queue.take();
			if (!contents) {
				return;
			}

			const unknown = isAllowed() ? this.#unknown(contents) : [];
			if (unknown.length > 0) {
				void this.#send(this.#lane, unknown);
			}
		}
	}

	/** Leaves out what the server has somewhere, what somebody has cancelled, and what would be too much for the server's memory. */
	#unknown(contents: readonly EarlyContent[]): readonly EarlyContent[] {
		const {view: {tree}, book} = this.#parts;
		const index = tree.children.size === 0 ? undefined : book.remote.at(tree);
		return contents.filter(({node}) => !index?.file(node.digest) && !book.cancelled.has(node.digest) && this.#isWithin(node));
	}

	/** Counts a content, if the limits of this look let it be sent. */
	#isWithin(node: FileNode): boolean {
		const isWithin = this.#hasRoom(node);
		this.#sent[kindOf(node)] += isWithin ? this.#costOf(node) : 0;
		return isWithin;
	}

	#hasRoom(node: FileNode): boolean {
		const kind = kindOf(node);
		return this.#sent[kind] + this.#costOf(node) <= this.#parts.limits[kind];
	}

	#costOf({size}: FileNode): number {
		return Math.max(size, this.#parts.limits.each);
	}

	async #send(lane: Lane, contents: readonly EarlyContent[]): Promise<void> {
		const {book, view: {tree: remote}} = this.#parts;
		const offers = contents.map(({path, node, base}) => offerOf({path, node}, base, {book, remote}));
		const bytes = contents.reduce((sum, {node}) => sum + node.size, 0);
		lane.bytes += bytes;
		try {
			for (const [digest, result] of await lane.link.offerAhead(offers)) {
				if (result === 'cancelled') {
					book.cancelled.add(digest);
				}
			}
		} catch {
			// The line has broken, or this side cannot be read. The look goes on: the push meets it too, or the next line sends what is missing.
			if (this.#lane === lane) {
				this.#lane = undefined;
			}
		}

		lane.bytes -= bytes;
		this.#go();
	}
}
