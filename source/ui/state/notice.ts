import {formatBytes} from '../text/bytes.js';
import {formatCounted} from '../text/count.js';
import {formatWait, formatTimeOfDay} from '../text/duration.js';
import type {Halt, SessionPhase, SessionState} from '../contract.js';
import type {Tone} from '../theme.js';
import {progressOf, sinceText} from './phase.js';
import {remembered} from './remembered.js';

/** Sentences that stand in a panel's place while there is something to be said instead of shown. */
export type Notice = {
	readonly title: string;
	/** Short word at the right of the title. */
	readonly tag: string;
	readonly tone: Tone;
	readonly sentences: readonly Sentence[];
};

export type Sentence = {readonly text: string; readonly tone: Tone};

const say = (text: string, tone: Tone = 'plain'): Sentence => ({text, tone});

/** What stands in the place of the transfers, or of everything when the session is blocked; undefined when all is well. */
export function noticeOf(state: SessionState, now: number): Notice | undefined {
	if (state.phase === 'halted') {
		return haltNotice(state.halt);
	}

	if (state.phase === 'stopped') {
		return stoppedNotice(state);
	}

	return state.phase === 'offline' ? offlineNotice(state, now) : undefined;
}

const haltTitles: Readonly<Record<Halt['code'], string>> = {
	root: 'Safety stop: the folder is not what it was',
	'mass-delete': 'Safety stop: many files are gone',
	emptied: 'Safety stop: the folder is empty',
};

const remedies: Readonly<Record<Halt['code'], readonly string[]>> = {
	root: [
		'Is a disk not mounted, or was the folder moved? Bring it back, then press r to scan again.',
	],
	'mass-delete': [
		'If this was a mistake, R puts the files back from the other side; or bring them back yourself and press r to scan again.',
		'If it was meant, D carries it out on the other side; it asks you to type the session\'s name.',
	],
	emptied: [
		'Is a disk not mounted? Bring the files back and press r to scan again; R puts them back from the other side.',
		'If it was meant, D carries it out on the other side; it asks you to type the session\'s name.',
	],
};

function haltNotice(halt: Halt | undefined): Notice {
	const code = halt?.code ?? 'root';
	return {
		title: haltTitles[code],
		tag: code,
		tone: 'bad',
		sentences: [
			say(halt?.message ?? 'The session halted for safety.', 'bad'),
			say('Nothing was changed on the other side; both sides stay as they are.'),
			say(''),
			...remedies[code].map(text => say(text)),
		],
	};
}

function stoppedNotice(state: SessionState): Notice {
	const reason = state.lastError === undefined ? [] : [say(state.lastError, 'bad')];
	return {
		title: 'Stopped',
		tag: 'q to leave',
		tone: 'muted',
		sentences: [...reason, say('This session has ended. What was being written is finished, and nothing is half done.'), ...lastInSync(state)],
	};
}

function offlineNotice(state: SessionState, now: number): Notice {
	const peer = state.peer?.name ?? state.remote;
	return {
		title: `Offline: ${peer} cannot be reached`,
		tag: sinceText(state),
		tone: 'warning',
		sentences: [
			say(state.lastError ?? 'The connection was lost.', 'warning'),
			say(retryText(state, now)),
			say(`Nothing is lost: ${waitingOf(state)}.`),
			...lastContact(state),
			...lastInSync(state),
		],
	};
}

function retryText({retryAtMilliseconds, failedAttempts = 0}: SessionState, now: number): string {
	const failed = failedAttempts === 0 ? '' : `${formatCounted(failedAttempts, 'attempt')} failed. `;
	return retryAtMilliseconds === undefined ? `${failed}Trying again now.` : `${failed}Trying again in ${formatWait(retryAtMilliseconds - now)}; r tries now.`;
}

const lastContact = ({lastContactMilliseconds}: SessionState): Sentence[] =>
	lastContactMilliseconds === undefined ? [] : [say(`Last heard of at ${formatTimeOfDay(lastContactMilliseconds)}.`, 'muted')];

const lastInSync = (state: SessionState): Sentence[] =>
	state.lastInSyncMilliseconds === undefined ? [] : [say(`Last in sync at ${formatTimeOfDay(state.lastInSyncMilliseconds)}.`, 'muted')];

const waitingOf = (state: SessionState) => state.pending.length === 0
	? 'changes made now are sent when the peer is back'
	: `what waits here is sent when the peer is back (${pendingSummary(state)})`;

/** A sum of more would take longer than the rest of a frame. */
const mostSummed = 1000;

const bytesOf = remembered((pending: SessionState['pending']) => pending.slice(0, mostSummed).reduce((sum, change) => sum + (change.size ?? 0), 0));

/** How many changes wait and how large they are, where that is known; with a `+` when only the first ones of many are. */
export function pendingSummary({pending}: Pick<SessionState, 'pending'>): string {
	const bytes = bytesOf(pending);
	const size = bytes === 0 ? '' : `, ${formatBytes(bytes)}${pending.length > mostSummed ? '+' : ''}`;
	return pending.length === 0 ? '' : `${formatCounted(pending.length, 'change')}${size}`;
}

const filesSoFar = (state: SessionState) => state.tree.files === 0 ? '' : formatCounted(state.tree.files, 'file');

const phaseSentences: Partial<Readonly<Record<SessionPhase, (state: SessionState) => Sentence>>> = {
	starting: () => say('Getting ready.'),
	scanning: state => say(`${['Looking through the folder', progressOf(state), filesSoFar(state)].filter(Boolean).join(', ')}.`),
	connecting: state => say(`Connecting to ${state.remote}.`),
	syncing: () => say('Nothing waits; the last changes are on their way.'),
	paused: () => say('Paused. Changes are noticed, but nothing is sent or applied until you press p.'),
	offline: () => say('Nothing waits to be sent.'),
	held: () => say('A large plan waits: V shows it, and nothing is done until somebody agrees.', 'warning'),
};

/** The sentence in place of an empty list of pending changes: never an empty box without a word. */
export const pendingSentence = (state: SessionState): Sentence => phaseSentences[state.phase]?.(state) ?? inSyncSentence(state);

function inSyncSentence(state: SessionState): Sentence {
	if (state.transfers.length > 0) {
		return say('Nothing waits; the last changes are on their way.');
	}

	const files = formatCounted(state.tree.files, 'file');
	const left = state.conflicts.length + state.problems.length;
	if (left > 0) {
		return say(`Everything else is in sync: ${files}, ${left} left to look at below.`);
	}

	const since = state.lastInSyncMilliseconds === undefined ? '' : `, since ${formatTimeOfDay(state.lastInSyncMilliseconds)}`;
	return say(`Everything is in sync. ${files}${since}.`, 'good');
}
