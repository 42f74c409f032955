import type {NodeKind, TreeNode} from '../core/node.js';
import type {Conflict, ConflictReason} from '../core/plan.js';

const kindWords: Record<NodeKind, string> = {file: 'a file', folder: 'a folder', symlink: 'a link'};
const kindWord = (node: TreeNode | undefined) => node ? kindWords[node.kind] : 'gone';

const sentences: Record<ConflictReason, (conflict: Conflict) => string> = {
	'both-modified': () => 'Both sides changed it.',
	'both-created': () => 'Both sides created it.',
	kind: ({local, remote}) => `It is ${kindWord(local)} here and ${kindWord(remote)} on the server.`,
	'link-target': () => 'The link points to different places on the two sides.',
	slot: () => 'Different files came to this name on the two sides.',
	'mode-forbids': () => 'The direction of this session does not allow the change that would make both sides equal.',
};

/** A conflict in one sentence for people: what happened and that nothing was touched. */
export function conflictSentence(conflict: Conflict): string {
	return `${sentences[conflict.reason](conflict)} Both are kept as they are.`;
}
