import {logChoices} from '../../rows/log-row.js';
import {onSession, type SessionCondition} from '../../keys/session.js';
import {withTop} from '../../state/view-state.js';
import type {Helm, KeyBinding} from '../../screen.js';
import type {SessionWorld} from '../../state/world.js';
import {selectedTransfer, type DashboardLocal} from './dashboard-model.js';

type DashboardHelm = Helm<SessionWorld, DashboardLocal>;

/** Facts that only the dashboard has. */
export type DashboardFact =
	/** The cursor is on a session. */
	| 'isOnSession'
	/** The cursor is on a file on its way. */
	| 'isOnTransfer';

/** What is looked at on the dashboard: levels of the log, the rates, another session. */
export const viewKeys: ReadonlyArray<KeyBinding<SessionWorld, DashboardLocal, SessionCondition | DashboardFact>> = [
	{
		action: 'choose-session', chords: ['enter'], group: 'SELECTION', label: 'show session', help: 'show this session', isValid: is => is.isOnSession, run: chooseSession,
	},
	{
		action: 'cancel-transfer', chords: ['X'], group: 'SELECTION', label: 'cancel', help: 'cancel it (asks)', isValid: is => is.isOnTransfer && !is.isClosing, run: askToCancel,
	},
	{
		action: 'log-level', chords: ['L'], group: 'VIEW', help: 'next level of the log', isValid: is => !is.isBlocked, run: nextLogLevel,
	},
	{
		action: 'throughput', chords: ['t'], group: 'VIEW', help: 'throughput alone', isValid: is => !is.isZoomed, run(helm) {
			helm.update(view => withTop(view, visit => ({...visit, zoomed: 'throughput'})));
		},
	},
	{
		action: 'all-panels', chords: ['t'], group: 'VIEW', help: 'all panels again', isValid: is => is.isZoomed, run(helm) {
			helm.update(view => withTop(view, ({zoomed: _, ...visit}) => visit));
		},
	},
];

function askToCancel(helm: DashboardHelm): void {
	const transfer = selectedTransfer(helm.scene());
	if (transfer === undefined) {
		return;
	}

	const {path, direction} = transfer;
	const [word, fate] = direction === 'up' ? ['sending', 'is sent'] as const : ['receiving', 'comes'] as const;
	helm.ask({
		text: `Cancel ${word} ${path.slice(path.lastIndexOf('/') + 1)}? It goes on in about five minutes, or with s.`,
		yes: 'cancel it',
		run() {
			onSession(session => {
				session.cancelTransfer(transfer);
			})(helm);
			helm.say(`${path} ${fate} later.`);
		},
	});
}

function chooseSession(helm: DashboardHelm): void {
	const list = helm.list('sessions');
	const session = list?.selected === undefined ? undefined : list.keyAt(list.selected);
	if (session !== undefined) {
		helm.update(view => ({...view, session}));
	}
}

function nextLogLevel(helm: DashboardHelm): void {
	const {log} = helm.scene().local;
	const next = logChoices[(logChoices.indexOf(log) + 1) % logChoices.length] ?? 'all';
	helm.set({log: next});
	helm.say(`Log: ${next}`);
}
