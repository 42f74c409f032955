import type {ChunkingAlgorithm} from '../content/chunker.js';
import {assembleReplica, type DiskReplica, type ReplicaOptions} from './assemble-replica.js';
import {
	openDesk,
	runJob,
	runWalk,
	type Desk,
	type DiskHost,
} from './disk-jobs.js';
import type {EntryBatch} from './entry-batch.js';
import type {FileSystem} from './file-system.js';
import type {ProcessTable} from './lock.js';

export type InlineReplicaOptions = ReplicaOptions & {
	readonly files: FileSystem;
	readonly processes: ProcessTable;
	/** 32 random hexadecimal characters, others at each call. */
	readonly randomName: () => string;
	readonly chunking?: ChunkingAlgorithm;
};

/** A replica over any file system, without threads: for the simulation and for tests. */
export function inlineReplica({files, processes, chunking, ...options}: InlineReplicaOptions): DiskReplica {
	return assembleReplica({...options, root: files.root, host: inlineHost(openDesk(files, processes, chunking))});
}

/** Runs each job at once, in one piece. */
export function inlineHost(desk: Desk): DiskHost {
	return {
		async run(name, input) {
			return runJob(desk, name, input);
		},
		async * walk(input) {
			const batches: EntryBatch[] = [];
			runWalk(desk, input, batch => {
				batches.push(batch);
			});
			yield * batches;
		},
		async close() {
			desk.files.forget();
		},
	};
}
