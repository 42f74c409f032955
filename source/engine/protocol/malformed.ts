import {FsyncError} from '../fault.js';

/** The peer broke the protocol: `what` names the field and what is wrong with it. */
export function malformed(what: string, options?: ErrorOptions): FsyncError {
	return new FsyncError('protocol', `The peer sent something that is not valid fsync-tui traffic: ${what}. Both ends should run the same version; if they do, the peer is not to be trusted.`, options);
}
