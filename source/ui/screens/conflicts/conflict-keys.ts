import {chosenOf} from '../../state/marks.js';
import {formatCounted} from '../../text/count.js';
import {listViewOf, withList, withTop} from '../../state/view-state.js';
import type {Conditions, KeyBinding} from '../../screen.js';
import type {OpenConflict} from '../../contract.js';
import type {SessionCondition} from '../../keys/session.js';
import type {SessionWorld} from '../../state/world.js';
import {
	currentDetail,
	regionsFor,
	selectedConflict,
	styleOf,
	type ConflictsLocal,
	type ConflictsScene,
} from './conflicts-model.js';
import {
	choicesFor,
	decidable,
	keepQuestion,
	modeSentence,
	parseBulk,
	undoSentence,
	type BulkKeep,
	type Keep,
} from './conflict-words.js';
import {
	chooseHunk,
	jump,
	mergeInEditor,
	sessionOf,
	takeResult,
	type ConflictsHelm,
} from './merge-keys.js';

/** Facts of the conflict screen. */
export type ConflictsFact =
	/** A conflict is selected. */
	| 'hasConflict'
	/** Both of its versions are texts, so that there are hunks. */
	| 'hasHunks'
	/** The reader is in the diff. */
	| 'isInDiff'
	/** Something was decided that can be taken back. */
	| 'canUndo';

type Key = KeyBinding<SessionWorld, ConflictsLocal, ConflictsFact | SessionCondition>;
type Is = Conditions<ConflictsFact | SessionCondition>;

export function conflictsConditions(scene: ConflictsScene): Conditions<ConflictsFact> {
	return {
		hasConflict: selectedConflict(scene) !== undefined,
		hasHunks: regionsFor(currentDetail(scene)).some(({kind}) => kind !== 'same'),
		isInDiff: scene.visit.focus === 'diff',
		canUndo: scene.state.current.canUndoDecision,
	};
}

/** What is marked, else the selected one. */
function chosenConflicts(helm: ConflictsHelm): readonly OpenConflict[] {
	const scene = helm.scene();
	const list = helm.list('conflicts');
	const keys = new Set(list ? chosenOf(list, listViewOf(scene.visit, 'conflicts').marks) : []);
	const chosen = scene.state.current.conflicts.filter(({path}) => keys.has(path));
	const selected = selectedConflict(scene);
	return chosen.length === 0 && selected ? [selected] : chosen;
}

function decideAbout(helm: ConflictsHelm, keep: BulkKeep, conflicts: readonly OpenConflict[]): void {
	const open = decidable(conflicts);
	if (open.length === 0) {
		helm.say(conflicts.length === 0 ? 'There is no conflict here.' : modeSentence);
		return;
	}

	helm.ask({
		text: keepQuestion(keep, open),
		yes: 'yes, keep',
		run() {
			sessionOf(helm)?.resolve(choicesFor(keep, open));
			helm.update(view => withTop(view, visit => withList(visit, 'conflicts', list => ({...list, marks: new Set()}))));
			helm.say(`Decided about ${open.length === 1 ? open[0]!.path : formatCounted(open.length, 'conflict')}; z takes it back.`, 'good');
		},
	});
}

const keep = (side: Keep) => (helm: ConflictsHelm) => {
	decideAbout(helm, side, chosenConflicts(helm));
};

/** Asks in a word what is to become of all that are marked, or of all where none is. */
function decideMany(helm: ConflictsHelm): void {
	const scene = helm.scene();
	const {marks} = listViewOf(scene.visit, 'conflicts');
	const {conflicts} = scene.state.current;
	const meant = marks.size > 0 ? conflicts.filter(({path}) => marks.has(path)) : conflicts;
	helm.write({
		label: `Keep local, remote, both or newest of ${marks.size > 0 ? formatCounted(meant.length, 'marked conflict') : `all ${formatCounted(meant.length, 'conflict')}`}:`,
		onEnter(text) {
			const wanted = parseBulk(text);
			if (wanted === undefined) {
				helm.say('Say local, remote, both or newest: nothing was done.', 'warning');
			} else {
				decideAbout(helm, wanted, meant);
			}
		},
	});
}

function askToUndo(helm: ConflictsHelm): void {
	helm.ask({
		text: 'Take the last decision back? What had lost comes back, as one more change.',
		yes: 'yes, take it back',
		run() {
			void undo(helm);
		},
	});
}

async function undo(helm: ConflictsHelm): Promise<void> {
	helm.say(undoSentence(await sessionOf(helm)?.undoResolve() ?? []));
}

const onList = (is: Is) => is.hasConflict && !is.isClosing && !(is.isInDiff && is.hasHunks);
const onHunk = (is: Is) => is.isInDiff && is.hasHunks && is.hasConflict && !is.isClosing;
const withHunks = (is: Is) => is.hasHunks && is.hasConflict;

const deciding: readonly Key[] = [
	{
		action: 'keep-local', chords: ['l'], group: 'SCREEN', label: 'keep local', help: 'keep local (asks first)', isValid: onList, run: keep('local'),
	},
	{
		action: 'keep-remote', chords: ['r'], group: 'SCREEN', label: 'keep remote', help: 'keep remote (asks first)', isValid: onList, run: keep('remote'),
	},
	{
		action: 'keep-both', chords: ['b'], group: 'SCREEN', label: 'keep both', help: 'keep both (asks first)', isValid: onList, run: keep('both'),
	},
	{
		action: 'decide-many', chords: ['a'], group: 'SCREEN', label: 'apply to marked', help: 'decide about all marked', isValid: is => onList(is) && is.hasMarks, run: decideMany,
	},
	{
		action: 'decide-all', chords: ['a'], group: 'SCREEN', label: 'decide all', help: 'decide about all', isValid: is => onList(is) && !is.hasMarks, run: decideMany,
	},
	{
		action: 'hunk-local', chords: ['l'], group: 'SCREEN', label: 'local', help: 'take the local lines of this hunk', isValid: onHunk, run: chooseHunk('local'),
	},
	{
		action: 'hunk-remote', chords: ['r'], group: 'SCREEN', label: 'remote', help: 'take the remote lines of this hunk', isValid: onHunk, run: chooseHunk('remote'),
	},
	{
		action: 'hunk-both', chords: ['b'], group: 'SCREEN', label: 'both', help: 'take both sides of this hunk', isValid: onHunk, run: chooseHunk('both'),
	},
	{
		action: 'hunk-open', chords: ['u'], group: 'SCREEN', help: 'leave this hunk open again', isValid: onHunk, run: chooseHunk(undefined),
	},
	{
		action: 'take-result', chords: ['enter'], group: 'SCREEN', label: 'take result', help: 'take what was chosen (asks first)', isValid: onHunk, run: takeResult,
	},
	{
		action: 'merge', chords: ['m'], group: 'SCREEN', label: 'merge in $EDITOR', help: 'merge in $EDITOR', isValid: is => withHunks(is) && !is.isClosing, run: mergeInEditor,
	},
	{
		action: 'undo-resolve', chords: ['z'], group: 'SCREEN', label: 'undo', help: 'undo the last decision (asks)', isValid: is => is.canUndo && !is.isClosing, run: askToUndo,
	},
];

const looking: readonly Key[] = [
	{
		action: 'open-diff', chords: ['enter'], group: 'VIEW', help: 'go into the diff', isValid: is => onList(is) && is.hasHunks, run: jump(0),
	},
	{
		action: 'next-hunk', chords: ['n'], shown: 'n/N', group: 'VIEW', label: 'hunk', help: 'next hunk', isValid: withHunks, run: jump(1),
	},
	{
		action: 'previous-hunk', chords: ['N'], group: 'VIEW', help: 'previous hunk', isValid: withHunks, run: jump(-1),
	},
	{
		action: 'diff-style', chords: ['d'], group: 'VIEW', label: 'diff style', help: 'one below the other, or side by side', isValid: withHunks, run(helm) {
			const {local, view} = helm.scene();
			helm.set({style: styleOf(local, view.size) === 'side' ? 'unified' : 'side'});
		},
	},
	{
		action: 'expand', chords: ['x'], group: 'VIEW', label: 'expand', help: 'show or fold unchanged lines', isValid: withHunks, run(helm) {
			helm.set({isExpanded: !helm.scene().local.isExpanded});
		},
	},
];

export const conflictKeys: readonly Key[] = [...deciding, ...looking];
