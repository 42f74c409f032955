import type {Operation} from './operation.js';

/**
Whether a plan must be finished as it is when it was interrupted: planning again from the old ancestor with half of it done can come to another end (rules.md, the
second finding). Puts, and a single step on one file, are found done or not done by the next scan. A folder that is deleted goes piece by piece, and half of it
would look like somebody's edit.
*/
export function needsJournal(operations: readonly Operation[]): boolean {
	return operations.some(operation => operation.kind !== 'put' && (operations.length > 1 || (operation.kind === 'delete' && operation.expected.kind === 'folder')));
}
