import type {SessionState} from '../contract.js';
import type {Source} from './frame-store.js';
import type {Store} from './store.js';
import type {ViewState} from './view-state.js';
import type {
	CockpitControl,
	CockpitSession,
	CockpitState,
	SessionEntry,
} from './world.js';

const noRate = {now: 0, peak: 0, history: []};

/** What is shown where there is no session yet. */
const noSession: SessionState = {
	id: '',
	folder: '',
	remote: '',
	mode: 'two-way',
	phase: 'stopped',
	pending: [],
	transfers: [],
	queuedTransfers: 0,
	conflicts: [],
	canUndoDecision: false,
	isPaused: false,
	problems: [],
	log: [],
	up: noRate,
	down: noRate,
	totals: {
		wireSentBytes: 0, wireReceivedBytes: 0, literalBytes: 0, reusedBytes: 0, created: 0, modified: 0, moved: 0, deleted: 0,
		saved: {
			deltaBytes: 0, dedupBytes: 0, zstdBytes: 0, renameBytes: 0,
		},
	},
	tree: {files: 0, folders: 0, bytes: 0},
	startedMilliseconds: 0,
};

/** Joins the sessions of a cockpit with which of them is the current one. What has not changed stays the same object. */
export function cockpitSource(control: CockpitControl, view: Store<ViewState>): Source<CockpitState> {
	let entries: readonly SessionEntry[] = [];
	let shown: CockpitState = {sessions: entries, current: noSession};

	const entryOf = ({id, name, isRunning, control: session}: CockpitSession): SessionEntry => {
		const state = session.state();
		const before = entries.find(entry => entry.id === id);
		return before?.state === state && before.isRunning === isRunning
			? before
			: {
				id, name, isRunning, state,
			};
	};

	return {
		state() {
			const next = control.sessions().map(session => entryOf(session));
			entries = next.length === entries.length && next.every((entry, index) => entry === entries[index]) ? entries : next;
			const {session} = view.get();
			const current = (entries.find(({id}) => id === session) ?? entries[0])?.state ?? noSession;
			if (shown.sessions !== entries || shown.current !== current) {
				shown = {sessions: entries, current};
			}

			return shown;
		},
		subscribe(listener) {
			let {session} = view.get();
			const offControl = control.subscribe(listener);
			const offView = view.subscribe(() => {
				if (view.get().session === session) {
					return;
				}

				session = view.get().session;
				listener();
			});
			return () => {
				offControl();
				offView();
			};
		},
	};
}

/** The session that a screen is about, with its control. */
export const currentSession = (control: CockpitControl, view: ViewState): CockpitSession | undefined => {
	const sessions = control.sessions();
	return sessions.find(({id}) => id === view.session) ?? sessions[0];
};
