import type {DigestBatch, DigestRequest} from './digest-files.js';
import type {EntryBatch} from './entry-batch.js';
import type {RuleFiles} from './rule-files.js';
import type {FolderLook} from './walk.js';

/** The disk's half of a scan, wherever it runs: `walk` and `digestFiles` behind messages to a worker, or inline. */
export type ScanDisk = {
	/** Absolute path of the root, for messages only. */
	readonly root: string;
	walk(looks: readonly FolderLook[], ruleFiles: RuleFiles): AsyncIterable<EntryBatch>;
	digestFiles(request: DigestRequest): Promise<DigestBatch>;
};
