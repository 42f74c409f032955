import {
	composeLine,
	type Cell,
	type Line,
	type Look,
} from '../line.js';
import {formatCount, formatCounted} from '../text/count.js';
import {queuedOf} from '../state/phase.js';
import type {SessionState} from '../contract.js';

/** The line above the keys: what needs a person, what waits, what travels, and how much is well. Each count has its place. */
export function statusRow(state: SessionState, width: number, look: Look): Line {
	const {conflict, error} = look.glyphs;
	const conflicts = state.conflicts.length;
	const problems = state.problems.length;
	return composeLine([
		{text: ` ${conflict} ${formatCounted(conflicts, 'conflict')}`, width: 16, tone: conflicts > 0 ? 'warning' : 'muted'},
		{text: `${error} ${formatCounted(problems, 'problem')}`, width: 14, tone: problems > 0 ? 'bad' : 'muted'},
		count(state.pending.length, 'pending'),
		...(width >= 70 ? [count(state.transfers.length, 'active')] : []),
		...(width >= 100 ? [count(queuedOf(state), 'queued')] : []),
		{
			text: formatCounted(state.tree.files, 'file'), grows: true, align: 'right', tone: 'muted', gap: 0,
		},
		{text: ' '},
	], width, look);
}

const count = (value: number, word: string): Cell =>
	({text: `${formatCount(value).padStart(4)} ${word}`, width: 5 + word.length, tone: value > 0 ? 'plain' : 'muted'});
