import {constants, type X509Certificate} from 'node:crypto';
import {connect as connectTcp, type Socket} from 'node:net';
import {connect as connectTls, type ConnectionOptions, type TLSSocket} from 'node:tls';
import type {Clock} from '../clock.js';
import {FsyncError} from '../fault.js';
import type {ConnectionTiming} from './heartbeat.js';
import {identityId, shownId, type Identity} from './identity.js';
import {exporterBytes, exporterLabel, type ChannelBinding} from './pairing.js';
import {PeerConnection} from './peer-connection.js';
import {socketTransport} from './socket-transport.js';

const appProtocol = 'fsync-tui/1';
const connectMilliseconds = 10_000;
const keepAliveMilliseconds = 30_000;

/** An open connection, and what binds a proof to its TLS channel. */
export type Channel = {readonly connection: PeerConnection; readonly binding: ChannelBinding};

/**
What both ends ask of TLS: version 1.3 alone, a certificate from each side, our protocol's name, and no tickets (a resumed session would
come in without showing its key, fact M10). The pin is the check, so nobody's authorities are asked.
*/
export function tlsOptions(identity: Identity) {
	return {
		key: identity.key,
		cert: identity.certificate,
		minVersion: 'TLSv1.3',
		maxVersion: 'TLSv1.3',
		// AES-128-GCM is the fastest here (design §5); connections are renewed long before its limits.
		ciphers: 'TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256',
		ecdhCurve: 'X25519:P-256',
		sigalgs: 'ecdsa_secp256r1_sha256',
		ALPNProtocols: [appProtocol],
		secureOptions: constants.SSL_OP_NO_TICKET,
		rejectUnauthorized: false,
	} as const satisfies ConnectionOptions;
}

/** The peer's device id after a handshake; undefined when it is not one of us (no certificate, another protocol, an older TLS). */
export function peerId(socket: TLSSocket): string | undefined {
	const certificate: X509Certificate | undefined = socket.getPeerX509Certificate();
	return !certificate || socket.alpnProtocol !== appProtocol || socket.getProtocol() !== 'TLSv1.3' ? undefined : identityId(certificate);
}

export type ChannelOptions = {
	readonly socket: TLSSocket;
	/** The TCP socket below. */
	readonly raw: Socket;
	readonly identity: Identity;
	readonly peer: string;
	readonly isServer: boolean;
	/** How people would name the other end. */
	readonly address: string;
	readonly clock: Clock;
	readonly timing?: Partial<ConnectionTiming>;
	readonly firstFrameBytes?: number;
};

/** A connection over a socket whose handshake is done and whose peer's id has been checked. Reads from now on. */
export function openChannel(options: ChannelOptions): Channel {
	const {socket, raw, identity, peer, isServer} = options;
	raw.setNoDelay(true);
	raw.setKeepAlive(true, keepAliveMilliseconds);
	const binding = {
		exporter: socket.exportKeyingMaterial(exporterBytes, exporterLabel, Buffer.alloc(0)),
		server: isServer ? identity.id : peer,
		client: isServer ? peer : identity.id,
	};
	return {connection: new PeerConnection({...options, transport: socketTransport(socket, raw)}), binding};
}

export type ConnectOptions = {
	readonly host: string;
	readonly port: number;
	/** Device id that the server must have; nothing is sent to any other. */
	readonly peer: string;
	readonly identity: Identity;
	readonly clock: Clock;
	readonly signal?: AbortSignal;
	readonly timing?: Partial<ConnectionTiming>;
	readonly connectMilliseconds?: number;
	/** Address of this machine to come from. */
	readonly localAddress?: string;
};

/**
Reaches a server. Throws `FsyncError`: `unreachable` (worth another try), `wrong-identity` (somebody else answers), or `protocol`
(what answers does not speak our protocol).
*/
export async function connect(options: ConnectOptions): Promise<Channel> {
	const {host, port, identity, localAddress} = options;
	const deadline = startDeadline(options);
	const raw = connectTcp({host, port, ...localAddress !== undefined && {localAddress}});
	// TLS begins on an open connection only: until then the TCP socket may be destroyed, from then on only the TLS socket (see socketTransport).
	let socket: Socket = raw;
	try {
		await deadline.orOpen(raw, 'connect');
		const secure = connectTls({...tlsOptions(identity), socket: raw, checkServerIdentity: () => undefined});
		socket = secure;
		await deadline.orOpen(secure, 'secureConnect');
		return openVerified(options, raw, secure);
	} catch (error) {
		socket.destroy();
		throw error;
	} finally {
		deadline.cancel();
	}
}

function openVerified(options: ConnectOptions, raw: Socket, socket: TLSSocket): Channel {
	const address = addressOf(options);
	const id = peerId(socket);
	if (id === undefined) {
		throw foreign(address);
	}

	if (id !== options.peer) {
		throw new FsyncError('wrong-identity', `${address} is not the server that was paired: its id is ${shownId(id)}, expected was ${shownId(options.peer)}. Nothing was sent. If the server was set up anew, pair again with a new invite.`);
	}

	return openChannel({
		...options, socket, raw, address, isServer: false,
	});
}

/** Limits the whole of connecting, by time and by the caller's signal. */
function startDeadline(options: ConnectOptions) {
	const {clock, signal} = options;
	const address = addressOf(options);
	const {promise: expired, reject} = Promise.withResolvers<never>();
	// It may expire while nobody waits.
	expired.catch(() => undefined);
	const limit = options.connectMilliseconds ?? connectMilliseconds;
	const cancelTimer = clock.after(limit, () => {
		reject(new FsyncError('unreachable', `${address} did not answer within ${limit / 1000} s. Check that the server runs and can be reached.`));
	});
	const abort = () => {
		reject(new FsyncError('unreachable', `Connecting to ${address} was cancelled.`));
	};

	signal?.addEventListener('abort', abort);
	if (signal?.aborted) {
		abort();
	}

	return {
		/** Resolves with the socket's event, rejects with the reason why it will not come. */
		async orOpen(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
			await Promise.race([expired, opened(socket, event, address)]);
		},
		cancel() {
			cancelTimer();
			signal?.removeEventListener('abort', abort);
		},
	};
}

async function opened(socket: Socket, event: 'connect' | 'secureConnect', address: string): Promise<void> {
	return new Promise((resolve, reject) => {
		// Stays for good: a destroyed socket may still fail, and an error nobody listens to ends the process.
		socket.on('error', (error: NodeJS.ErrnoException) => {
			reject(connectFault(address, error));
		});
		socket.once('close', () => {
			reject(new FsyncError('unreachable', `${address} closed the connection before it was set up. It may be busy or may not be fsync-tui.`));
		});
		socket.once(event, resolve);
	});
}

const sentences: Readonly<Record<string, string>> = {
	ECONNREFUSED: 'Nothing listens there: check that the server runs and that the port is right.',
	ENOTFOUND: 'The host name is not known: check its spelling.',
	EAI_AGAIN: 'The host name could not be looked up: check the network.',
	EHOSTUNREACH: 'There is no way to that host: check the network.',
	ENETUNREACH: 'There is no way to that network: check the network.',
	ETIMEDOUT: 'It did not answer: check that the server runs and can be reached.',
	ECONNRESET: 'It closed the connection: it may be busy.',
};

function connectFault(address: string, error: NodeJS.ErrnoException): FsyncError {
	const code = error.code ?? '';
	if (code.startsWith('ERR_SSL') || code === 'EPROTO') {
		return foreign(address, error);
	}

	const sentence = sentences[code] ?? `The system says ${code === '' ? error.message : code}.`;
	return new FsyncError('unreachable', `${address} cannot be reached. ${sentence}`, {cause: error});
}

function foreign(address: string, cause?: Error): FsyncError {
	return new FsyncError('protocol', `${address} answers, but it does not speak ${appProtocol}: check the port, and that fsync-tui runs there.`, {cause});
}

function addressOf({host, port}: ConnectOptions): string {
	return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
