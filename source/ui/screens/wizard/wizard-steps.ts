import {without} from '../../state/view-state.js';
import type {Helm} from '../../screen.js';
import type {SetupWorld} from '../../state/setup.js';
import {
	directions,
	isAnswered,
	patternsOf,
	steps,
	valueOf,
	type Step,
	type WizardLocal,
} from './wizard-local.js';

export type WizardHelm = Helm<SetupWorld, WizardLocal>;

/** Goes to a step; those with a text begin to write. */
export function enterStep(helm: WizardHelm, step: Step): void {
	helm.update(view => without(view, 'field'));
	helm.set({step});
	if (step !== 'direction') {
		writeStep(helm, step);
	}

	if (step === 'ignores') {
		count(helm);
	}
}

export function goBack(helm: WizardHelm): void {
	const {local: {step, peer}} = helm.scene();
	const isAnswered = step === 'peer' && valueOf(peer) !== undefined;
	const before = isAnswered ? step : steps[steps.indexOf(step) - 1];
	if (before === 'peer') {
		helm.set({peer: {status: 'ready', value: undefined}});
	}

	if (before !== undefined) {
		enterStep(helm, before);
	}
}

/** enter where nobody writes: on with the next step, or back to the text of this one. */
export function goOn(helm: WizardHelm): void {
	const {local} = helm.scene();
	enterStep(helm, isAnswered(local) ? steps[steps.indexOf(local.step) + 1]! : local.step);
}

export function turnDirection(helm: WizardHelm, by: number): void {
	const at = directions.findIndex(([mode]) => mode === helm.scene().local.mode);
	const [mode] = directions[(at + by + directions.length) % directions.length]!;
	helm.set({mode});
}

export function toggleGitignore(helm: WizardHelm): void {
	helm.set({useGitignore: !helm.scene().local.useGitignore});
	count(helm);
}

function writeStep(helm: WizardHelm, step: Exclude<Step, 'direction'>): void {
	const {local} = helm.scene();
	helm.write({
		label: '',
		text: local.texts[step],
		isInline: true,
		onChange(text) {
			helm.set({texts: {...helm.scene().local.texts, [step]: text}, ...(step === 'peer' && {peer: {status: 'ready', value: undefined}})});
			if (step === 'ignores') {
				count(helm);
			}
		},
		onEnter(text) {
			submit[step](helm, text);
		},
		onChord(chord) {
			if (chord === 'shift-tab') {
				goBack(helm);
			} else if (chord === 'tab' && step === 'ignores') {
				toggleGitignore(helm);
			}

			return chord === 'shift-tab' || chord === 'tab';
		},
	});
}

const submit: Readonly<Record<Exclude<Step, 'direction'>, (helm: WizardHelm, text: string) => void>> = {
	folder(helm, text) {
		helm.load('folder', async signal => retried(helm, 'folder', async () => {
			const look = await helm.control.lookAtFolder(text.trim() === '' ? helm.scene().local.offered : text, signal);
			suggest(helm, look.suggestions);
			enterStep(helm, 'peer');
			return look;
		}));
	},
	peer(helm, text) {
		helm.load('peer', async signal => retried(helm, 'peer', async () => {
			const look = await helm.control.lookAtPeer(text, valueOf(helm.scene().local.folder)?.path ?? '', signal);
			if (look.kind === 'vault') {
				enterStep(helm, 'direction');
			}

			return look;
		}));
	},
	ignores(helm, text) {
		const {local: {folder, texts, mode, useGitignore}} = helm.scene();
		helm.control.start({
			folder: valueOf(folder)?.path ?? '', remote: texts.peer, mode, patterns: patternsOf(text), useGitignore,
		});
	},
};

/** What is usually not synced is offered once, where nobody has written anything yet. */
function suggest(helm: WizardHelm, suggestions: readonly string[]): void {
	const {local: {texts}} = helm.scene();
	if (texts.ignores === '') {
		helm.set({texts: {...texts, ignores: suggestions.join(' ')}});
	}
}

function count(helm: WizardHelm): void {
	helm.load('ignores', async signal => {
		const {local: {texts, useGitignore}} = helm.scene();
		return helm.control.countIgnored({patterns: patternsOf(texts.ignores), useGitignore}, signal);
	});
}

/** What cannot be used is shown with the reason, and can be written again. */
async function retried<Look>(helm: WizardHelm, step: Exclude<Step, 'direction'>, task: () => Promise<Look>): Promise<Look> {
	try {
		return await task();
	} catch (error) {
		if (helm.scene().local.step === step) {
			writeStep(helm, step);
		}

		throw error;
	}
}
