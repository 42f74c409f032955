import {join} from 'node:path';
import {cleanText} from '../ui/text/clean-text.js';
import type {Context} from './context.js';
import type {RestoreInvocation} from './invocation.js';
import type {KeptHistory} from './kept-history.js';
import type {KeptPath} from './kept-path.js';

/** What is restored, and from which history; the same for the command and for the screen. */
export type KeptTask = {
	readonly place: KeptPath;
	readonly history: KeptHistory;
	/** Eight random hexadecimal digits: keeps what this process writes in a reserved folder apart from what others do. */
	readonly token: string;
};

/** Everything that the command works with. */
export type RestoreTask = KeptTask & {readonly invocation: RestoreInvocation; readonly context: Context};

/** The path as people are told of it. */
export const shown = ({place: {root, path}}: Pick<KeptTask, 'place'>): string => cleanText(join(root, path));

/** Whether a folder stands there now. */
export const isFolder = ({place: {path}, history: {files}}: KeptTask): boolean => path === '' || files.find(path)?.kind === 'folder';
