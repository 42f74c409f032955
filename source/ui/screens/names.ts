import type {PastTime} from '../past.js';

/** Every screen there is, and what it is opened with. */
export type ScreenParameters = {
	dashboard: undefined;
	server: undefined;
	/** Keys of the screen below. */
	help: undefined;
	/** Every action that is valid on the screen below, and every session. */
	palette: undefined;
	/** Why a path of the current session is in the state it is in. */
	why: {readonly path: string; /** The list that it was asked in, for the ones after and before it. */ readonly among?: Among};
	/** Conflicts of the current session, beginning at one. */
	conflicts: {readonly path?: string};
	/** Versions of a path. */
	history: {readonly path: string};
	/** A folder as it was at a time, previewed. */
	tree: {readonly path: string; readonly time: PastTime};
	plan: undefined;
	wizard: undefined;
	/** One client of a server. */
	client: {readonly device: string};
};

/** A list of paths (some of its lines may have none), and a place in it. */
export type Among = {readonly index: number; readonly length: number; pathAt(index: number): string | undefined};

export type ScreenName = keyof ScreenParameters;
