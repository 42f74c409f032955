import type {
	Conditions,
	KeyBinding,
	Screen,
} from '../screen.js';

/** Chords that mean the same on every screen: a screen that takes them for something else would be a trap. */
export const fixedChords: ReadonlySet<string> = new Set(['?', 'esc', 'q', 'ctrl-c', 'ctrl-z', 'ctrl-l', ':']);

/** Chords that somebody has given to actions instead of the usual ones. */
export type Remapping = Readonly<Record<string, readonly string[]>>;

export type TableParts = {
	/** Keys of all screens of this world. */
	readonly shared: readonly KeyBinding[];
	readonly screens: readonly Screen[];
	readonly remapping?: Remapping;
};

/**
All keys of a screen, in the footer's order: its own, what leads to other screens, what all screens share. A chord of its own is
taken from the others, so that no chord means two things. The dispatcher, the footer, the help and the palette read this and nothing else.
*/
export function tableOf(screen: Screen, {shared, screens, remapping = {}}: TableParts): readonly KeyBinding[] {
	const owners = new Map(Object.entries(remapping).flatMap(([action, chords]) => chords.map(chord => [chord, action] as const)));
	const remap = (binding: KeyBinding) => withoutOthers(remapped(binding, remapping), owners);
	const own = screen.keys.map(binding => remap(binding));
	const entrances = screens.filter(other => other.name !== screen.name).flatMap(other => other.entrances ?? []);
	const taken = new Set(own.flatMap(binding => binding.chords));
	const isOffered = ({group, isForLists}: KeyBinding) => (!screen.isOverlay || group === 'APP') && !(isForLists && screen.panels.length === 0);
	const others = [...entrances, ...shared].filter(binding => isOffered(binding)).map(binding => remap(binding));
	return [...own, ...others.map(binding => yielding(binding, taken)).filter((binding, index) => binding.chords.length > 0 || others[index]?.chords.length === 0)];
}

function remapped(binding: KeyBinding, remapping: Remapping): KeyBinding {
	const chords = remapping[binding.action];
	if (chords === undefined) {
		return binding;
	}

	const {shown: _, ...rest} = binding;
	return {...rest, chords};
}

/** A chord that somebody has given to an action is that action's alone. */
function withoutOthers(binding: KeyBinding, owners: ReadonlyMap<string, string>): KeyBinding {
	const lost = binding.chords.filter(chord => (owners.get(chord) ?? binding.action) !== binding.action);
	return yielding(binding, new Set(lost));
}

function yielding(binding: KeyBinding, taken: ReadonlySet<string>): KeyBinding {
	return binding.chords.some(chord => taken.has(chord)) ? {...binding, chords: binding.chords.filter(chord => !taken.has(chord))} : binding;
}

/** What a chord does now, if anything. */
export const bindingOf = (table: readonly KeyBinding[], chord: string, conditions: Conditions): KeyBinding | undefined =>
	table.find(binding => binding.chords.includes(chord) && binding.isValid(conditions));

/** The keys of the footer: valid now, with a label. */
export const footerKeys = (table: readonly KeyBinding[], conditions: Conditions): readonly KeyBinding[] =>
	table.filter(binding => binding.label !== undefined && binding.isValid(conditions));
