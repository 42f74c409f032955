import type {Digest} from '../core/node.js';
import type {Path} from '../core/path.js';
import type {CopySource} from '../disk/replica.js';

/** Where a chunk may be copied from. A hint: what is copied is verified with the whole file. */
export type Locate = (chunk: Digest) => Pick<CopySource, 'path' | 'offset'> | undefined;

/** Whether a chunk lies in another file than this one. */
export const elsewhere = (path: Path, locate: Locate) => (chunk: Digest): boolean => {
	const place = locate(chunk);
	return place !== undefined && place.path !== path;
};
