import {
	createContext,
	use,
	useRef,
	useSyncExternalStore,
} from 'react';
import {windowOf, type ListWindow} from '../list-window.js';
import {innerRows, type PanelBox} from '../layout.js';
import {formatCount} from '../text/count.js';
import type {App, FilteredList} from '../app.js';
import type {Look} from '../line.js';
import type {
	Clock,
	LongList,
	ServerState,
	SessionState,
} from '../contract.js';
import type {CockpitState} from './world.js';
import type {Frame} from './frame-store.js';
import {
	listViewOf,
	topOf,
	type ListView,
	type ViewState,
	type Visit,
} from './view-state.js';

/** Everything that the parts of mounted screens share. It stays the same object; what changes is in the stores. */
export type Shared = {
	readonly app: App;
	readonly look: Look;
	/** For what is told by the calendar; frames have the time that passes. */
	readonly clock: Clock;
	/** The name that stands first in the header. */
	readonly title: string;
	/** The user's home folder, shown as `~`. */
	readonly home: string;
	/** A panel crashed while it was drawn. */
	readonly onCrash: (error: unknown) => void;
};

export const SharedContext = createContext<Shared | undefined>(undefined);

/** What the mounted screens share. */
export function useShared(): Shared {
	const shared = use(SharedContext);
	if (shared === undefined) {
		throw new Error('This component only works inside a mounted screen.');
	}

	return shared;
}

/** The visit that a component belongs to, as it was when the screen was opened. */
export const VisitContext = createContext<Visit | undefined>(undefined);

/** Reads from what is shown and the time. Selectors give a primitive or a part of the state, never a new object. */
function useFrame<Value>(select: (frame: Frame<unknown>) => Value): Value {
	const {app: {frames}} = useShared();
	return useSyncExternalStore(frames.subscribe, () => select(frames.get()));
}

/** Draws a component again at every frame: for what depends on everything, like the keys. */
export const useFrameChange = (): void => {
	useFrame(frame => frame);
};

/** Reads from the cockpit: all sessions, and which one is the current one. */
export const useCockpit = <Value>(select: (state: CockpitState) => Value): Value =>
	useFrame(frame => select(frame.state as CockpitState));

/** Reads from the current session and the time. */
export const useSession = <Value>(select: (state: SessionState, now: number) => Value): Value =>
	useFrame(frame => select((frame.state as CockpitState).current, frame.now));

/** Reads from the server and the time. */
export const useServer = <Value>(select: (state: ServerState, now: number) => Value): Value =>
	useFrame(frame => select(frame.state as ServerState, frame.now));

/** Reads from the time. */
export const useNow = <Value>(select: (now: number) => Value): Value => useFrame(frame => select(frame.now));

/** Reads from where the reader is. */
export function useView<Value>(select: (view: ViewState) => Value): Value {
	const {app: {view}} = useShared();
	return useSyncExternalStore(view.subscribe, () => select(view.get()));
}

/** Reads from the visit that the component belongs to; from what it was last while the screen is being left. */
export function useVisit<Value>(select: (visit: Visit) => Value): Value {
	const opened = use(VisitContext);
	const last = useRef(opened);
	return useView(view => {
		last.current = view.stack.find(visit => visit.id === opened?.id) ?? last.current ?? topOf(view);
		return select(last.current);
	});
}

/** Reads from the screen's own state. */
export const useLocal = <Local, Value>(select: (local: Local) => Value): Value => useVisit(visit => select(visit.local as Local));

/** The number that leads to a panel of this screen, for its title. */
export function usePanelNumber(name: string): number {
	const {app} = useShared();
	const opened = use(VisitContext);
	return useFrame(() => opened === undefined ? 0 : app.numberOf(app.visit(opened), name));
}

type ShownRows<Item> = ListWindow & {
	/** The visible items. */
	readonly items: readonly Item[];
	/** All that the filter leaves. */
	readonly length: number;
	/** What is filtered for and how much of it there is, for the title; empty without a filter. */
	readonly note: string;
	isMarked(item: Item): boolean;
};

const nothing: FilteredList = {list: {items: [], height: 0, keyOf: () => ''}, total: 0, isComplete: true};

/** The visible part of a panel's list; its selected item counts only while the panel has the focus. */
export function useList<Item>(box: PanelBox): ShownRows<Item> {
	const {app, look} = useShared();
	const opened = use(VisitContext);
	const isFocused = useVisit(visit => visit.focus === box.name);
	const place: ListView = useVisit(visit => listViewOf(visit, box.name));
	const filtered = () => (opened === undefined ? undefined : app.filtered(app.visit(opened), box.name)) ?? nothing;
	useFrame(() => filtered().list.items);
	// It can change with the screen's own state and with what a filter finds, too.
	const items = useView(() => filtered().list.items) as LongList<Item>;
	const {list: {keyOf}, total, isComplete} = filtered();
	const keyAt = (index: number) => {
		const item = index < 0 ? undefined : items.at(index);
		return item === undefined ? '' : keyOf(item);
	};

	const {start, end, selected} = windowOf({length: items.length, height: innerRows(box), keyAt}, place.cursor);
	return {
		start,
		end,
		selected: isFocused ? selected : undefined,
		items: items.slice(start, end),
		length: items.length,
		note: place.filter === '' ? '' : `/${place.filter}  ${formatCount(items.length)} of ${formatCount(total)}${isComplete ? '' : look.glyphs.ellipsis}`,
		isMarked: item => place.marks.has(keyOf(item)),
	};
}
