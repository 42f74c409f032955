import {FsyncError} from '../fault.js';
import type {Head} from '../protocol/messages.js';
import type {Carried, CarriedBy} from './carry-out.js';
import type {Link} from './link.js';
import type {SessionStore} from './session-store.js';

export type Settling = Pick<CarriedBy, 'view' | 'link'> & {
	readonly store: SessionStore;
	/** What has been carried out counts in memory from now on, whether or not the disk has room to write it down: otherwise it would be somebody else's work to the next pass. */
	readonly keep: (carried: Pick<Carried, 'ancestor' | 'local'>) => void;
};

/** The ancestor is durable before the journal goes, and the server hears of it last. */
export async function settle({store, view, link, keep}: Settling, {ancestor, local}: Carried, isJournalled: boolean): Promise<void> {
	keep({ancestor, local});
	const {head} = view;
	await store.saveTrees({
		ancestor, local, remote: view.tree, head,
	});
	if (isJournalled) {
		await store.saveJournal(undefined);
	}

	if (head) {
		await tell(link, head);
	}
}

/** What is saved counts, even if the line breaks before the server hears of it: the next greeting names the head. */
async function tell(link: Link, head: Head): Promise<void> {
	try {
		await link.acknowledge(head);
	} catch (error) {
		if (!(error instanceof FsyncError)) {
			throw error;
		}
	}
}
