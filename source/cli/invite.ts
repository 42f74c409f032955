import {randomBytes} from 'node:crypto';
import {FsyncError} from '../engine/fault.js';
import {loadOrCreateIdentity} from '../engine/protocol/identity.js';
import {formatInvite} from '../engine/protocol/pairing.js';
import {systemClock} from '../engine/system-clock.js';
import {advertisedHost} from '../server/advertised-host.js';
import {openAccessStore} from '../store/access-store.js';
import {accessFolder, identityFolder} from '../store/home.js';
import {defaultShare} from './address.js';
import type {Context} from './context.js';
import {exitCode, type ExitCode} from './exit-codes.js';
import type {Invocation} from './invocation.js';
import {isRunning, loadServed, type Served} from './served.js';

const validMilliseconds = 10 * 60 * 1000;

/** Prints a new invite line for a share that this machine serves. */
export async function runInvite({share, isReadOnly}: Extract<Invocation, {command: 'invite'}>, {home, report}: Context): Promise<ExitCode> {
	const served = await loadServed(home);
	const {name} = chooseShare(served, share);
	const identity = await loadOrCreateIdentity(identityFolder(home));
	const access = await openAccessStore(accessFolder(home));
	const [id, secret] = [randomBytes(8).toString('hex'), randomBytes(16).toString('hex')];
	const expiresMilliseconds = systemClock.wallMilliseconds() + validMilliseconds;
	await access.saveInvite({
		id, secret, share: name, access: isReadOnly ? 'read-only' : 'read-write', expiresMilliseconds, failedProofs: 0,
	});

	const line = formatInvite({
		host: advertisedHost(served!.host), port: served!.port, share: name, server: identity.id, id, secret,
	});
	report.result(line, {
		type: 'invite', share: name, invite: line, access: isReadOnly ? 'read-only' : 'read-write', expires: new Date(expiresMilliseconds).toISOString(),
	});
	report.say(`It pairs one device, once, within ten minutes. On the other machine: fsync-tui FOLDER '${line.slice(0, 24)}…'${isRunning(served!) ? '' : '. The server is not running now: start it before.'}`);
	return exitCode.inSync;
}

type ServedShare = Served['shares'][number];

function chooseShare(served: Served | undefined, wanted: string | undefined): ServedShare {
	const shares = served?.shares ?? [];
	const names = shares.map(({name}) => name).join(', ');
	if (shares.length === 0) {
		throw new FsyncError('usage', 'This machine serves no share yet: start fsync-tui --server FOLDER first.');
	}

	if (wanted === undefined && shares.length > 1) {
		throw new FsyncError('usage', `This machine serves several shares: say which one, fsync-tui invite SHARE (${names}).`);
	}

	const found = shares.find(({name}) => name === wanted) ?? (wanted === undefined || wanted === defaultShare ? shares[0] : undefined);
	if (!found) {
		throw new FsyncError('usage', `This machine serves no share '${wanted}': give one of ${names}.`);
	}

	return found;
}
