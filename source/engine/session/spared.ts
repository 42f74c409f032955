import type {Digest} from '../core/node.js';
import type {Operation} from '../core/operation.js';

/**
Steps of a batch whose content does not have to travel: the other side has it in another file, or it comes once for several of them.
For the totals on the screen only.
*/
export function sparedOf(batch: readonly Operation[], isKnown: (digest: Digest) => boolean): ReadonlySet<Operation> {
	const seen = new Set<Digest>();
	return new Set(batch.filter(operation => {
		if (operation.kind !== 'put' || operation.node.kind !== 'file') {
			return false;
		}

		const {node: {digest}, expected} = operation;
		if (expected?.kind === 'file' && expected.digest === digest) {
			return false;
		}

		const isSpared = seen.has(digest) || isKnown(digest);
		seen.add(digest);
		return isSpared;
	}));
}
