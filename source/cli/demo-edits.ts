import {
	appendFileSync,
	closeSync,
	existsSync,
	fstatSync,
	mkdirSync,
	openSync,
	renameSync,
	unlinkSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import {join} from 'node:path';
import {noise, type DemoFolders} from './demo-folders.js';

/** One thing that the scripted editor does, and how it says so. */
export type DemoEdit = {readonly says: string; make(): void};

const patchBytes = 3000;

/** Overwrites a few thousand bytes in the middle of a file. */
function patchMiddle(file: string, seed: number): void {
	const handle = openSync(file, 'r+');
	try {
		writeSync(handle, noise(patchBytes, seed), 0, patchBytes, Math.floor(fstatSync(handle).size / 2));
	} finally {
		closeSync(handle);
	}
}

/** Edits on both sides without end. */
export function * demoEdits(folders: Pick<DemoFolders, 'here' | 'there'>): Generator<DemoEdit, never> {
	for (let round = 1; ; round++) {
		yield * demoRound(folders, round);
	}
}

/** Every kind of edit once. */
export function * demoRound({here, there}: Pick<DemoFolders, 'here' | 'there'>, round: number): Generator<DemoEdit> {
	const idea = join(here, `notes/idea-${round}.md`);
	const [source, renamed] = existsSync(join(here, 'source')) ? ['source', 'pages'] : ['pages', 'source'];
	yield {
		says: `here: write notes/idea-${round}.md`,
		make() {
			mkdirSync(join(here, 'notes'), {recursive: true});
			writeFileSync(idea, `# Idea ${round}\n\nKeep it simple.\n`);
		},
	};
	yield {
		says: `here: change ${patchBytes} bytes in the middle of film.bin (24 MiB)`,
		make() {
			patchMiddle(join(here, 'film.bin'), round + 1);
		},
	};
	yield {
		says: `here: rename the folder ${source} to ${renamed}`,
		make() {
			renameSync(join(here, source), join(here, renamed));
		},
	};
	yield {
		says: 'on the server: add a line to readme.md',
		make() {
			appendFileSync(join(there, 'readme.md'), `\nEdited on the server, round ${round}.\n`);
		},
	};
	yield {
		says: `on the server: put letter-${round}.txt into inbox`,
		make() {
			mkdirSync(join(there, 'inbox'), {recursive: true});
			writeFileSync(join(there, `inbox/letter-${round}.txt`), `Letter ${round}\n`);
		},
	};
	yield {
		says: `here: delete notes/idea-${round}.md`,
		make() {
			unlinkSync(idea);
		},
	};
	yield {
		says: 'here: add a line to notes/milestones.md',
		make() {
			appendFileSync(join(here, 'notes/milestones.md'), `- Round ${round} is done\n`);
		},
	};
}
