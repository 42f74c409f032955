import {randomBytes} from 'node:crypto';
import {
	mkdirSync,
	readFileSync,
	readdirSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import type {Explanation} from '../engine/core/why-facts.js';
import type {Path} from '../engine/core/path.js';
import {watchFolders} from '../store/folder-watch.js';
import {sessionFolder, type Home} from '../store/home.js';
import {nodeStoreDisk} from '../store/store-disk.js';
import {isRunning} from './served.js';
import {isSystemError} from './system-error.js';

/*
How a command asks the process that runs a session: by small files in the session's own folder, as verdicts come there too. `open` names the
process that answers, as long as it does; `<token>.question` holds a path, `<token>.answer` what there is to say of it. Nothing here has to
survive anything.
*/

/** How long a question waits for a session that is busy; then the command answers from what is written down. */
const patienceMilliseconds = 3000;
/** How often the folder is looked at where the system tells nothing of its changes. */
const pollMilliseconds = 200;

const openName = 'open';
const questionPattern = /^[\da-f]{16}\.question$/v;

const folderOf = (home: Home, id: string) => join(sessionFolder(home, id), 'questions');

/**
Answers questions about paths as long as a session runs; the returned function ends that. Where another process answers already, that one
does; where the state folder takes nothing, nobody does, for that is no reason not to sync.
*/
export function answerQuestions(home: Home, id: string, why: (path: Path) => Promise<Explanation>): () => void {
	const folder = folderOf(home, id);
	if (isAnswered(folder)) {
		return () => undefined;
	}

	try {
		rmSync(folder, {recursive: true, force: true});
		mkdirSync(folder, {recursive: true, mode: 0o700});
		publish(folder, openName, {process: process.pid});
	} catch (error) {
		if (isSystemError(error)) {
			return () => undefined;
		}

		throw error;
	}

	const stop = watchFolders({
		disk: nodeStoreDisk, folders: [folder], onChange() {
			for (const name of questionsIn(folder)) {
				answer(folder, name, why).catch(() => undefined);
			}
		},
	});
	return () => {
		stop();
		rmSync(folder, {recursive: true, force: true});
	};
}

function isAnswered(folder: string): boolean {
	const open = read(folder, openName) as {readonly process: number} | undefined;
	return open !== undefined && isRunning(open);
}

/** None where the folder is gone: then there is nobody to answer. */
function questionsIn(folder: string): readonly string[] {
	try {
		return readdirSync(folder).filter(name => questionPattern.test(name));
	} catch {
		return [];
	}
}

/** A question is taken before it is answered, so that it is answered once. */
async function answer(folder: string, name: string, why: (path: Path) => Promise<Explanation>): Promise<void> {
	const {path} = read(folder, name) as {readonly path: Path};
	rmSync(join(folder, name));
	publish(folder, name.replace('.question', '.answer'), await why(path));
}

/** What the session that runs has to say of a path; undefined when none runs, or none answers in time. */
export async function askSession(home: Home, id: string, path: Path): Promise<Explanation | undefined> {
	const folder = folderOf(home, id);
	if (!isAnswered(folder)) {
		return undefined;
	}

	const token = randomBytes(8).toString('hex');
	const {promise, resolve} = Promise.withResolvers<Explanation | undefined>();
	const look = () => {
		const found = read(folder, `${token}.answer`);
		if (found !== undefined) {
			resolve(found as Explanation);
		}
	};

	const stop = watchFolders({
		disk: nodeStoreDisk, folders: [folder], pollMilliseconds, onChange: look,
	});
	const timer = setTimeout(resolve, patienceMilliseconds, undefined);
	try {
		publish(folder, `${token}.question`, {path});
		return await promise;
	} finally {
		clearTimeout(timer);
		stop();
		for (const ending of ['question', 'answer']) {
			rmSync(join(folder, `${token}.${ending}`), {force: true});
		}
	}
}

/** Whole or not at all: a reader never sees half of it. */
function publish(folder: string, name: string, content: unknown): void {
	const draft = join(folder, `.${name}`);
	writeFileSync(draft, JSON.stringify(content), {mode: 0o600});
	renameSync(draft, join(folder, name));
}

/** Undefined when it is not there, or is no JSON. */
function read(folder: string, name: string): unknown {
	try {
		return JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown;
	} catch {
		return undefined;
	}
}
