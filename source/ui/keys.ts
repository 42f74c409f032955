import type {PanelName} from './layout.js';

/** What a key can ask for. */
export type Action =
	| 'help' | 'back' | 'quit' | 'leave' | 'suspend' | 'redraw' | 'retry'
	| 'pause' | 'resume' | 'sync' | 'rescan' | 'reconnect' | 'copy-invite'
	| 'accept-deletion' | 'confirm' | 'put-back'
	| 'up' | 'down' | 'page-up' | 'page-down' | 'top' | 'bottom' | 'next-panel' | 'previous-panel'
	| 'panel';

/** What decides which keys are valid now. */
export type KeyContext = {
	readonly screen: 'session' | 'server';
	readonly isHelpOpen: boolean;
	readonly isClosing: boolean;
	readonly isPaused: boolean;
	readonly isOffline: boolean;
	/** Halted or stopped. */
	readonly isBlocked: boolean;
	readonly isStopped: boolean;
	/** Halted for deletions, which can be answered. */
	readonly hasDeletions: boolean;
	/** Somebody is asked whether the deletions are meant. */
	readonly isAsked: boolean;
	readonly hasInvite: boolean;
	readonly hasCrashed: boolean;
	/** Panels that can have the focus now, in the order of their numbers. */
	readonly lists: readonly PanelName[];
	/** Somebody has selected an item of the focused list. */
	readonly hasCursor: boolean;
};

export type KeyGroup = 'MOVE' | 'SESSION' | 'APP';

export type KeyBinding = {
	readonly action: Action;
	/** Chords as `chordOf` names them. */
	readonly chords: readonly string[];
	/** How the footer names the key; its first chord when left out. */
	readonly shown?: string;
	readonly group: KeyGroup;
	/** One or two words for the footer; without it the key is only in the help. */
	readonly label?: string;
	/** What it does, for the help. */
	readonly help: string;
	/** Whether it does anything now. */
	readonly isValid: (context: KeyContext) => boolean;
};

const always = () => true;
const onSession = ({screen, isHelpOpen}: KeyContext) => screen === 'session' && !isHelpOpen;
const inLists = ({lists, isHelpOpen}: KeyContext) => isHelpOpen || lists.length > 0;
const canWork = (context: KeyContext) => onSession(context) && !context.isBlocked && !context.isClosing;
const onHalt = (context: KeyContext) => onSession(context) && context.hasDeletions && !context.isClosing;
const onPanels = ({lists, isHelpOpen}: KeyContext) => !isHelpOpen && lists.length > 0;

/** Every key there is: the dispatcher, the footer and the help read this and nothing else. Order is the footer's order. */
export const keyBindings: readonly KeyBinding[] = [
	{
		action: 'help', chords: ['?'], group: 'APP', label: 'help', help: 'this help', isValid: always,
	},
	{
		action: 'retry', chords: ['r'], group: 'APP', label: 'retry panel', help: 'draw a crashed panel again', isValid: context => context.hasCrashed && !context.isHelpOpen,
	},
	{
		action: 'confirm', chords: ['y'], group: 'SESSION', label: 'yes, delete', help: 'yes: carry the deletions out', isValid: context => onHalt(context) && context.isAsked,
	},
	{
		action: 'accept-deletion', chords: ['D'], group: 'SESSION', label: 'delete', help: 'carry deletions out (asks first)', isValid: context => onHalt(context) && !context.isAsked,
	},
	{
		action: 'put-back', chords: ['R'], group: 'SESSION', label: 'put back', help: 'put back what vanished', isValid: onHalt,
	},
	{
		action: 'reconnect', chords: ['r'], group: 'SESSION', label: 'reconnect', help: 'connect again at once', isValid: context => canWork(context) && context.isOffline,
	},
	{
		action: 'resume', chords: ['p'], group: 'SESSION', label: 'resume', help: 'resume the session', isValid: context => canWork(context) && context.isPaused,
	},
	{
		action: 'pause', chords: ['p'], group: 'SESSION', label: 'pause', help: 'pause: nothing is sent or applied', isValid: context => canWork(context) && !context.isPaused,
	},
	{
		action: 'sync', chords: ['s'], group: 'SESSION', label: 'sync now', help: 'sync now, do not wait for quiet', isValid: context => canWork(context) && !context.isPaused && !context.isOffline,
	},
	{
		action: 'rescan', chords: ['S'], group: 'SESSION', label: 'rescan', help: 'scan the whole folder again', isValid: context => onSession(context) && !context.isStopped && !context.isClosing,
	},
	{
		action: 'copy-invite', chords: ['y'], group: 'APP', label: 'copy invite', help: 'copy the invite line', isValid: context => context.hasInvite && !context.isHelpOpen,
	},
	{
		action: 'next-panel', chords: ['tab'], group: 'MOVE', label: 'next panel', help: 'next panel', isValid: onPanels,
	},
	{
		action: 'previous-panel', chords: ['shift-tab'], group: 'MOVE', help: 'previous panel', isValid: onPanels,
	},
	{
		action: 'down', chords: ['j', 'down'], shown: 'j/k', group: 'MOVE', label: 'move', help: 'one line down', isValid: inLists,
	},
	{
		action: 'up', chords: ['k', 'up'], group: 'MOVE', help: 'one line up', isValid: inLists,
	},
	{
		action: 'page-down', chords: ['pgdn', 'ctrl-d'], group: 'MOVE', help: 'one page down', isValid: inLists,
	},
	{
		action: 'page-up', chords: ['pgup', 'ctrl-u'], group: 'MOVE', help: 'one page up', isValid: inLists,
	},
	{
		action: 'top', chords: ['g', 'home'], group: 'MOVE', help: 'top', isValid: inLists,
	},
	{
		action: 'bottom', chords: ['G', 'end'], group: 'MOVE', help: 'bottom', isValid: inLists,
	},
	{
		action: 'panel', chords: ['1', '2', '3', '4'], group: 'MOVE', help: 'that panel', isValid: onPanels,
	},
	{
		action: 'back', chords: ['esc'], group: 'APP', help: 'close the help; let go of a line', isValid: context => context.isHelpOpen || context.isAsked || context.hasCursor,
	},
	{
		action: 'redraw', chords: ['ctrl-l'], group: 'APP', help: 'draw the screen anew', isValid: always,
	},
	{
		action: 'suspend', chords: ['ctrl-z'], group: 'APP', help: 'suspend; fg brings it back', isValid: always,
	},
	{
		action: 'back', chords: ['q'], group: 'APP', help: 'close the help', isValid: context => context.isHelpOpen,
	},
	{
		action: 'quit', chords: ['q'], group: 'APP', label: 'quit', help: 'quit, finishing what is written', isValid: context => !context.isHelpOpen && !context.isClosing,
	},
	{
		action: 'leave', chords: ['ctrl-c'], group: 'APP', help: 'leave now', isValid: always,
	},
];

/** The part of Ink's key description that names a chord. */
export type PressedKey = Partial<Readonly<Record<
	'upArrow' | 'downArrow' | 'leftArrow' | 'rightArrow' | 'pageUp' | 'pageDown' | 'home' | 'end' | 'return' | 'escape' | 'tab'
	| 'backspace' | 'delete' | 'ctrl' | 'shift' | 'meta', boolean>>>;

const named = [
	['upArrow', 'up'],
	['downArrow', 'down'],
	['leftArrow', 'left'],
	['rightArrow', 'right'],
	['pageUp', 'pgup'],
	['pageDown', 'pgdn'],
	['home', 'home'],
	['end', 'end'],
	['return', 'enter'],
	['escape', 'esc'],
	['tab', 'tab'],
	['backspace', 'backspace'],
	['delete', 'delete'],
] as const;

/** Names what was pressed: `p`, `S`, `ctrl-c`, `shift-tab`, `pgdn`. Undefined for what no table would list. */
export function chordOf(input: string, key: PressedKey): string | undefined {
	const special = named.find(([property]) => key[property])?.[1];
	const modifiers = `${key.ctrl ? 'ctrl-' : ''}${key.meta && special !== 'esc' ? 'alt-' : ''}`;
	if (special !== undefined) {
		return `${modifiers}${key.shift ? 'shift-' : ''}${special}`;
	}

	return input === '' ? undefined : `${modifiers}${input}`;
}

/** Like `chordOf`, for what one read brought: keys pressed faster than the terminal delivers them come as one text. */
export function chordsOf(input: string, key: PressedKey): readonly string[] {
	const isRun = input.length > 1 && !key.ctrl && !key.meta;
	return isRun ? Array.from(input, character => controlChord(character) ?? character) : [chordOf(input, key) ?? []].flat();
}

function controlChord(character: string): string | undefined {
	const code = character.codePointAt(0) ?? 0;
	if (code >= 0x20) {
		return undefined;
	}

	return code === 0x09 ? 'tab' : `ctrl-${String.fromCodePoint(code + 0x60)}`;
}

/** What a chord does now, if anything. */
export const actionOf = (chord: string, context: KeyContext): Action | undefined =>
	keyBindings.find(binding => binding.chords.includes(chord) && binding.isValid(context))?.action;

/** The keys of the footer: valid now, with a label. */
export const footerKeys = (context: KeyContext): readonly KeyBinding[] =>
	keyBindings.filter(binding => binding.label !== undefined && binding.isValid(context));
