import {createHmac, timingSafeEqual} from 'node:crypto';
import {FsyncError} from '../fault.js';
import {limits} from './limits.js';

/** What an invite line says: where the server is, who it is, and the one-time secret that lets a device in. */
export type Invite = {
	readonly host: string;
	readonly port: number;
	readonly share: string;
	/** Device id of the server, hex: its key is pinned from the first connection on. */
	readonly server: string;
	/** Names the invite: 16 hex digits. */
	readonly id: string;
	/** 128 random bits, hex. */
	readonly secret: string;
};

/** What both ends of one TLS channel know and nobody in the middle of two can make equal (RFC 9266 uses an exporter the same way). */
export type ChannelBinding = {
	/** 32 bytes exported from the TLS session. */
	readonly exporter: Uint8Array;
	/** Device ids, hex. */
	readonly server: string;
	readonly client: string;
};

export const exporterLabel = 'EXPORTER-fsync-pair-1';
export const exporterBytes = 32;
const proofContext = 'fsync-pair-1';
const scheme = 'fsync1';
const idBytes = 32;
const secretBytes = 16;

/** One line without blanks: `fsync1:host:port:share:server:invite:secret`; fields that later versions append are ignored by this one. */
export function formatInvite({host, port, share, server, id, secret}: Invite): string {
	const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64url');
	return [scheme, host.includes(':') ? `[${host}]` : host, port, encodeURIComponent(share), base64(server), id, base64(secret)].join(':');
}

/** Reads an invite line. Throws `FsyncError` (usage) that says which part is wrong. */
export function parseInvite(line: string): Invite {
	const text = line.trim();
	if (!text.startsWith(`${scheme}:`)) {
		throw unusable(/^fsync\d+:/v.test(text) ? 'it was made by a newer version of fsync-tui, so update this one' : `it does not start with ${scheme}:`);
	}

	const {host, rest} = takeHost(text.slice(scheme.length + 1));
	const [port = '', share = '', server = '', id = '', secret = ''] = rest.split(':', 5);
	return {
		host,
		port: parsePort(port),
		share: parseShare(share),
		server: parseBytes(server, idBytes, 'the server\'s id'),
		id: parseId(id),
		secret: parseBytes(secret, secretBytes, 'the secret'),
	};
}

function takeHost(text: string): {host: string; rest: string} {
	const match = /^(?:\[(?<six>[\d.:A-Fa-f]+)\]|(?<name>[\p{Letter}\p{Number}\-._]{1,255})):(?<rest>.*)$/v.exec(text);
	if (!match?.groups) {
		throw unusable('its host is missing or not a host name');
	}

	const {six, name, rest} = match.groups;
	return {host: (six ?? name)!, rest: rest!};
}

function parsePort(text: string): number {
	const port = Number(text);
	if (!/^\d{1,5}$/v.test(text) || port === 0 || port > 65_535) {
		throw unusable('its port is not a number from 1 to 65535');
	}

	return port;
}

function parseShare(text: string): string {
	let share = '';
	try {
		share = decodeURIComponent(text);
	} catch {
		// Falls through to the same sentence as an empty name.
	}

	if (share === '' || Buffer.byteLength(share) > limits.nameBytes || /\p{Control}/v.test(share)) {
		throw unusable('its share\'s name is missing or damaged');
	}

	return share;
}

function parseBytes(text: string, length: number, what: string): string {
	const bytes = Buffer.from(text, 'base64url');
	if (bytes.length !== length || bytes.toString('base64url') !== text) {
		throw unusable(`${what} is incomplete or damaged`);
	}

	return bytes.toString('hex');
}

function parseId(text: string): string {
	if (!/^[\da-f]{16}$/v.test(text)) {
		throw unusable('its number is incomplete or damaged');
	}

	return text;
}

function unusable(reason: string): FsyncError {
	return new FsyncError('usage', `The invite line cannot be used: ${reason}. Copy the whole line that the server printed, in quotes.`);
}

/**
Proves knowledge of an invite's secret on one TLS channel and for one share: hex of HMAC-SHA256 (RFC 2104). Worthless on any other
channel, so that nobody can relay or replay it (attacks A25, A27).
*/
export function proveInvite(secret: string, share: string, {exporter, server, client}: ChannelBinding): string {
	return createHmac('sha256', Buffer.from(secret, 'hex'))
		.update(proofContext)
		.update(exporter)
		.update(Buffer.from(server, 'hex'))
		.update(Buffer.from(client, 'hex'))
		.update(share)
		.digest('hex');
}

/** Compares two proofs (hex) without telling by the time it takes how much of them agrees. */
export function sameProof(expected: string, given: string): boolean {
	const [a, b] = [Buffer.from(expected, 'hex'), Buffer.from(given, 'hex')];
	return a.length === b.length && timingSafeEqual(a, b);
}
