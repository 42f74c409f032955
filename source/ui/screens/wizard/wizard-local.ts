import type {Loaded} from '../../state/loaded.js';
import type {FolderLook, IgnoreLook, PeerLook} from '../../state/setup.js';
import type {Mode} from '../../contract.js';

export const steps = ['folder', 'peer', 'direction', 'ignores'] as const;

export type Step = typeof steps[number];

/** What has been found out so far; `undefined` before anybody asked. */
type Found<Look> = Loaded<Look | undefined>;

/** How far somebody has come with setting up a session. */
export type WizardLocal = {
	readonly step: Step;
	/** The folder that is taken when nothing is written. */
	readonly offered: string;
	/** What is written in each step's field. */
	readonly texts: Readonly<Record<Exclude<Step, 'direction'>, string>>;
	readonly folder: Found<FolderLook>;
	readonly peer: Found<PeerLook>;
	readonly ignores: Found<IgnoreLook>;
	readonly mode: Mode;
	readonly useGitignore: boolean;
};

const notYet = {status: 'ready', value: undefined} as const;

export const firstLocal: WizardLocal = {
	step: 'folder',
	offered: '',
	texts: {folder: '', peer: '', ignores: ''},
	folder: notYet,
	peer: notYet,
	ignores: notYet,
	mode: 'two-way',
	useGitignore: false,
};

/** What was found, if it was. */
export const valueOf = <Look>(found: Found<Look>): Look | undefined => found.status === 'ready' ? found.value : undefined;

/** Whether there is nothing (more) to be written at this step. */
export const isAnswered = ({step, peer}: WizardLocal): boolean => step === 'direction' || (step === 'peer' && valueOf(peer) !== undefined);

/** Every direction, and what it means in a line of 80 columns. */
export const directions: ReadonlyArray<readonly [mode: Mode, meaning: string]> = [
	['two-way', 'both ways; conflicts wait until you decide'],
	['push', 'from here to the other side; never deletes'],
	['pull', 'from the other side to here; never deletes'],
	['mirror-push', 'the other side becomes a copy of this one, deletions too'],
	['mirror-pull', 'this side becomes a copy of the other one, deletions too'],
];

/** The patterns in a line of them. */
export const patternsOf = (text: string): readonly string[] => text.split(/\s+/v).filter(pattern => pattern !== '');
