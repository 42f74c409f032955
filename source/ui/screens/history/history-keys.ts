import {FsyncError} from '../../contract.js';
import {formatMoment} from '../../rows/history-rows.js';
import type {Conditions, KeyBinding} from '../../screen.js';
import type {Past, PastRow} from '../../past.js';
import type {SessionCondition} from '../../keys/session.js';
import type {SessionWorld} from '../../state/world.js';
import {askForTime} from '../tree/ask-for-time.js';
import {
	pastOfHelm,
	selectedRow,
	type HistoryHelm,
	type HistoryLocal,
	type HistoryScene,
} from './history-model.js';

/** The selected row is a version that is kept. */
export type HistoryFact = 'hasVersion' | 'hasDigest' | 'isWhole';

type Key = KeyBinding<SessionWorld, HistoryLocal, HistoryFact | SessionCondition>;

export function historyConditions(scene: HistoryScene): Conditions<HistoryFact> {
	const row = selectedRow(scene);
	return {hasVersion: row?.number !== undefined, hasDigest: row?.digest !== undefined, isWhole: scene.local.path === ''};
}

/** Reads the history, and the texts of the version that is selected. */
export function loadHistory(helm: HistoryHelm): void {
	const past = pastOfHelm(helm);
	const {path} = helm.scene().local;
	helm.load('history', async () => {
		if (!past) {
			throw new FsyncError('usage', 'This session keeps no history here.');
		}

		return past.history(path);
	});
}

/** Reads the texts of the selected version, if it is a kept file. */
export function loadTexts(helm: HistoryHelm): void {
	const past = pastOfHelm(helm);
	const scene = helm.scene();
	const row = selectedRow(scene);
	const {path} = scene.local;
	helm.load('texts', async () => past && row?.number !== undefined && row.kind === 'file' ? past.texts(path, row.number) : undefined);
}

/** Runs what a restore asks for, and says what came of it; its faults are sentences. */
async function attempt(helm: HistoryHelm, action: () => Promise<string>): Promise<void> {
	try {
		helm.say(await action(), 'good');
	} catch (error) {
		if (!(error instanceof FsyncError)) {
			throw error;
		}

		helm.say(error.message, 'bad');
	}

	loadHistory(helm);
	loadTexts(helm);
}

const withVersion = (use: (parts: {readonly helm: HistoryHelm; readonly past: Past; readonly row: PastRow; readonly number: number}) => void) => (helm: HistoryHelm) => {
	const past = pastOfHelm(helm);
	const row = selectedRow(helm.scene());
	if (past && row?.number !== undefined) {
		use({
			helm, past, row, number: row.number,
		});
	}
};

const restoreHere = withVersion(({helm, past, row, number}) => {
	const {path} = helm.scene().local;
	helm.ask({
		text: `Put version ${number} (until ${formatMoment(row.whenMilliseconds).trim()}) back? The present one goes to the trash.`,
		yes: 'yes, put it back',
		run() {
			void attempt(helm, async () => await past.restore(path, number) ? `Put back: ${path}.` : `${path} is that version already.`);
		},
	});
});

const restoreElsewhere = withVersion(({helm, past, row, number}) => {
	const {path} = helm.scene().local;
	helm.write({
		label: 'Restore to a path where nothing stands:',
		text: `${path}.${formatMoment(row.whenMilliseconds).trim().replaceAll(/[ :]/gv, '-')}`,
		onEnter(to) {
			void attempt(helm, async () => {
				await past.restoreTo(path, number, to.trim());
				return `Restored to ${to.trim()}.`;
			});
		},
	});
});

const always = () => true;

export const historyKeys: readonly Key[] = [
	{
		action: 'restore-here', chords: ['R'], group: 'SCREEN', label: 'restore here', help: 'put the version back (asks first)', isValid: is => is.hasVersion && !is.isClosing, run: restoreHere,
	},
	{
		action: 'restore-to', chords: ['o'], group: 'SCREEN', label: 'restore to', help: 'put it where nothing stands', isValid: is => is.hasVersion && !is.isClosing, run: restoreElsewhere,
	},
	{
		action: 'copy-digest', chords: ['y'], group: 'SCREEN', help: 'copy the digest', isValid: is => is.hasDigest, run(helm) {
			const {digest = ''} = selectedRow(helm.scene()) ?? {};
			helm.copy(digest);
			helm.say(`Copied ${digest}`);
		},
	},
	{
		action: 'whole-history', chords: ['a'], group: 'VIEW', label: 'all files', help: 'history of the whole folder', isValid: is => !is.isWhole, run(helm) {
			helm.open('history', {path: ''});
		},
	},
	{
		action: 'file-history', chords: ['f', 'enter'], group: 'VIEW', label: 'this file', help: 'history of the selected path', isValid: is => is.isWhole && is.hasPath, run(helm) {
			const row = selectedRow(helm.scene());
			if (row) {
				helm.open('history', {path: row.path});
			}
		},
	},
	{
		action: 'tree-at', chords: ['t'], group: 'VIEW', label: 'as of a time', help: 'the folder as of a time', isValid: always, run(helm) {
			askForTime(helm, time => {
				helm.open('tree', {path: '', time});
			});
		},
	},
	{
		action: 'undo-cycle', chords: ['u'], group: 'SCREEN', label: 'undo last sync', help: 'undo what the last sync did here', isValid: is => !is.isClosing, run(helm) {
			helm.open('tree', {path: '', time: 'before-last-cycle'});
		},
	},
	{
		action: 'history-why', chords: ['w'], group: 'VIEW', help: 'why is it in this state?', isValid: is => !is.isWhole, run(helm) {
			helm.open('why', {path: helm.scene().local.path});
		},
	},
];
