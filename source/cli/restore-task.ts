import {join} from 'node:path';
import {cleanText} from '../ui/text/clean-text.js';
import type {Context} from './context.js';
import type {RestoreInvocation} from './invocation.js';
import type {KeptHistory} from './kept-history.js';
import type {KeptPath} from './kept-path.js';

/** Everything that a restore works with. */
export type RestoreTask = {
	readonly place: KeptPath;
	readonly history: KeptHistory;
	readonly invocation: RestoreInvocation;
	readonly context: Context;
	/** Eight random hexadecimal digits: keeps what this process writes in a reserved folder apart from what others do. */
	readonly token: string;
};

/** The path as people are told of it. */
export const shown = ({place: {root, path}}: Pick<RestoreTask, 'place'>): string => cleanText(join(root, path));
