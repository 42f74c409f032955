import {formatCount} from '../text/count.js';
import {formatTimeOfDay, formatWait} from '../text/duration.js';
import type {Glyphs} from '../glyphs.js';
import type {SessionPhase, SessionState} from '../contract.js';
import type {Tone} from '../theme.js';

type PhaseLook = {readonly word: string; readonly glyph: keyof Glyphs; readonly tone: Tone};

const phaseLooks: Readonly<Record<SessionPhase, PhaseLook>> = {
	starting: {word: 'STARTING', glyph: 'busy', tone: 'busy'},
	scanning: {word: 'SCANNING', glyph: 'busy', tone: 'busy'},
	connecting: {word: 'CONNECTING', glyph: 'busy', tone: 'busy'},
	syncing: {word: 'SYNCING', glyph: 'busy', tone: 'accent'},
	live: {word: 'LIVE', glyph: 'live', tone: 'good'},
	paused: {word: 'PAUSED', glyph: 'paused', tone: 'warning'},
	offline: {word: 'OFFLINE', glyph: 'offline', tone: 'warning'},
	held: {word: 'PLAN HELD', glyph: 'paused', tone: 'warning'},
	halted: {word: 'HALTED', glyph: 'halted', tone: 'bad'},
	stopped: {word: 'STOPPED', glyph: 'offline', tone: 'muted'},
};

/** It ended by itself, and not as it should. */
const failed: PhaseLook = {word: 'FAILED', glyph: 'halted', tone: 'bad'};

/** Somebody has paused it, and what was under way is about to end. */
const pausing: PhaseLook = {word: 'PAUSING', glyph: 'paused', tone: 'warning'};
const workingPhases: ReadonlySet<SessionPhase> = new Set(['starting', 'scanning', 'connecting', 'syncing', 'live']);

/** It has said what would be done, and nothing more was to be done. */
const planned: PhaseLook = {word: 'DRY RUN', glyph: 'paused', tone: 'accent'};

function lookOf({phase, lastError, plan, isPaused}: SessionState): PhaseLook {
	if (isPaused && workingPhases.has(phase)) {
		return pausing;
	}

	if (phase !== 'stopped') {
		return phaseLooks[phase];
	}

	return lastError === undefined ? (plan?.isHeld === false ? planned : phaseLooks.stopped) : failed;
}

/** A phase as the header says it: glyph, word in capitals, and what it is about (`retry 12s`, `41 %`, `in sync`). */
export function phaseLook(state: SessionState, now: number): PhaseLook & {readonly detail: string} {
	return {...lookOf(state), detail: detailOf(state, now)};
}

/** A phase that somebody may have forgotten says since when it has been. */
export const sinceText = ({phaseSinceMilliseconds}: SessionState): string =>
	phaseSinceMilliseconds === undefined ? '' : `since ${formatTimeOfDay(phaseSinceMilliseconds).slice(0, 5)}`;

/** How far it has come, with numbers as people read them. */
export const progressOf = ({detail = ''}: Pick<SessionState, 'detail'>): string => detail.replaceAll(/\d{4,}/gv, digits => formatCount(Number(digits)));

function detailOf(state: SessionState, now: number): string {
	if (state.phase === 'offline' && state.retryAtMilliseconds !== undefined) {
		return `${state.isPaused ? 'paused, ' : ''}retry ${formatWait(state.retryAtMilliseconds - now)}`;
	}

	if (state.phase === 'live' && !state.isPaused && isInSync(state)) {
		return 'in sync';
	}

	if (state.phase === 'paused') {
		return sinceText(state);
	}

	return state.phase === 'scanning' ? progressOf(state) : '';
}

/** Nothing waits, nothing travels, nothing is in conflict or in trouble. */
export const isInSync = (state: SessionState): boolean =>
	state.pending.length === 0 && state.transfers.length === 0 && state.queuedTransfers === 0 && !hasAttention(state);

/** How many contents wait for their turn behind those that are on their way. */
export const queuedOf = ({queuedTransfers, transfers}: SessionState): number => Math.max(0, queuedTransfers - transfers.length);

/** Whether there is anything that a person should look at. */
export const hasAttention = (state: SessionState): boolean => state.conflicts.length > 0 || state.problems.length > 0;

/** Whether there is a list of what vanished, which waits for an answer. */
export const hasVanished = ({phase, halt}: SessionState): boolean => phase === 'halted' && (halt?.paths.length ?? 0) > 0;

/** Whether the session has nothing more to show than why it does not go on. */
export const isBlocked = (state: SessionState): boolean => state.phase === 'halted' || state.phase === 'stopped';
