import {basename} from 'node:path';
import {
	FsyncError,
	hasMarkers,
	withMarkers,
	type ConflictVersions,
	type RegionChoice,
	type SessionControl,
} from '../../contract.js';
import {currentSession} from '../../state/cockpit-source.js';
import {editText} from '../../editor.js';
import {listViewOf, withCursor, withTop} from '../../state/view-state.js';
import {moveCursor} from '../../list-window.js';
import type {Helm} from '../../screen.js';
import type {SessionWorld} from '../../state/world.js';
import {
	currentDetail,
	currentHunk,
	regionsFor,
	resultOf,
	shownRows,
	type ConflictsLocal,
} from './conflicts-model.js';
import {hunkRegions} from './diff-rows.js';

export type ConflictsHelm = Helm<SessionWorld, ConflictsLocal>;

/** The control of the session that the screen is about. */
export const sessionOf = (helm: ConflictsHelm): SessionControl | undefined => currentSession(helm.control, helm.scene().view)?.control;

/** Moves to the hunk that is so many further on, and the focus with it. */
export const jump = (step: number) => (helm: ConflictsHelm): void => {
	const scene = helm.scene();
	const hunk = currentHunk(scene);
	const {cursor} = listViewOf(scene.visit, 'diff');
	const wanted = cursor === undefined ? 0 : (hunk ?? 0) + step;
	const index = shownRows(scene).findIndex(row => row.kind === 'hunk' && row.hunk === wanted);
	const list = helm.list('diff');
	if (index === -1 || list === undefined) {
		helm.say(step > 0 ? 'That was the last hunk.' : 'That was the first hunk.');
		return;
	}

	helm.update(view => withTop(view, visit => ({...withCursor(visit, 'diff', moveCursor(list, cursor, index - (list.selected ?? -1))), focus: 'diff'})));
};

/** Takes one side (or both) of the hunk that the reader is at, and goes on to the next. */
export const chooseHunk = (choice: RegionChoice | undefined) => (helm: ConflictsHelm): void => {
	const scene = helm.scene();
	const hunk = currentHunk(scene);
	const region = hunk === undefined ? undefined : hunkRegions(regionsFor(currentDetail(scene)))[hunk];
	if (region === undefined) {
		return;
	}

	const choices = new Map(scene.local.choices);
	choices.delete(region);
	if (choice !== undefined) {
		choices.set(region, choice);
	}

	helm.set({choices});
	const left = resultOf(helm.scene()).undecided.length;
	helm.say(left === 0 ? 'Every hunk is decided: enter takes the result.' : `${left} to decide.`);
};

/** Asks whether the choices shall be the new version on both sides. */
export function takeResult(helm: ConflictsHelm): void {
	const scene = helm.scene();
	const detail = currentDetail(scene);
	const {text, undecided} = resultOf(scene);
	if (!detail || undecided.length > 0) {
		helm.say(`${undecided.length} to decide: n goes to the next hunk, l, r or b decides.`);
		return;
	}

	askToTake(helm, detail, text);
}

function askToTake(helm: ConflictsHelm, {conflict}: ConflictVersions, text: string): void {
	helm.ask({
		text: `Take the merged text of ${conflict.path}? Both versions go to the trash.`,
		yes: 'yes, take it',
		run() {
			void take(helm, conflict, text);
		},
	});
}

async function take(helm: ConflictsHelm, conflict: ConflictVersions['conflict'], text: string): Promise<void> {
	try {
		const outcome = await sessionOf(helm)?.resolveWith(conflict, text);
		helm.say(outcome === 'merged' ? `Merged ${conflict.path}; z takes it back.` : 'A version has changed since: nothing was done. Look again.', outcome === 'merged' ? 'good' : 'warning');
	} catch (error) {
		helm.say(sentenceOf(error), 'bad');
	}
}

/** Opens the versions with markers in the editor; what comes back without any may be taken. */
export function mergeInEditor(helm: ConflictsHelm): void {
	const scene = helm.scene();
	const detail = currentDetail(scene);
	const regions = regionsFor(detail);
	if (!detail || regions.length === 0) {
		helm.say('There are no two texts here to be merged.');
		return;
	}

	const {conflict} = detail;
	const {draft, choices} = scene.local;
	void edit(helm, detail, draft ?? withMarkers(regions, choices, {local: conflict.localDevice ?? '', remote: conflict.remoteDevice ?? ''}));
}

async function edit(helm: ConflictsHelm, detail: ConflictVersions, {text, marker}: NonNullable<ConflictsLocal['draft']>): Promise<void> {
	let edited = text;
	try {
		await helm.program.lend(async () => {
			edited = await editText(basename(detail.conflict.path), text);
		});
	} catch (error) {
		helm.say(sentenceOf(error), 'bad');
		return;
	}

	if (!hasMarkers(edited, marker)) {
		helm.set({draft: {text: edited, marker}});
		askToTake(helm, detail, edited);
		return;
	}

	helm.set({draft: {text: edited, marker}});
	helm.ask({
		text: 'There are markers left in it, so it is not taken. Open the editor again?',
		yes: 'yes, go on editing',
		run() {
			void edit(helm, detail, {text: edited, marker});
		},
	});
}

function sentenceOf(error: unknown): string {
	if (error instanceof FsyncError) {
		return error.message;
	}

	throw error;
}
