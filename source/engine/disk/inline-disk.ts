import type {ChunkingAlgorithm} from '../content/chunker.js';
import {digestFiles} from './digest-files.js';
import type {EntryBatch} from './entry-batch.js';
import type {FileSystem} from './file-system.js';
import type {ScanDisk} from './scan-disk.js';
import {walk} from './walk.js';

/** The worker's half of a scan without a worker: for tests and the simulation. */
export function inlineScanDisk(fileSystem: FileSystem, algorithm?: ChunkingAlgorithm): ScanDisk {
	return {
		root: fileSystem.root,
		async * walk(looks, ruleFiles) {
			const batches: EntryBatch[] = [];
			walk(fileSystem, looks, ruleFiles, batch => {
				batches.push(batch);
			});
			yield * batches;
		},
		async digestFiles(request) {
			return digestFiles(fileSystem, request, algorithm);
		},
	};
}
