import {Buffer} from 'node:buffer';
import {FsyncError} from './contract.js';
import {loading, type Loaded} from './state/loaded.js';
import {
	withVisit,
	without,
	type Question,
	type TextField,
	type ViewState,
} from './state/view-state.js';
import type {Look} from './line.js';
import type {Store} from './state/store.js';
import type {
	Below,
	Helm,
	KeyBinding,
	Program,
	Scene,
	ShownList,
} from './screen.js';
import type {ScreenName, ScreenParameters} from './screens/names.js';

/** What the helm of a visit is made of. */
export type HelmParts = {
	readonly view: Store<ViewState>;
	readonly control: unknown;
	readonly program: Program;
	readonly loads: Loads;
	/** Writes to the terminal beside the picture: nothing that moves the cursor. */
	readonly signal: (sequence: string) => unknown;
	scene(): Scene;
	list(name?: string): ShownList | undefined;
	panels(): readonly string[];
	panelAt(number: number): string | undefined;
	tableOf(name: ScreenName): readonly KeyBinding[];
	below(): Below | undefined;
	readonly look: Look;
	open<Name extends ScreenName>(name: Name, parameter: ScreenParameters[Name]): void;
	/** Leaves a screen and whatever is above it. */
	close(visit: number): void;
	onCrash(error: unknown): void;
};

/** What keys of one visit can do. */
export function createHelm(visit: number, parts: HelmParts): Helm {
	const {view, control, program, loads} = parts;
	const update: Update = change => {
		view.set(change(view.get()));
	};

	const set = (part: Readonly<Record<string, unknown>>) => {
		update(state => withVisit(state, visit, current => ({...current, local: {...current.local as Record<string, unknown>, ...part}})));
	};

	return {
		control,
		program,
		look: parts.look,
		tableOf: parts.tableOf,
		below: parts.below,
		scene: parts.scene,
		list: parts.list,
		panels: parts.panels,
		panelAt: parts.panelAt,
		update,
		set,
		open: parts.open,
		back() {
			if (view.get().stack[0]?.id !== visit) {
				parts.close(visit);
			}
		},
		home() {
			const [, second] = view.get().stack;
			if (second !== undefined) {
				parts.close(second.id);
			}
		},
		...talk(update, view),
		load(key, task) {
			set({[key]: loading});
			void loads.run(`${visit} ${String(key)}`, task, (loaded: Loaded<unknown>) => {
				set({[key]: loaded});
			});
		},
		copy(text) {
			parts.signal(`\u{1B}]52;c;${Buffer.from(text).toString('base64')}\u{7}`);
		},
	};
}

type Update = (change: (state: ViewState) => ViewState) => void;

/** What is said to the reader and asked of them. */
const talk = (update: Update, view: Store<ViewState>): Pick<Helm, 'ask' | 'write' | 'say'> => ({
	ask(question) {
		update(state => ({...state, question, ...(question.typed !== undefined && {field: typedAnswer(view, question)})}));
	},
	write({text = '', ...field}) {
		update(state => ({...state, field: {...field, text, cursor: text.length}}));
	},
	say(text, tone = 'plain') {
		update(state => ({...state, message: {text, tone}}));
	},
});

/** A question that is answered by typing a name, and by nothing else. */
function typedAnswer(view: Store<ViewState>, {typed = '', run}: Question): TextField {
	const drop = () => {
		view.set(without(view.get(), 'question'));
	};

	return {
		label: `Type ${typed}`,
		text: '',
		cursor: 0,
		onEnter(text) {
			drop();
			if (text.trim() === typed) {
				run();
			} else {
				view.set({...view.get(), message: {text: `That is not ${typed}: nothing was done.`, tone: 'warning'}});
			}
		},
		onEscape: drop,
	};
}

/** Loads that are under way, each by a name: a new one of a name ends the one before. */
export class Loads {
	readonly #running = new Map<string, AbortController>();
	readonly #onCrash: (error: unknown) => void;

	constructor(onCrash: (error: unknown) => void) {
		this.#onCrash = onCrash;
	}

	async run<Value>(name: string, task: (signal: AbortSignal) => Promise<Value>, tell: (loaded: Loaded<Value>) => void): Promise<void> {
		this.#running.get(name)?.abort();
		const running = new AbortController();
		this.#running.set(name, running);
		const outcome = await this.#outcomeOf(task, running.signal);
		if (running.signal.aborted) {
			return;
		}

		this.#running.delete(name);
		tell(outcome);
	}

	/** Ends the loads of visits that are no more. */
	keepOnly(visits: readonly number[]): void {
		for (const [name, running] of this.#running) {
			if (visits.includes(Number(name.split(' ', 1)[0]))) {
				continue;
			}

			running.abort();
			this.#running.delete(name);
		}
	}

	async #outcomeOf<Value>(task: (signal: AbortSignal) => Promise<Value>, signal: AbortSignal): Promise<Loaded<Value>> {
		try {
			return {status: 'ready', value: await task(signal)};
		} catch (error) {
			// A fault is something to be read; anything else is a bug of one screen, and the others go on.
			if (!(error instanceof FsyncError) && !signal.aborted) {
				this.#onCrash(error);
			}

			return {status: 'failed', message: error instanceof Error ? error.message : String(error)};
		}
	}
}
