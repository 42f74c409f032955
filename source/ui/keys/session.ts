import {join} from 'node:path';
import {currentSession} from '../state/cockpit-source.js';
import {chosenOf} from '../state/marks.js';
import {isBlocked} from '../state/phase.js';
import {listViewOf, withList, withTop} from '../state/view-state.js';
import {formatRate} from '../text/bytes.js';
import {formatCounted} from '../text/count.js';
import {readBytes} from '../text/read-bytes.js';
import type {CockpitState, SessionWorld} from '../state/world.js';
import type {Conditions, Helm, KeyBinding} from '../screen.js';
import type {SessionControl} from '../contract.js';
import type {CommonCondition} from './common.js';

/** Facts about the current session, and about all of them. */
export type SessionFact =
	| 'isPaused' | 'isOffline'
	/** Halted or stopped. */
	| 'isBlocked'
	| 'isStopped'
	/** Halted for deletions, which can be answered. */
	| 'hasDeletions'
	/** A large plan waits for a yes. */
	| 'isPlanHeld'
	| 'hasConflicts'
	/** The current session has been started and has not ended. */
	| 'isRunning'
	/** There is more than one session. */
	| 'hasSeveral'
	| 'areAllPaused';

/** Everything that decides about keys which all screens of a cockpit have. */
export type SessionCondition = CommonCondition | SessionFact;
type Is = Conditions<SessionCondition>;

export function sessionConditions({current, sessions}: CockpitState): Conditions<SessionFact> {
	const working = sessions.filter(({state}) => !isBlocked(state));
	return {
		isPaused: current.isPaused,
		isOffline: current.phase === 'offline',
		isBlocked: isBlocked(current),
		isStopped: current.phase === 'stopped',
		hasDeletions: current.phase === 'halted' && current.halt?.side !== undefined,
		isPlanHeld: current.plan?.isHeld ?? false,
		hasConflicts: current.conflicts.length > 0,
		isRunning: sessions.some(({state, isRunning}) => state === current && isRunning),
		hasSeveral: sessions.length > 1,
		areAllPaused: working.length > 0 && working.every(({state}) => state.isPaused),
	};
}

/** Asks the current session for something. */
export const onSession = (ask: (session: SessionControl) => void) => (helm: Helm<SessionWorld>): void => {
	const session = currentSession(helm.control, helm.scene().view);
	if (session !== undefined) {
		ask(session.control);
	}
};

const onAll = (ask: (session: SessionControl) => void) => (helm: Helm<SessionWorld>) => {
	for (const {control, isRunning} of helm.control.sessions()) {
		if (isRunning && !isBlocked(control.state())) {
			ask(control);
		}
	}
};

const canWork = (is: Is) => !is.isBlocked && !is.isClosing;

const showNext = (step: number) => (helm: Helm<SessionWorld>) => {
	const sessions = helm.control.sessions();
	const at = sessions.findIndex(({id}) => id === currentSession(helm.control, helm.scene().view)?.id);
	const next = sessions[(at + step + sessions.length) % sessions.length];
	helm.update(view => ({...view, ...(next && {session: next.id})}));
};

function askToStop(helm: Helm<SessionWorld>): void {
	const session = currentSession(helm.control, helm.scene().view);
	if (session !== undefined) {
		helm.ask({
			text: `End the session ${session.name}? What is being written is finished; the others go on.`,
			yes: 'end it',
			run() {
				helm.control.stop(session.id);
			},
		});
	}
}

function editSelected(helm: Helm<SessionWorld>): void {
	const list = helm.list();
	const path = list?.selected === undefined ? undefined : list.pathAt(list.selected);
	if (path === undefined) {
		return;
	}

	const file = join(helm.scene().state.current.folder, path);
	helm.program.edit(file).catch((error: unknown) => {
		helm.say(`The editor could not be opened: ${error instanceof Error ? error.message : String(error)}. Set EDITOR.`, 'bad');
	});
}

/** Of what waits, what is marked goes, and the rest goes on waiting; without marks all of it goes. */
function syncNow(helm: Helm<SessionWorld>): void {
	const {marks} = listViewOf(helm.scene().visit, 'pending');
	const list = helm.list('pending');
	const marked = list && marks.size > 0 ? chosenOf({...list, selected: undefined}, marks) : [];
	onSession(session => {
		session.syncNow(marked.length > 0 ? marked : undefined);
	})(helm);
	if (marked.length === 0) {
		return;
	}

	helm.update(view => withTop(view, visit => withList(visit, 'pending', ({anchor: _, ...place}) => ({...place, marks: new Set()}))));
	helm.say(`Syncing ${formatCounted(marked.length, 'marked change')} now; the rest goes on waiting.`);
}

/** How quickly contents may travel from now on; an empty answer takes the limit away. */
function askForLimit(helm: Helm<SessionWorld>): void {
	helm.write({
		label: 'Bytes a second each way (500K, 5M; empty: no limit):',
		onEnter(text) {
			const bytes = text.trim() === '' ? undefined : readBytes(text.trim());
			if (bytes !== undefined && !(bytes >= 1)) {
				helm.say(`'${text}' is no number of bytes, such as 500K or 5M: nothing was changed.`, 'warning');
				return;
			}

			onSession(session => {
				session.limit(bytes);
			})(helm);
			helm.say(bytes === undefined ? 'There is no limit any more.' : `The limit is ${formatRate(bytes)} each way, until this session ends.`);
		},
	});
}

/** The keys that every screen of a cockpit has. */
export const sessionKeys: ReadonlyArray<KeyBinding<SessionWorld, unknown, SessionCondition>> = [
	{
		action: 'edit', chords: ['e'], group: 'SELECTION', help: 'open in $EDITOR', isValid: is => is.hasPath, run: editSelected,
	},
	{
		action: 'reconnect', chords: ['r'], group: 'SESSION', label: 'reconnect', help: 'connect again at once', isValid: is => canWork(is) && is.isRunning && is.isOffline && !is.hasCrashed, run: onSession(session => {
			session.reconnect();
		}),
	},
	{
		action: 'look-again', chords: ['r'], group: 'SESSION', help: 'look at the folder again', isValid: is => is.isBlocked && is.isRunning && !is.isStopped && !is.hasCrashed && !is.isClosing, run: onSession(session => {
			session.rescan();
		}),
	},
	{
		action: 'start', chords: ['r'], group: 'SESSION', label: 'start again', help: 'start a session that ended', isValid: is => is.hasSeveral && !is.isRunning && !is.isClosing && !is.hasCrashed, run(helm) {
			helm.control.start(currentSession(helm.control, helm.scene().view)?.id ?? '');
		},
	},
	{
		action: 'stop', chords: ['x'], group: 'SESSION', help: 'end this session (asks)', isValid: is => is.hasSeveral && is.isRunning && !is.isClosing, run: askToStop,
	},
	{
		action: 'previous-session', chords: ['['], group: 'VIEW', help: 'previous session', isValid: is => is.hasSeveral, run: showNext(-1),
	},
	{
		action: 'next-session', chords: [']'], group: 'VIEW', help: 'next session', isValid: is => is.hasSeveral, run: showNext(1),
	},
	{
		action: 'resume', chords: ['p'], group: 'SESSION', label: 'resume', help: 'resume the session', isValid: is => canWork(is) && is.isPaused, run: onSession(session => {
			session.resume();
		}),
	},
	{
		action: 'pause', chords: ['p'], group: 'SESSION', label: 'pause', help: 'pause: nothing is sent or applied', isValid: is => canWork(is) && !is.isPaused, run: onSession(session => {
			session.pause();
		}),
	},
	{
		action: 'resume-all', chords: ['P'], group: 'SESSION', label: 'resume all', help: 'resume all sessions', isValid: is => is.hasSeveral && !is.isClosing && is.areAllPaused, run: onAll(session => {
			session.resume();
		}),
	},
	{
		action: 'pause-all', chords: ['P'], group: 'SESSION', label: 'pause all', help: 'pause all sessions', isValid: is => is.hasSeveral && !is.isClosing && !is.areAllPaused, run: onAll(session => {
			session.pause();
		}),
	},
	{
		action: 'sync', chords: ['s'], group: 'SESSION', label: 'sync now', help: 'sync now, or what is marked', isValid: is => canWork(is) && !is.isPaused && !is.isOffline, run: syncNow,
	},
	{
		action: 'limit', chords: [], group: 'SESSION', help: 'limit bytes a second (asks)', isValid: is => is.isRunning && !is.isClosing, run: askForLimit,
	},
	{
		action: 'rescan', chords: ['S'], group: 'SESSION', label: 'rescan', help: 'scan the whole folder again', isValid: is => !is.isStopped && !is.isClosing, run(helm) {
			onSession(session => {
				session.rescan();
			})(helm);
			helm.say('Looking at everything again.');
		},
	},
];
