import {FsyncError} from '../fault.js';
import type {HeaderReader} from './header-reader.js';
import {
	decodeChunking,
	decodeHead,
	encodeChunking,
	encodeDigest,
	encodeHead,
} from './head-codec.js';
import {limits} from './limits.js';
import type {Plain} from './message-pack.js';
import {
	protocolVersion,
	type Acknowledge,
	type Hello,
	type Ping,
	type Pong,
	type Refusal,
	type RefusalCode,
	type Welcome,
} from './messages.js';
import {encodeSentence} from './result-codec.js';
import {encodeText} from './text-codec.js';

/** Messages that begin, keep and end a connection. The version always comes first, so that any two versions can tell each other apart. */

const refusalCodes = [
	'version', 'chunking', 'not-paired', 'forbidden', 'busy', 'halted', 'protocol', 'limit', 'internal',
] as const satisfies readonly RefusalCode[];
const bases = ['commits', 'listing'] as const;
const name = {minimum: 1, maximum: limits.nameBytes};

export function encodeHello(hello: Hello): Plain[] {
	return [
		hello.version,
		encodeChunking(hello.chunking),
		encodeText(hello.device),
		encodeText(hello.share),
		encodeText(hello.session),
		hello.head && encodeHead(hello.head),
		hello.proof && [encodeText(hello.proof.invite), encodeDigest(hello.proof.mac)],
	];
}

export function decodeHello(reader: HeaderReader): Hello {
	return {
		type: 'hello',
		version: decodeVersion(reader),
		chunking: decodeChunking(reader, 'chunking'),
		device: reader.name('device', name),
		share: reader.name('share', name),
		session: reader.name('session', name),
		...reader.has() && {head: decodeHead(reader, 'head')},
		...reader.has() && {proof: decodeProof(reader)},
	};
}

function decodeProof(parent: HeaderReader) {
	const reader = parent.nested('proof');
	return {invite: reader.name('invite', name), mac: reader.digest('mac')};
}

function decodeVersion(reader: HeaderReader): number {
	const version = reader.integer('version');
	if (version !== protocolVersion) {
		throw new FsyncError('version', `The two sides speak different versions of the protocol (${version} and ${protocolVersion}): update the older of the two.`);
	}

	return version;
}

export function encodeWelcome(welcome: Welcome): Plain[] {
	return [
		welcome.version,
		encodeText(welcome.device),
		encodeText(welcome.share),
		encodeHead(welcome.head),
		bases.indexOf(welcome.basis),
		welcome.isReadOnly,
		welcome.isFolding,
		Math.round(welcome.freeBytes),
		Math.round(welcome.diskBytes),
		Math.round(welcome.wallMilliseconds),
	];
}

export function decodeWelcome(reader: HeaderReader): Welcome {
	return {
		type: 'welcome',
		version: decodeVersion(reader),
		device: reader.name('device', name),
		share: reader.name('share', name),
		head: decodeHead(reader, 'head'),
		basis: reader.choice('basis', bases),
		isReadOnly: reader.boolean('read-only'),
		isFolding: reader.boolean('folding'),
		freeBytes: reader.integer('free bytes'),
		diskBytes: reader.integer('bytes of the disk'),
		wallMilliseconds: decodeWall(reader),
	};
}

export function encodeRefusal({code, message}: Refusal): Plain[] {
	return [refusalCodes.indexOf(code), encodeSentence(message)];
}

export function decodeRefusal(reader: HeaderReader): Refusal {
	return {type: 'refusal', code: reader.choice('code', refusalCodes), message: reader.text('message', {maximum: limits.sentenceBytes})};
}

export function encodeAcknowledge({head}: Acknowledge): Plain[] {
	return [encodeHead(head)];
}

export function decodeAcknowledge(reader: HeaderReader): Acknowledge {
	return {type: 'acknowledge', head: decodeHead(reader, 'head')};
}

export function encodePing({nonce}: Ping): Plain[] {
	return [nonce];
}

export function decodePing(reader: HeaderReader): Ping {
	return {type: 'ping', nonce: reader.integer('nonce')};
}

export function encodePong({nonce, wallMilliseconds}: Pong): Plain[] {
	return [nonce, Math.round(wallMilliseconds)];
}

export function decodePong(reader: HeaderReader): Pong {
	return {type: 'pong', nonce: reader.integer('nonce'), wallMilliseconds: decodeWall(reader)};
}

function decodeWall(reader: HeaderReader): number {
	return reader.integer('clock', {minimum: Number.MIN_SAFE_INTEGER});
}
