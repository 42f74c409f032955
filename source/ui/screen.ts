import type {ReactNode} from 'react';
import type {AnyWorld} from './state/world.js';
import type {LongList} from './contract.js';
import type {Loaded} from './state/loaded.js';
import type {ScreenName, ScreenParameters} from './screens/names.js';
import type {
	Question,
	TextField,
	ViewState,
	Visit,
} from './state/view-state.js';
import type {Look} from './line.js';
import type {Tone} from './theme.js';

/** Everything that decides what a screen shows and which keys it has. Immutable; components read parts of it. */
export type Scene<World extends AnyWorld = AnyWorld, Local = unknown> = {
	readonly state: World['state'];
	/** Clock.monotonicMilliseconds. */
	readonly now: number;
	readonly view: ViewState;
	/** The visit that it is about. */
	readonly visit: Visit<Local>;
	readonly local: Local;
};

/** Names of the parts of a local state that are loaded. */
type LoadedKey<Local> = {[Key in keyof Local]: Local[Key] extends Loaded<unknown> ? Key : never}[keyof Local];
type LoadedValue<Part> = Part extends Loaded<infer Value> ? Value : never;

/** What a key of a screen can do, and what the screen's own code can do later: everything is about the visit it was made for. */
export type Helm<World extends AnyWorld = AnyWorld, Local = unknown> = {
	readonly control: World['control'];
	scene(): Scene<World, Local>;
	/** Changes the screen's own state. Nothing happens once the screen has been left. */
	set(change: Partial<Local>): void;
	/** Puts a screen on top of the stack. */
	open<Name extends ScreenName>(name: Name, parameter: ScreenParameters[Name]): void;
	/** Leaves the screen for the one below; the root stays. */
	back(): void;
	/** Leaves all screens but the root. */
	home(): void;
	/** Asks before something is done that cannot be taken back by a key. */
	ask(question: Question): void;
	/** Asks for a line of text. */
	write(field: Omit<TextField, 'text' | 'cursor'> & {readonly text?: string}): void;
	/** Says a short sentence above the keys, until the next key. */
	say(text: string, tone?: Tone): void;
	/**
	Loads a part of the screen's own state: `loading` now, `ready` or `failed` later. A new load of the same part and leaving the
	screen abort the signal, and what comes after that is dropped.
	*/
	load<Key extends LoadedKey<Local> & string>(key: Key, task: (signal: AbortSignal) => Promise<LoadedValue<Local[Key]>>): void;
	/** Changes the view itself: cursors, marks, focus. */
	update(change: (view: ViewState) => ViewState): void;
	/** The list of a panel of this screen; the focused one when none is named. */
	list(name?: string): ShownList | undefined;
	/** Names of the lists that can have the focus now. */
	panels(): readonly string[];
	/** The list with a number (from 1), if it can have the focus now. */
	panelAt(number: number): string | undefined;
	/** All keys of a screen, as the dispatcher has them. */
	tableOf(name: ScreenName): readonly KeyBinding[];
	/** The screen below this one, for what lies over it. */
	below(): Below | undefined;
	/** How this terminal is drawn on. */
	readonly look: Look;
	/** Puts a text on the clipboard of the terminal's machine (OSC 52), where the terminal allows that. */
	copy(text: string): void;
	/** What concerns the terminal and the program. */
	readonly program: Program;
};

/** What a screen that lies over another can do there. */
export type Below = {
	readonly screen: ScreenName;
	/** What its keys do now. */
	readonly bindings: readonly KeyBinding[];
	/** Leaves this screen and does it there. */
	run(binding: KeyBinding): void;
};

export type Program = {
	/** Ends the program, finishing what is being written. */
	quit(): void;
	/** Ends the program at once. */
	leave(): void;
	/** Stops the process until somebody continues it. */
	suspend(): void;
	/** Draws everything anew. */
	redraw(): void;
	/** Switches the mouse on or off; says whether it is on now. */
	toggleMouse(): boolean;
	/** Opens a file in the user's editor on this terminal; resolves when it has been closed. */
	edit(file: string): Promise<void>;
	/** Gives the terminal to `task` and takes it back when it has ended: an editor, a pager. */
	lend(task: () => Promise<void>): Promise<void>;
};

/** A list that the reader moves in. `items` is the same object as long as nothing in it changes. */
export type ScreenList<Item = unknown> = {
	readonly items: LongList<Item>;
	/** Visible rows. */
	readonly height: number;
	/** Names an item for as long as it is in the list. */
	keyOf(item: Item): string;
	/** What the filter looks at; a list without it has no filter. */
	textOf?(item: Item): string;
	/** The synced path that an item is about, for the actions on files. */
	pathOf?(item: Item): string | undefined;
	readonly canMark?: boolean;
};

/** A list as it is shown now: filtered, with where the reader is. */
export type ShownList = {
	readonly name: string;
	readonly length: number;
	readonly height: number;
	keyAt(index: number): string;
	itemAt(index: number): unknown;
	pathAt(index: number): string | undefined;
	/** The index of the first visible item. */
	readonly start: number;
	/** The index of the selected item; undefined while nothing is. */
	readonly selected: number | undefined;
	readonly canMark: boolean;
	readonly canFilter: boolean;
};

/** Where a key is told of in the help. */
export type KeyGroup = 'MOVE' | 'SELECTION' | 'SCREEN' | 'SESSION' | 'VIEW' | 'APP';

/** Names of facts to their truth; nothing else decides which keys are valid, so that a test can try them all. */
export type Conditions<Name extends string = string> = Readonly<Record<Name, boolean>>;

export type KeyBinding<World extends AnyWorld = AnyWorld, Local = unknown, Condition extends string = string> = {
	/** Names what it does, for the configuration and the palette. */
	readonly action: string;
	/** Chords as `chordOf` names them. */
	readonly chords: readonly string[];
	/** How the footer names the key; its first chord when left out. */
	readonly shown?: string;
	readonly group: KeyGroup;
	/** One or two words for the footer; without it the key is only in the help. */
	readonly label?: string;
	/** What it does, for the help and the palette. */
	readonly help: string;
	/** Moves in lists and the like: a screen without any does not have it. */
	readonly isForLists?: true;
	/** Whether it does anything now. */
	isValid(is: Conditions<Condition>): boolean;
	run(helm: Helm<World, Local>, chord: string): void;
};

/** A screen: what it shows, what it remembers, and its keys. One module exports one; the registry lists them all. */
export type Screen<World extends AnyWorld = AnyWorld, Local = unknown, Own extends string = string, Shared extends string = string> = {
	readonly name: ScreenName;
	/** For the help and for whoever looks where they are. */
	readonly title: string;
	readonly content: ReactNode;
	/** What it remembers, when it is opened. */
	local(parameter: never): Local;
	/** Names of all its lists, in the order of their numbers. */
	readonly panels: readonly string[];
	/** Whether there is such a list here at all, whatever the size; numbers count those that there are. All when left out. */
	offers?(name: string, scene: Scene<World, Local>): boolean;
	/** Whether a list can have the focus now: it is there and not collapsed to a title. */
	hasPanel(name: string, scene: Scene<World, Local>): boolean;
	/** The list that has the focus when the screen is opened. */
	readonly focus: string;
	list(name: string, scene: Scene<World, Local>): ScreenList | undefined;
	/** Its own facts, beside those that all screens have. */
	conditions(scene: Scene<World, Local>): Conditions<Own>;
	/** It lies over another screen for a moment: of the shared keys it has only those of the program. */
	readonly isOverlay?: boolean;
	/** Its own keys; on this screen they go before shared ones of the same chord. */
	readonly keys: ReadonlyArray<KeyBinding<World, Local, Own | Shared>>;
	/** Keys of every other screen that lead here. */
	readonly entrances?: ReadonlyArray<KeyBinding<World, unknown, Shared>>;
	/** The list that has a row of its at a cell of the terminal, and which visible row that is. */
	at?(place: {readonly column: number; readonly row: number}, scene: Scene<World, Local>): {readonly list: string; readonly row: number} | undefined;
	/** Milliseconds until it changes by time alone; undefined when nothing counts down. */
	nextChange?(scene: Scene<World, Local>): number | undefined;
	/** It has been opened: the place to begin loading. */
	onOpen?(helm: Helm<World, Local>): void;
	/** The reader has moved in one of its lists. */
	onMove?(helm: Helm<World, Local>, list: string): void;
};
