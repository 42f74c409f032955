import {createContext, use, useSyncExternalStore} from 'react';
import type {Look} from '../line.js';
import type {ServerState, SessionState} from '../contract.js';
import type {Frame, FrameStore} from './frame-store.js';
import type {Store} from './store.js';
import type {ViewState} from './view-state.js';

/** Everything that the parts of one mounted screen share. It stays the same object; what changes is in the stores. */
export type Screen<State> = {
	readonly frames: Pick<FrameStore<State>, 'get' | 'subscribe'>;
	readonly view: Store<ViewState>;
	readonly look: Look;
	/** The name that stands first in the header. */
	readonly title: string;
	/** The user's home folder, shown as `~`. */
	readonly home: string;
	/** A panel crashed while it was drawn. */
	readonly onCrash: (error: unknown) => void;
};

export const ScreenContext = createContext<Screen<unknown> | undefined>(undefined);

/** The screen that a component is part of. */
export function useScreen(): Screen<unknown> {
	const screen = use(ScreenContext);
	if (screen === undefined) {
		throw new Error('This component only works inside a mounted screen.');
	}

	return screen;
}

/** Reads from the session and the time. Selectors give a primitive or a part of the state, never a new object. */
export function useSession<Value>(select: (frame: Frame<SessionState>) => Value): Value {
	const {frames} = useScreen();
	return useSyncExternalStore(frames.subscribe, () => select(frames.get() as Frame<SessionState>));
}

/** Reads from the server and the time, like `useSession`. */
export function useServer<Value>(select: (frame: Frame<ServerState>) => Value): Value {
	const {frames} = useScreen();
	return useSyncExternalStore(frames.subscribe, () => select(frames.get() as Frame<ServerState>));
}

/** Reads from where the reader is, like `useSession`. */
export function useView<Value>(select: (view: ViewState) => Value): Value {
	const {view} = useScreen();
	return useSyncExternalStore(view.subscribe, () => select(view.get()));
}
