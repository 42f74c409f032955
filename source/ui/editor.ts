import {spawn} from 'node:child_process';
import {
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';
import {FsyncError} from './contract.js';

/** The command line that opens somebody's editor: `VISUAL`, else `EDITOR`, else vi. */
const editorOf = ({VISUAL, EDITOR}: NodeJS.ProcessEnv): string => [VISUAL, EDITOR].find(editor => editor !== undefined && editor.trim() !== '') ?? 'vi';

/**
Lets somebody edit a text in their editor, which has the terminal meanwhile, and gives it back as it is then. The file is nobody else's to read and
goes afterwards. Throws `FsyncError` when the editor cannot be started or says that it has failed.
*/
export async function editText(name: string, text: string): Promise<string> {
	const folder = mkdtempSync(join(tmpdir(), 'fsync-tui-edit-'));
	const file = join(folder, name);
	try {
		writeFileSync(file, text, {mode: 0o600});
		await openEditor(file);
		return readFileSync(file, 'utf8');
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
}

/**
Opens a file in somebody's editor on this terminal; resolves when it has been closed. People give options along with their editor
(`code --wait`): a shell takes it apart, and the file's name is no part of what it reads.
*/
export async function openEditor(file: string, environment: NodeJS.ProcessEnv = process.env): Promise<void> {
	const editor = editorOf(environment);
	const {promise, resolve, reject} = Promise.withResolvers<void>();
	const child = spawn(`${editor} "$FSYNC_TUI_EDIT_FILE"`, {shell: true, stdio: 'inherit', env: {...environment, FSYNC_TUI_EDIT_FILE: file}});
	child.once('error', error => {
		reject(new FsyncError('usage', `The editor '${editor}' cannot be started: set EDITOR to one that can.`, {cause: error}));
	});
	child.once('exit', code => {
		if (code === 0) {
			resolve();
		} else {
			reject(new FsyncError('usage', `The editor '${editor}' ended with an error: nothing was taken from it.`));
		}
	});
	return promise;
}
