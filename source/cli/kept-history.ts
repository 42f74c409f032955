import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {mergeHistories} from '../engine/core/history-merge.js';
import type {HistoryRecord} from '../engine/core/history.js';
import type {FileSystem} from '../engine/disk/file-system.js';
import {openFileSystem} from '../engine/disk/node-file-system.js';
import type {ContentSource} from '../engine/disk/restorer.js';
import {reservedPaths} from '../engine/disk/reserved-folder.js';
import {readHorizon} from '../engine/disk/trash-horizon.js';
import {readHistory, trashPathOf} from '../engine/disk/trash-index.js';
import {openAccessStore} from '../store/access-store.js';
import {accessFolder, vaultRoot, type Home} from '../store/home.js';
import {listSessions} from '../store/session-store.js';
import {deviceName} from './context.js';
import {parseRemote} from './remote.js';

/** All that is remembered of a folder on this machine: its own trash, and that of the vault that it is synced into. */
export type KeptHistory = {
	readonly files: FileSystem;
	/** In order of time. */
	readonly records: readonly HistoryRecord[];
	/** Nothing is remembered of what happened before this, in milliseconds since 1970: the folder was not synced yet, or it was forgotten since. */
	readonly sinceMilliseconds: number;
	/** Where a version lies. */
	sourceOf(version: string): ContentSource;
	/** What a device is called. */
	nameOf(device: string): string;
	/** The servers of other machines that keep the versions which were replaced from here. */
	readonly servers: readonly string[];
};

/** Reads only, and needs no lock: beside a running session or server as well as without one. */
export async function loadHistory(home: Home, root: string): Promise<KeptHistory> {
	const sessions = await listSessions(home);
	const remotes = sessions.filter(({folder}) => folder === root).map(({remote}) => remote);
	const vaults = remotes.flatMap(remote => vaultOf(home, remote) ?? []).filter(vault => existsSync(vault));
	// The newest session's, if there are several: the tree has one history.
	const places = [root, ...vaults.slice(0, 1)].map(place => openFileSystem(place));
	const names = await deviceNames(home);
	const [own, vault] = places.map((files, index) => readHistory(files).map(record => withPlace(record, index)));
	const records = vault ? mergeHistories(vault, own!) : own!;
	return {
		files: places[0]!,
		records,
		sinceMilliseconds: Math.max(beginning(places[0]!, records), ...places.map(files => readHorizon(files).recordsMilliseconds)),
		sourceOf(version) {
			const colon = version.indexOf(':');
			return {files: places[Number(version.slice(0, colon))]!, path: trashPathOf(version.slice(colon + 1))};
		},
		nameOf: device => names.get(device) ?? (/^[\da-f]{64}$/v.test(device) ? device.slice(0, 8) : device),
		servers: remotes.filter(remote => !remote.startsWith('vault:')),
	};
}

/** When the folder was first synced or served: its marker is written then, and never again. A copy of the folder may have a younger one. */
function beginning(files: FileSystem, [first]: readonly HistoryRecord[]): number {
	const marker = files.find(reservedPaths.marker)?.modifiedMilliseconds ?? 0;
	return Math.min(marker, first?.whenMilliseconds ?? marker);
}

function withPlace(record: HistoryRecord, place: number): HistoryRecord {
	return record.kind === 'left' && record.version !== undefined ? {...record, version: `${place}:${record.version}`} : record;
}

function vaultOf(home: Home, text: string): string | undefined {
	const remote = parseRemote(text);
	return remote.kind === 'vault' && remote.name !== undefined ? vaultRoot(home, remote.name) : undefined;
}

/** A server knows its clients by their keys; people know them by their names. */
async function deviceNames(home: Home): Promise<ReadonlyMap<string, string>> {
	const names = new Map([['vault', `${deviceName()}'s vault`]]);
	for (const folder of [accessFolder(home), accessFolder({config: join(home.config, 'vault-server'), data: ''})]) {
		if (!existsSync(folder)) {
			continue;
		}

		const access = await openAccessStore(folder);
		for (const {id, name} of await access.devices()) {
			names.set(id, name);
		}
	}

	return names;
}
