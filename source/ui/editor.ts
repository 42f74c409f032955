import {spawn} from 'node:child_process';
import {once} from 'node:events';

/** The command of somebody's editor: `VISUAL`, else `EDITOR`, else `vi`; it may have arguments. */
export function editorCommand(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
	const command = [environment.VISUAL, environment.EDITOR].find(text => text !== undefined && text.trim() !== '') ?? 'vi';
	return command.trim().split(/\s+/v);
}

/** Opens a file in the editor on this terminal; resolves when it has been closed. Rejects when there is no such editor. */
export async function openEditor(file: string, environment: Readonly<Record<string, string | undefined>>): Promise<void> {
	const [command = 'vi', ...parts] = editorCommand(environment);
	await once(spawn(command, [...parts, file], {stdio: 'inherit', env: environment}), 'exit');
}
