import {Box} from 'ink';
import {useEffect} from 'react';
import {currentSession} from '../../state/cockpit-source.js';
import {FsyncError, type SessionState} from '../../contract.js';
import {listViewOf, withCursor, withTop} from '../../state/view-state.js';
import {loading} from '../../state/loaded.js';
import {moveCursor} from '../../list-window.js';
import {SessionPage} from '../../parts/session-page.js';
import {
	useLocal,
	useSession,
	useShared,
	useView,
	useVisit,
} from '../../state/screen.js';
import type {Screen} from '../../screen.js';
import type {SessionCondition} from '../../keys/session.js';
import type {SessionWorld} from '../../state/world.js';
import {
	conflictMark,
	conflictsList,
	layoutOf,
	selectedConflict,
	type ConflictsLocal,
} from './conflicts-model.js';
import {conflictKeys, conflictsConditions, type ConflictsFact} from './conflict-keys.js';
import {ConflictListPanel} from './conflict-list-panel.js';
import {DiffPanel, PreviewPanel, type ConflictsProps} from './diff-panels.js';
import type {ConflictsHelm} from './merge-keys.js';

/** The conflicts of a session: what each is about, and everything that decides about them. */
export const conflicts: Screen<SessionWorld, ConflictsLocal, ConflictsFact, SessionCondition> = {
	name: 'conflicts',
	title: 'conflicts',
	content: <Conflicts/>,
	local: ({path}: {readonly path?: string}) => ({
		...(path !== undefined && {path}), detail: loading, isExpanded: false, choices: new Map(),
	}),
	panels: ['conflicts', 'diff'],
	focus: 'conflicts',
	hasPanel: (name, scene) => name === 'conflicts' || (conflictsList(name, scene)?.items.length ?? 0) > 0,
	list: conflictsList,
	conditions: conflictsConditions,
	keys: conflictKeys,
	entrances: [
		{
			action: 'conflicts', chords: ['c'], group: 'VIEW', label: 'conflicts', help: 'conflicts', isValid: is => is.hasConflicts, run(helm) {
				const list = helm.list();
				const path = list?.selected === undefined ? undefined : list.pathAt(list.selected);
				helm.open('conflicts', path === undefined ? {} : {path});
			},
		},
	],
	onOpen(helm) {
		selectWanted(helm);
		load(helm);
	},
	onMove(helm, list) {
		if (list === 'conflicts') {
			load(helm);
		}
	},
};

/** Begins at the conflict that was asked for, else at the first. */
function selectWanted(helm: ConflictsHelm): void {
	const {state, local} = helm.scene();
	const list = helm.list('conflicts');
	const at = state.current.conflicts.findIndex(({path, localPath}) => path === local.path || localPath === local.path);
	if (list) {
		helm.update(view => withTop(view, visit => withCursor(visit, 'conflicts', moveCursor(list, undefined, Math.max(0, at) + 1))));
	}
}

/** Reads the versions of the selected conflict; what was chosen for another one is forgotten. */
function load(helm: ConflictsHelm): void {
	const scene = helm.scene();
	const conflict = selectedConflict(scene);
	const session = currentSession(helm.control, scene.view);
	const {draft: _, ...local} = scene.local;
	helm.update(view => withTop(view, visit => ({...withCursor(visit, 'diff', undefined), focus: 'conflicts', local: {...local, choices: new Map()}})));
	helm.load('detail', async () => {
		if (!session) {
			throw new FsyncError('usage', 'There is no session to ask.');
		}

		return conflict && session.control.conflict(conflict.path);
	});
}

/** What a screen of conflicts has to know to be drawn. */
function useConflicts(): ConflictsProps {
	const {look} = useShared();
	const state: SessionState = useSession(current => current);
	const view = useView(current => current);
	const visit = useVisit(current => current);
	const local = useLocal((current: ConflictsLocal) => current);
	return {
		look, scene: {
			state: {sessions: [], current: state}, now: 0, view, visit: {...visit, local}, local,
		},
	};
}

function Conflicts() {
	const {app} = useShared();
	const props = useConflicts();
	const {scene} = props;
	const selected = selectedConflict(scene);
	const mark = selected && conflictMark(selected);
	const {detail} = scene.local;
	const shown = detail.status === 'ready' && detail.value ? conflictMark(detail.value.conflict) : mark;
	const isStale = mark !== undefined && shown !== mark;
	// A conflict that was decided gives way to the next one, and a version may change while it is looked at.
	useEffect(() => {
		if (isStale && listViewOf(scene.visit, 'conflicts').filter === '') {
			load(app.helm() as ConflictsHelm);
		}
		// Only what is stale is a reason to load again, not each new state of the visit.
		// eslint-disable-next-line react-hooks/exhaustive-deps
	}, [app, isStale, mark]);
	const layout = layoutOf(scene);
	return (
		<SessionPage>
			{layout.isWide
				? (
					<>
						<Box>
							<ConflictListPanel box={layout.list}/>
							<DiffPanel {...props} layout={layout}/>
						</Box>
						{layout.preview && <PreviewPanel {...props} box={layout.preview}/>}
					</>
				)
				: (
					<>
						<ConflictListPanel box={layout.list}/>
						<Box><DiffPanel {...props} layout={layout}/></Box>
					</>
				)}
		</SessionPage>
	);
}
