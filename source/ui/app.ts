import {commonConditions} from './state/conditions.js';
import {commonKeys} from './keys/common.js';
import {createHelm, Loads, type HelmParts} from './helm.js';
import {
	createFrameStore,
	type Frame,
	type FrameStore,
	type Source,
} from './state/frame-store.js';
import {createStore, type Store} from './state/store.js';
import {
	initialView,
	listViewOf,
	topOf,
	type ViewState,
	type Visit,
} from './state/view-state.js';
import {Matcher} from './state/matcher.js';
import {shownList} from './state/shown-list.js';
import {tableOf, type Remapping} from './keys/table.js';
import type {AnyWorld} from './state/world.js';
import type {Clock} from './contract.js';
import type {
	Below,
	Conditions,
	Helm,
	KeyBinding,
	Program,
	Scene,
	Screen,
	ScreenList,
	ShownList,
} from './screen.js';
import type {ScreenName, ScreenParameters} from './screens/names.js';
import type {Look} from './line.js';
import type {Size} from './layout.js';
import type {Top} from './dispatcher.js';

/** A kind of thing to be shown: where its state comes from, its screens, and the keys that all of them have. */
export type Kind<World extends AnyWorld = AnyWorld> = {
	readonly control: World['control'];
	source(view: Store<ViewState>): Source<World['state']>;
	readonly screens: readonly Screen[];
	readonly root: ScreenName;
	readonly keys: readonly KeyBinding[];
	/** The facts that all its screens have, beside the common ones. */
	conditions(state: World['state']): Conditions;
};

export type FilteredList = {readonly list: ScreenList; readonly total: number; readonly isComplete: boolean};

export type AppSettings = {
	readonly clock: Clock;
	readonly size: Size;
	readonly look: Look;
	readonly maxFps: number;
	/** Chords that somebody has given to actions. */
	readonly remapping: Remapping;
	readonly program: Program;
	readonly signal: (sequence: string) => unknown;
	onCrash(error: unknown): void;
};

/** Everything of the screens that is outside React: their stack, their states, their keys. */
export class App implements Top {
	readonly view: Store<ViewState>;
	readonly frames: FrameStore<unknown>;
	readonly #kind: Kind;
	readonly #settings: AppSettings;
	readonly #screens: ReadonlyMap<ScreenName, Screen>;
	readonly #tables = new Map<ScreenName, readonly KeyBinding[]>();
	readonly #loads: Loads;
	readonly #matcher: Matcher;
	#visits = 0;

	constructor(kind: Kind, settings: AppSettings) {
		this.#kind = kind;
		this.#settings = settings;
		this.#screens = new Map(kind.screens.map(screen => [screen.name, screen]));
		this.#loads = new Loads(settings.onCrash);
		this.#matcher = new Matcher({
			defer(step) {
				setImmediate(step);
			},
			onProgress: () => {
				const view = this.view.get();
				this.view.set({...view, findings: view.findings + 1});
			},
		});
		const root = this.screen(kind.root);
		this.view = createStore(initialView(settings.size, this.#visit(root, undefined)));
		this.frames = createFrameStore(kind.source(this.view), {
			clock: settings.clock,
			nextChange: frame => this.#nextChange(frame),
			leastMilliseconds: 1000 / settings.maxFps,
		});
		root.onOpen?.(this.helm());
	}

	/** A screen by its name; one that this kind of thing does not have is a bug. */
	screen(name: ScreenName): Screen {
		const screen = this.#screens.get(name);
		if (screen === undefined) {
			throw new Error(`There is no screen ${name} here.`);
		}

		return screen;
	}

	get remapping(): Remapping {
		return this.#settings.remapping;
	}

	/** What the keys of the screen on top can do. */
	helm(): Helm {
		return this.#helmOf(topOf(this.view.get()).id);
	}

	/** All keys of a screen; of the one on top when none is named. */
	table(name: ScreenName = topOf(this.view.get()).screen): readonly KeyBinding[] {
		const known = this.#tables.get(name);
		if (known !== undefined) {
			return known;
		}

		const {keys, screens} = this.#kind;
		const table = tableOf(this.screen(name), {shared: [...keys, ...commonKeys], screens, remapping: this.remapping});
		this.#tables.set(name, table);
		return table;
	}

	/** The facts that decide which keys of a visit are valid now; of the one on top when none is named. */
	conditions(visit: Visit = topOf(this.view.get())): Conditions {
		const view = this.view.get();
		const scene = this.scene(visit);
		return {
			...commonConditions({
				view, visit, panels: this.panels(visit), list: this.list(visit, visit.focus),
			}),
			...this.#kind.conditions(scene.state),
			...this.screen(visit.screen).conditions(scene),
		};
	}

	scene(visit: Visit = topOf(this.view.get()), {state, now}: Frame<unknown> = this.frames.get()): Scene {
		return {
			state, now, view: this.view.get(), visit, local: visit.local,
		};
	}

	/** A visit as it is now; as it was when it has been left. */
	visit(known: Visit): Visit {
		return this.view.get().stack.find(each => each.id === known.id) ?? known;
	}

	/** Lists that can have the focus now. */
	panels(visit: Visit): readonly string[] {
		const screen = this.screen(visit.screen);
		const scene = this.scene(visit);
		return screen.panels.filter(name => screen.hasPanel(name, scene as never));
	}

	/** The number that leads to a list, from 1. */
	numberOf(visit: Visit, name: string): number {
		return this.#offered(visit).indexOf(name) + 1;
	}

	list(visit: Visit, name: string): ShownList | undefined {
		const filtered = this.filtered(visit, name);
		return filtered && shownList(name, filtered.list, listViewOf(visit, name));
	}

	/** A screen's list with the items that its filter leaves, and of how many those are. */
	filtered(visit: Visit, name: string): FilteredList | undefined {
		const list = this.screen(visit.screen).list(name, this.scene(visit));
		const {filter} = listViewOf(visit, name);
		if (list?.textOf === undefined || filter === '') {
			return list && {list, total: list.items.length, isComplete: true};
		}

		const {items, total, isComplete} = this.#matcher.find(`${visit.id} ${name}`, list.items, {filter, textOf: item => list.textOf?.(item) ?? ''});
		return {list: {...list, items}, total, isComplete};
	}

	at(place: {readonly column: number; readonly row: number}): {readonly list: string; readonly row: number} | undefined {
		const scene = this.scene();
		return this.screen(scene.visit.screen).at?.(place, scene);
	}

	/** Names of all that keys can do on any screen. */
	actions(): ReadonlySet<string> {
		return new Set([...this.#screens.keys()].flatMap(name => this.table(name).map(({action}) => action)));
	}

	/** Tells the screen on top that the reader has moved in one of its lists. */
	moved(list: string): void {
		const {screen} = topOf(this.view.get());
		this.screen(screen).onMove?.(this.helm(), list);
	}

	/** Somebody has asked for the end: what is being written is finished first. */
	close(): void {
		this.view.set({...this.view.get(), isClosing: true});
	}

	stop(): void {
		this.frames.stop();
		this.#loads.keepOnly([]);
	}

	#helmOf(visit: number): Helm {
		let last = this.view.get().stack.find(each => each.id === visit) ?? topOf(this.view.get());
		const current = () => {
			last = this.visit(last);
			return last;
		};

		const parts: HelmParts = {
			...this.#settings,
			view: this.view,
			control: this.#kind.control,
			loads: this.#loads,
			scene: () => this.scene(current()),
			list: name => this.list(current(), name ?? current().focus),
			panels: () => this.panels(current()),
			panelAt: number => this.panels(current()).find(name => name === this.#offered(last)[number - 1]),
			tableOf: name => this.table(name),
			below: () => this.#below(current()),
			open: (name, parameter) => {
				this.#open(name, parameter);
			},
			close: id => {
				this.#close(id);
			},
		};
		return createHelm(visit, parts);
	}

	/** The valid actions of the screen below, for a palette over it. */
	#below(visit: Visit): Below | undefined {
		const {stack} = this.view.get();
		const below = stack[stack.findIndex(({id}) => id === visit.id) - 1];
		if (below === undefined) {
			return undefined;
		}

		const conditions = this.conditions(below);
		return {
			screen: below.screen,
			bindings: this.table(below.screen).filter(binding => binding.isValid(conditions)),
			run: binding => {
				this.#close(visit.id);
				binding.run(this.#helmOf(below.id), binding.chords[0] ?? '');
			},
		};
	}

	#offered(visit: Visit): readonly string[] {
		const screen = this.screen(visit.screen);
		const scene = this.scene(visit);
		return screen.panels.filter(name => screen.offers?.(name, scene as never) ?? true);
	}

	#open<Name extends ScreenName>(name: Name, parameter: ScreenParameters[Name]): void {
		const screen = this.screen(name);
		const view = this.view.get();
		this.view.set({...view, stack: [...view.stack, this.#visit(screen, parameter)]});
		this.frames.refresh();
		screen.onOpen?.(this.helm());
	}

	#close(visit: number): void {
		const view = this.view.get();
		const at = view.stack.findIndex(each => each.id === visit);
		if (at <= 0) {
			return;
		}

		const stack = view.stack.slice(0, at);
		this.#loads.keepOnly(stack.map(({id}) => id));
		this.view.set({...view, stack});
		this.frames.refresh();
	}

	#visit(screen: Screen, parameter: unknown): Visit {
		this.#visits++;
		return {
			id: this.#visits, screen: screen.name, local: screen.local(parameter as never), focus: screen.focus, lists: {},
		};
	}

	#nextChange(frame: Frame<unknown>): number | undefined {
		const scene = this.scene(topOf(this.view.get()), frame);
		return this.screen(scene.visit.screen).nextChange?.(scene);
	}
}
