import {mkdirSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {inspect} from 'node:util';
import {readVersion} from './version.js';

/** Invite lines carry a secret that must not end up in a file. */
const withoutSecrets = (text: string) => text.replaceAll(/(?<=fsync1:)\S+/gv, '…');

/** The very want of file handles may be the bug. */
function versionOrNothing(): string {
	try {
		return readVersion();
	} catch {
		return '';
	}
}

function crashText(error: unknown): string {
	return withoutSecrets([
		`fsync-tui ${versionOrNothing()}, Node.js ${process.version}, ${process.platform} ${process.arch}`,
		new Date().toISOString(),
		inspect(error, {depth: 5}),
		'',
	].join('\n'));
}

function writeInto(folder: string, text: string): string {
	mkdirSync(folder, {recursive: true, mode: 0o700});
	const file = join(folder, `crash-${new Date().toISOString().replaceAll(':', '-')}-${process.pid}.log`);
	writeFileSync(file, text, {mode: 0o600, flag: 'wx'});
	return file;
}

/** Writes what is known of a bug to a file and returns its path: in the state folder, or in the temporary one if that fails too. */
export function writeCrashFile(error: unknown, stateFolder: string): string | undefined {
	const text = crashText(error);
	for (const folder of [stateFolder, tmpdir()]) {
		try {
			return writeInto(folder, text);
		} catch {
			// The next folder may take it.
		}
	}

	return undefined;
}

/** The last sentence of a process that found a bug in itself. */
export function bugSentence(error: unknown, file: string | undefined): string {
	const message = error instanceof Error ? error.message : String(error);
	const where = file === undefined ? 'No file could be written about it.' : `What is known of it stands in ${file}`;
	return `This is a bug in fsync-tui: ${withoutSecrets(message)}. Your files are as the last finished step left them. ${where}`;
}
