import type {Mode} from '../core/plan.js';
import {FsyncError} from '../fault.js';

/** What is left of a mode when the share may only be read. */
export function modeForReaders(mode: Mode): Mode {
	if (mode === 'push' || mode === 'mirror-push') {
		throw new FsyncError('forbidden', `This share is read-only for this device, so --mode ${mode} cannot do anything. Ask the server's owner for an invite that may write.`);
	}

	return mode === 'two-way' ? 'pull' : mode;
}
