import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import type {Identity} from '../engine/protocol/identity.js';
import {vaultRoot, type Home} from '../store/home.js';
import {openEmbeddedServer, type EmbeddedServer} from './embedded-server.js';
import type {Tuning} from './invocation.js';

export type VaultOptions = {readonly home: Home; readonly name: string; readonly client: Identity; readonly tuning: Tuning};

/** Opens a vault: a folder in this user's state, served by this process to itself. */
export async function openVault({home, name, client, tuning}: VaultOptions): Promise<EmbeddedServer> {
	const root = vaultRoot(home, name);
	mkdirSync(root, {recursive: true, mode: 0o700});
	return openEmbeddedServer({
		home: {config: join(home.config, 'vault-server'), data: join(home.data, 'vault-server')},
		serverName: 'vault',
		share: name,
		root,
		client,
		tuning,
	});
}
