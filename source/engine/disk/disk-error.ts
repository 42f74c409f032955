import type {ProblemCode} from '../core/operation.js';
import {FsyncError} from '../fault.js';

/** The code of a system error (`ENOENT`, …), whether or not it names a path. Anything else is a bug and goes on its way. */
export function diskErrorCode(error: unknown): string {
	if (error instanceof Error && 'code' in error && typeof error.code === 'string' && /^E[\dA-Z]+$/v.test(error.code)) {
		return error.code;
	}

	throw error;
}

export const isFull = (code: string): boolean => ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code);

/** Errors that say that the disk is not as it was when the step was checked, rather than that it refuses. */
const surprises = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EEXIST', 'ENOTEMPTY', 'EISDIR']);

export const isSurprise = (code: string): boolean => surprises.has(code);

/** The file system cannot give a file a second name, at least not this one. */
export const hasNoLinks = (code: string): boolean => ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES'].includes(code);

type Explanation = {readonly problem: ProblemCode; readonly sentence: string};

const full: Explanation = {problem: 'no-space', sentence: 'The disk is full. Free some space; it is tried again then.'};
const denied: Explanation = {problem: 'unwritable', sentence: 'Writing here is not allowed. Check the permissions of the folder and of what is in it.'};
const busy: Explanation = {problem: 'busy', sentence: 'Another program keeps it busy. It is tried again later.'};
const named: Explanation = {problem: 'bad-name', sentence: 'This file system cannot hold such a name. Rename it on the other side.'};

const explanations: Readonly<Record<string, Explanation>> = {
	ENOSPC: full,
	EDQUOT: {problem: 'no-space', sentence: 'The disk quota is used up. Free some space; it is tried again then.'},
	EFBIG: {problem: 'no-space', sentence: 'The file is larger than this file system or the process limit allows.'},
	EACCES: denied,
	EPERM: denied,
	EROFS: {problem: 'read-only', sentence: 'The file system is mounted read-only. Mount it writable to go on.'},
	EBUSY: busy,
	ETXTBSY: busy,
	EMFILE: busy,
	ENFILE: busy,
	ENAMETOOLONG: named,
	EINVAL: named,
	EILSEQ: named,
	EXDEV: {problem: 'other-device', sentence: 'Another file system is mounted here, and a sync does not cross mounts.'},
};

/** The problem that an error of the disk means for one path, and a sentence for people that says what to do. */
export function explain(code: string): {readonly problem: ProblemCode; readonly message: string} {
	const {problem, sentence} = explanations[code] ?? {problem: 'io', sentence: 'The disk reports an error. Check its health and the system log.'};
	return {problem, message: `${sentence} (${code})`};
}

/** For work that concerns no single path: the stage cannot be used. A bug is passed on as it is. */
export function stageFault(error: unknown): unknown {
	if (error instanceof FsyncError) {
		return error;
	}

	const code = diskErrorCode(error);
	return new FsyncError(isFull(code) ? 'no-space' : 'root', `Received data cannot be kept in the folder's stage. ${explain(code).message}`, {cause: error});
}
