import {connect} from 'node:net';
import {FsyncError} from '../engine/fault.js';
import {formatHostPort, type HostPort} from './address.js';

const patienceMilliseconds = 5000;

/**
Says why a server that this machine has never met cannot be synced with: nobody is there (`unreachable`), or somebody is but has not
invited this device (`not-paired`). Not a byte is sent: who answers is not known.
*/
export async function strangerFault(address: HostPort): Promise<FsyncError> {
	const name = formatHostPort(address);
	const error = await knock(address);
	return error === undefined
		? new FsyncError('not-paired', `This device is not paired with ${name}: run 'fsync-tui invite' there and paste the line that it prints in place of ${name}.`)
		: new FsyncError('unreachable', `${name} cannot be reached (${error}): look at the address, and start 'fsync-tui --server FOLDER' there.`);
}

async function knock({host, port}: HostPort): Promise<string | undefined> {
	const {promise, resolve} = Promise.withResolvers<string | undefined>();
	const socket = connect({host, port, timeout: patienceMilliseconds});
	socket.once('connect', () => {
		resolve(undefined);
	});
	socket.once('timeout', () => {
		resolve('no answer');
	});
	socket.once('error', (error: NodeJS.ErrnoException) => {
		resolve(error.code ?? error.message);
	});
	try {
		return await promise;
	} finally {
		socket.destroy();
	}
}
