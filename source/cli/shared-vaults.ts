import {vaultRoot} from '../store/home.js';
import type {EmbeddedServer} from './embedded-server.js';
import {openVault, type VaultOptions} from './vault.js';

type Shared = {readonly opening: Promise<EmbeddedServer>; users: number};

/** Vaults that this process has open, by their folder: a folder has one server, however many sessions meet in it. */
const open = new Map<string, Shared>();

/** Opens a vault, or joins those who have it open. The last one who closes it closes the server. */
export async function shareVault(options: VaultOptions): Promise<EmbeddedServer> {
	const root = vaultRoot(options.home, options.name);
	const shared = open.get(root) ?? {opening: openVault(options), users: 0};
	open.set(root, shared);
	shared.users++;
	const leave = () => {
		shared.users--;
		if (shared.users === 0) {
			open.delete(root);
		}

		return shared.users === 0;
	};

	try {
		const server = await shared.opening;
		return {
			address: server.address,
			async close() {
				if (leave()) {
					await server.close();
				}
			},
		};
	} catch (error) {
		leave();
		throw error;
	}
}
