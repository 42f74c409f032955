import {FsyncError} from '../engine/fault.js';
import {shownId} from '../engine/protocol/identity.js';
import {openAccessStore, type AccessStore, type DeviceRecord} from '../store/access-store.js';
import {accessFolder} from '../store/home.js';
import {cleanText} from '../ui/text/clean-text.js';
import type {Context} from './context.js';
import {exitCode, type ExitCode} from './exit-codes.js';

const dateOf = (milliseconds: number | undefined) => milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();

function describe({id, name, share, access, addedMilliseconds, lastSeen: sighting}: DeviceRecord) {
	const [added, lastSeen] = [dateOf(addedMilliseconds), dateOf(sighting?.milliseconds)];
	return {
		type: 'device', device: id, name, share, access, added, ...(lastSeen !== undefined && {lastSeen}),
	};
}

/** Lists the devices that may connect to this machine. */
export async function runDevices({home, report}: Context): Promise<ExitCode> {
	const access = await openAccessStore(accessFolder(home));
	const devices = await access.devices();
	for (const device of devices) {
		const {id, name, share, lastSeen} = device;
		const seen = dateOf(lastSeen?.milliseconds);
		report.result(`${shownId(id)}  ${cleanText(name)}  share ${cleanText(share)}, ${device.access}, ${seen === undefined ? 'never seen' : `last seen ${seen}`}`, describe(device));
	}

	if (devices.length === 0) {
		report.say('No device may connect to this machine yet: fsync-tui invite prints a line that pairs one.');
	}

	return exitCode.inSync;
}

/** Takes a device's right to connect away, named by its id, the start of it, or its name. A running server closes its connections. */
export async function runRevoke(wanted: string, {home, report}: Context): Promise<ExitCode> {
	const access = await openAccessStore(accessFolder(home));
	const device = await findDevice(access, wanted);
	await access.removeDevice(device.id);
	report.result(`revoked: ${shownId(device.id)}  ${cleanText(device.name)}`, {...describe(device), type: 'revoked'});
	return exitCode.inSync;
}

async function findDevice(access: AccessStore, wanted: string): Promise<DeviceRecord> {
	const start = wanted.replaceAll('-', '').toLowerCase();
	const devices = await access.devices();
	const found = devices.filter(({id, name}) => name === wanted || (start.length >= 4 && id.startsWith(start)));
	if (found.length === 1) {
		return found[0]!;
	}

	throw new FsyncError('usage', found.length === 0
		? `There is no device '${wanted}': fsync-tui devices lists them.`
		: `'${wanted}' means ${found.length} devices: give the start of one's id (fsync-tui devices lists them).`);
}
