import type {Problem} from '../core/operation.js';
import type {Path} from '../core/path.js';
import type {ScanProgress} from './replica.js';

/** What a scan finds out besides the tree. */
export class ScanFindings {
	readonly problems: Problem[] = [];
	readonly frozen = new Set<Path>();
	readonly busy: Path[] = [];
	readonly ignored: Path[] = [];
	entries = 0;
	hashedFiles = 0;
	hashedBytes = 0;

	progress(): ScanProgress {
		return {entries: this.entries, hashedFiles: this.hashedFiles, hashedBytes: this.hashedBytes};
	}
}
