import {existsSync} from 'node:fs';
import {basename} from 'node:path';
import {FsyncError} from '../engine/fault.js';
import {parseInvite, type Invite} from '../engine/protocol/pairing.js';
import type {SessionRecord} from '../engine/session/session-store.js';
import {vaultRoot, type Home} from '../store/home.js';
import {
	defaultShare,
	formatHostPort,
	shareNameFor,
	type HostPort,
} from './address.js';
import {parseRemote, type Remote} from './remote.js';

/** How to reach the other end; `peer` is the server's device id where it is known. */
export type Target =
	| {readonly kind: 'vault'; readonly name: string}
	| {readonly kind: 'server'; readonly address: HostPort; readonly share: string; readonly peer?: string; readonly invite?: Pick<Invite, 'id' | 'secret'>};

/** The session that a command line means. Without a record it is a new one. */
export type Choice = {readonly record?: SessionRecord; readonly target: Target};

/** The remote as a session remembers it. */
export function nameOfTarget(target: Target): string {
	return target.kind === 'vault' ? `vault:${target.name}` : `${formatHostPort(target.address)}/${target.share}`;
}

const sentenceFor = ({folder, remote}: SessionRecord) => `fsync-tui ${folder} ${remote}`;

/** The only saved session (of a folder, if one is given); undefined when there is none. Several are for a person to choose from. */
export function onlySession(records: readonly SessionRecord[], where: string): SessionRecord | undefined {
	if (records.length > 1) {
		const list = records.map(record => `\n  ${sentenceFor(record)}`).join('');
		throw new FsyncError('usage', `There are ${records.length} saved sessions${where}; say which one:${list}`);
	}

	return records[0];
}

/** Which session a folder and a remote mean. `records` are the folder's own sessions, `all` those of this machine. */
export type ChoiceInput = {
	readonly home: Home;
	readonly folder: string;
	readonly remote: Remote | undefined;
	readonly all: readonly SessionRecord[];
};

export function chooseSession({home, folder, remote, all}: ChoiceInput): Choice {
	const own = all.filter(record => record.folder === folder);
	if (remote === undefined) {
		const record = onlySession(own, ` of ${folder}`);
		return record ? choiceOf(record) : {target: newVault(home, folder, all)};
	}

	switch (remote.kind) {
		case 'vault': {
			return chooseVault({
				home, folder, remote, all,
			});
		}

		case 'invite': {
			return chooseInvited(parseInvite(remote.line), own);
		}

		case 'server': {
			return chooseServer(remote, own, all);
		}
	}
}

/** A saved session as it is. */
export function choiceOf(record: SessionRecord): Choice {
	const remote = parseRemote(record.remote);
	if (remote.kind === 'vault') {
		return {record, target: {kind: 'vault', name: remote.name ?? defaultShare}};
	}

	if (remote.kind === 'invite') {
		throw new FsyncError('store', `The saved session of ${record.folder} names no server: give the remote again.`);
	}

	const {address, share = defaultShare} = remote;
	return {
		record,
		target: {
			kind: 'server', address, share, ...(record.peer !== undefined && {peer: record.peer}),
		},
	};
}

/** A name that no other folder's vault has: a vault that is left over is never merged into another folder by accident. */
function newVault(home: Home, folder: string, all: readonly SessionRecord[]): Target {
	const stem = shareNameFor(basename(folder));
	const taken = (name: string) => all.some(({remote}) => remote === `vault:${name}`) || existsSync(vaultRoot(home, name));
	let name = stem;
	for (let count = 2; taken(name); count++) {
		name = `${stem}-${count}`;
	}

	return {kind: 'vault', name};
}

function chooseVault({home, folder, remote, all}: ChoiceInput & {readonly remote: Extract<Remote, {kind: 'vault'}>}): Choice {
	const own = all.filter(record => record.folder === folder);
	const fitting = own.filter(record => remote.name === undefined ? record.remote.startsWith('vault:') : record.remote === `vault:${remote.name}`);
	const record = onlySession(fitting, ` of ${folder} with a vault`);
	return record ? choiceOf(record) : {target: remote.name === undefined ? newVault(home, folder, all) : {kind: 'vault', name: remote.name}};
}

function chooseInvited({host, port, share, server: peer, id, secret}: Invite, own: readonly SessionRecord[]): Choice {
	const target: Target = {
		kind: 'server', address: {host, port}, share, peer, invite: {id, secret},
	};
	const record = own.find(({remote}) => remote === nameOfTarget(target));
	return record ? {record, target} : {target};
}

function chooseServer({address, share}: Extract<Remote, {kind: 'server'}>, own: readonly SessionRecord[], all: readonly SessionRecord[]): Choice {
	const isThere = (record: SessionRecord) => record.remote.startsWith(`${formatHostPort(address)}/`);
	const met = all.filter(record => isThere(record));
	const name = meantShare(share, met);
	const atServer = own.filter(record => isThere(record));
	const fitting = share === undefined ? atServer : atServer.filter(record => shareOf(record) === name);
	const record = onlySession(fitting, ` of ${formatHostPort(address)}`);
	if (record) {
		return choiceOf(record);
	}

	// The same server is the same device whichever folder it was met for.
	const peer = met.find(other => other.peer !== undefined)?.peer;
	return {
		target: {
			kind: 'server', address, share: name, ...(peer !== undefined && {peer}),
		},
	};
}

const shareOf = ({remote}: SessionRecord) => remote.slice(remote.lastIndexOf('/') + 1);

/** No name, or `default`, means the only share that this machine knows of that server, if there is just one. */
function meantShare(share: string | undefined, met: readonly SessionRecord[]): string {
	const known = new Set(met.map(record => shareOf(record)));
	const [only] = known;
	const isOpen = share === undefined || (share === defaultShare && !known.has(share));
	return isOpen && known.size === 1 ? only! : share ?? defaultShare;
}
