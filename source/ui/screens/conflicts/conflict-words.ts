import type {
	Choice,
	OpenConflict,
	SessionControl,
	TreeNode,
	UndoOutcome,
} from '../../contract.js';
import {formatCounted} from '../../text/count.js';

export type Keep = Choice['keep'];
/** What can be said about many conflicts at once. */
export type BulkKeep = Keep | 'newest';

const words: Readonly<Record<Keep, string>> = {
	local: 'the local version', remote: 'the remote version', both: 'both versions',
};

const afterwards: Readonly<Record<BulkKeep, string>> = {
	local: 'The other one goes to the trash.', remote: 'The other one goes to the trash.', both: 'The loser stays beside it, on both sides.', newest: 'The others go to the trash.',
};

/** What is asked before something is decided. */
export function keepQuestion(keep: BulkKeep, conflicts: readonly OpenConflict[]): string {
	const [only] = conflicts;
	const where = conflicts.length === 1 && only ? `of ${only.path}` : `of ${formatCounted(conflicts.length, 'conflict')}`;
	return `Keep ${keep === 'newest' ? 'the newest version' : words[keep]} ${where}? ${afterwards[keep]}`;
}

/** What somebody has typed for many; undefined when it is none of the words. */
export function parseBulk(text: string): BulkKeep | undefined {
	const typed = text.trim().toLowerCase();
	return typed === '' ? undefined : (['local', 'remote', 'both', 'newest'] as const).find(word => word.startsWith(typed));
}

/** A single decision for each. Newest: by the files' own times, which clocks have made; a version that is gone loses against one that is there. */
export const choicesFor = (keep: BulkKeep, conflicts: readonly OpenConflict[]): readonly Choice[] =>
	conflicts.map(conflict => ({path: conflict.path, keep: keep === 'newest' ? newestOf(conflict) : keep}));

const timeOf = (node: TreeNode | undefined) => node?.kind === 'file' ? node.modifiedMicroseconds : (node ? 0 : -1);

const newestOf = ({local, remote}: OpenConflict): Keep => timeOf(remote) > timeOf(local) ? 'remote' : 'local';

/** Conflicts that have an answer: what the direction of the session forbids has none. */
export const decidable = (conflicts: readonly OpenConflict[]): readonly OpenConflict[] => conflicts.filter(({reason}) => reason !== 'mode-forbids');

export const modeSentence = 'The direction of this session does not allow it: run it with --mode two-way.';

const undoWords: Readonly<Record<UndoOutcome['outcome'], string>> = {
	undone: 'the version that had lost is there again',
	withdrawn: 'the decision had not been carried out, and is withdrawn',
	kept: 'both versions are there anyway',
	changed: 'it has been changed since, and is left as it is',
	unavailable: 'the version that had lost is not kept here: it is in the trash of the other side',
};

/** What became of taking a decision back, in a sentence. */
export function undoSentence(outcomes: Awaited<ReturnType<SessionControl['undoResolve']>>): string {
	const [only] = outcomes;
	if (!only) {
		return 'Nothing was decided here that could be taken back.';
	}

	if (outcomes.length === 1) {
		return `${only.path}: ${undoWords[only.outcome]}.`;
	}

	const kinds = [...new Set(outcomes.map(({outcome}) => outcome))];
	return `${kinds.map(kind => `${outcomes.filter(({outcome}) => outcome === kind).length} × ${undoWords[kind]}`).join('; ')}.`;
}
