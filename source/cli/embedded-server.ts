import {loadOrCreateIdentity, type Identity} from '../engine/protocol/identity.js';
import type {RemoteAddress} from '../engine/session/options.js';
import {systemClock} from '../engine/system-clock.js';
import {startServer} from '../server/index.js';
import {openAccessStore} from '../store/access-store.js';
import {
	accessFolder,
	identityFolder,
	shareFolder,
	type Home,
} from '../store/home.js';
import {openShareStore} from '../store/share-store.js';
import {deviceName} from './context.js';
import type {Tuning} from './invocation.js';

const loopback = '127.0.0.1';

export type EmbeddedServerOptions = {
	/** The server's own state: it is another device than its client, with its own key and its own list of who may come in. */
	readonly home: Home;
	readonly serverName: string;
	readonly share: string;
	readonly root: string;
	readonly client: Identity;
	readonly tuning: Tuning;
};

export type EmbeddedServer = {readonly address: RemoteAddress; close(): Promise<void>};

/** Starts a server for one folder in this process, reached over TLS on this machine alone; the client is paired with it from the start. */
export async function openEmbeddedServer({home, serverName, share, root, client, tuning}: EmbeddedServerOptions): Promise<EmbeddedServer> {
	const identity = await loadOrCreateIdentity(identityFolder(home));
	const access = await openAccessStore(accessFolder(home));
	await access.addDevice({
		id: client.id, name: deviceName(), share: '*', access: 'read-write', addedMilliseconds: systemClock.wallMilliseconds(),
	});
	const server = await startServer({
		...tuning,
		host: loopback,
		port: 0,
		identity,
		deviceName: serverName,
		access,
		shares: [{
			name: share, root, isReadOnly: false, store: await openShareStore(shareFolder(home, root)),
		}],
		clock: systemClock,
		onEvent: () => undefined,
	});
	return {
		address: {
			host: loopback, port: server.port, share, peer: identity.id,
		},
		close: async () => server.close(),
	};
}
