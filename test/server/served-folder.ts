import {join} from 'node:path';
import type {ExecutionContext} from 'ava';
import {FsyncError} from '../../source/engine/fault.js';
import type {Replica} from '../../source/engine/disk/replica.js';
import type {Commit} from '../../source/engine/protocol/messages.js';
import {FolderShare} from '../../source/server/folder-share.js';
import {openShareStore, type ShareStore} from '../../source/store/share-store.js';
import {replicaAt} from '../engine/disk/replica-fixture.js';
import {fillFolder} from '../engine/disk/scan-fixture.js';
import {scratchFolder} from '../engine/disk/scratch-folder.js';

export type ServedFolder = {
	readonly root: string;
	readonly share: FolderShare;
	/** All commits since it was opened. */
	readonly told: Commit[];
	/** A full disk takes no commit. */
	readonly disk: {isFull: boolean};
};

/** A share over a real folder, whose state lies on a disk that can be full. `change` gets between it and its replica. */
export async function servedFolder(t: ExecutionContext, contents: Readonly<Record<string, string>> = {}, change: (replica: Replica) => Partial<Replica> = () => ({})): Promise<ServedFolder> {
	const root = scratchFolder(t);
	fillFolder(root, contents);
	const disk = {isFull: false};
	const store = await openShareStore(join(scratchFolder(t), 'share'));
	const replica = replicaAt(root);
	await replica.check(true);
	const share = new FolderShare({
		name: 'work', isReadOnly: false, replica: {...replica, ...change(replica)}, store: limited(store, disk), device: 'server', onChange: () => undefined,
	});
	await share.open();
	const told: Commit[] = [];
	share.onCommit(commit => {
		told.push(commit);
	});
	return {
		root, share, told, disk,
	};
}

function limited(store: ShareStore, disk: {readonly isFull: boolean}): ShareStore {
	return new Proxy(store, {
		get(target, name) {
			if (name === 'append' && disk.isFull) {
				return async () => {
					throw new FsyncError('no-space', 'There is no room left.');
				};
			}

			const value: unknown = Reflect.get(target, name);
			return typeof value === 'function' ? value.bind(target) as unknown : value;
		},
	});
}
