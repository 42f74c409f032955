import {randomBytes} from 'node:crypto';
import {resolve} from 'node:path';
import type {ChunkingAlgorithm} from '../content/chunker.js';
import {assembleReplica, type DiskReplica, type ReplicaOptions} from './assemble-replica.js';
import {HelpedHost} from './helped-host.js';
import {WorkerHost} from './worker-pool.js';

export type OpenReplicaOptions = ReplicaOptions & {
	/** How files are cut; both ends must cut alike. FastCDC when absent. */
	readonly chunking?: ChunkingAlgorithm;
};

/** The replica at a folder of this machine, with a thread of its own for the work on the disk. Nothing is touched until the first call. */
export function openReplica(root: string, {chunking, ...options}: OpenReplicaOptions): DiskReplica {
	const place = resolve(root);
	const host = () => new WorkerHost({root: place, ...chunking !== undefined && {chunking}});
	return assembleReplica({
		...options,
		root: place,
		host: new HelpedHost(host(), host),
		randomName: () => randomBytes(16).toString('hex'),
	});
}
