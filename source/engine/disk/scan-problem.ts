import type {Problem, ProblemCode} from '../core/operation.js';
import {pathFault, type Path} from '../core/path.js';

const reasons: Readonly<Record<string, string>> = {
	EACCES: 'permission is denied',
	EPERM: 'permission is denied',
	EIO: 'the disk reports an error',
	EMFILE: 'too many files are open',
	ENFILE: 'too many files are open on this machine',
};

const sentences: Readonly<Partial<Record<ProblemCode, string>>> = {
	'special-file': 'It is a pipe, socket or device. Such things cannot be synced.',
	'other-device': 'Another file system is mounted here; sync it as a folder of its own.',
};

/** A problem of the scan. The one who asked for the scan knows which side it is; seen from the disk it is the local one. */
export function scanProblem(path: Path, code: ProblemCode, message = sentences[code] ?? ''): Problem {
	return {
		path, side: 'local', code, message,
	};
}

export function unreadable(path: Path, errno: string): Problem {
	return scanProblem(path, 'unreadable', `It cannot be read because ${reasons[errno] ?? `of ${errno}`}; it is left as it is on both sides until it can.`);
}

export function rulesUnreadable(folder: Path): Problem {
	return scanProblem(folder, 'unreadable', 'The ignore rules in this folder cannot be read; the folder is left as it is on both sides until they can.');
}

/** For a path that is beyond the limits of `pathFault`. */
export function beyondLimits(path: Path): Problem {
	const fault = pathFault(path) ?? 'cannot be used';
	const isTooDeep = fault.startsWith('is longer') || fault.startsWith('is deeper');
	return scanProblem(path, isTooDeep ? 'too-deep' : 'bad-name', `The path ${fault}; rename it or move it up to have it synced.`);
}

export function notUtf8(path: Path, what: 'name' | 'link'): Problem {
	return scanProblem(path, 'not-utf8', what === 'name'
		? 'The name is not valid UTF-8; rename it to have it synced.'
		: 'The link\'s target is not valid UTF-8; make the link anew to have it synced.');
}
