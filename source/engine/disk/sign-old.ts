import {makeSignature} from '../content/signature.js';
import type {FileSystem} from './file-system.js';
import type {FileBytes} from './replica.js';
import {ShareReader} from './stage-source.js';

/** Signs stretches of this root's files, one signature after the other; those that cannot be read are left out of `places`. */
export function signOld(files: FileSystem, olds: ReadonlyArray<readonly FileBytes[]>): {readonly places: number[]; readonly packed: Uint8Array} {
	const share = new ShareReader(files);
	const places: number[] = [];
	const signatures: Uint8Array[] = [];
	try {
		for (const [place, old] of olds.entries()) {
			const bytes = share.join(old);
			if (!bytes) {
				continue;
			}

			places.push(place);
			signatures.push(makeSignature(bytes));
		}
	} finally {
		share.close();
	}

	// In memory of its own, so that it can be handed to another thread.
	return {places, packed: new Uint8Array(Buffer.concat(signatures))};
}
