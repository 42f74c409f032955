import {FsyncError} from '../engine/fault.js';
import {
	defaultPort,
	isShareName,
	parseHostPort,
	type HostPort,
} from './address.js';

/** Invite lines of this version and of later ones; what they hold is read by the engine's protocol. */
const invitePattern = /^\s*fsync\d+:/v;

/** The other end as somebody wrote it. */
export type Remote =
	| {readonly kind: 'server'; readonly address: HostPort; readonly share?: string}
	| {readonly kind: 'invite'; readonly line: string}
	| {readonly kind: 'vault'; readonly name?: string};

const howTo = 'give host:port or host:port/share, an invite line (fsync1:…), or vault';

/** Reads `host:port[/share]`, an invite line or `vault[:name]`. */
export function parseRemote(text: string): Remote {
	if (invitePattern.test(text)) {
		return {kind: 'invite', line: text};
	}

	return text === 'vault' || text.startsWith('vault:') ? parseVault(text) : parseServer(text);
}

function parseServer(text: string): Remote {
	const slash = text.indexOf('/');
	const address = parseHostPort(slash === -1 ? text : text.slice(0, slash));
	const share = slash === -1 ? undefined : text.slice(slash + 1);
	if (!address || address.host === '' || address.port === 0) {
		const hint = /^[\w\-.]+$/v.test(text) ? ` (did you mean ${text}:${defaultPort}?)` : '';
		throw new FsyncError('usage', `The remote cannot be '${text}'${hint}: ${howTo}.`);
	}

	if (share !== undefined && !isShareName(share)) {
		throw new FsyncError('usage', `The share cannot be called '${share}': ${howTo}.`);
	}

	return {kind: 'server', address, ...(share !== undefined && {share})};
}

function parseVault(text: string): Remote {
	if (text === 'vault') {
		return {kind: 'vault'};
	}

	const name = text.slice('vault:'.length);
	if (!isShareName(name)) {
		throw new FsyncError('usage', `A vault cannot be called '${name}': use letters, digits, '.', '_' and '-'.`);
	}

	return {kind: 'vault', name};
}
