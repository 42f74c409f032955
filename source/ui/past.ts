/** What happened to a path, for people. */
export type PastRow = {
	/** Names the row for as long as the history is shown. */
	readonly key: string;
	readonly whenMilliseconds: number;
	/** The device whose change it was. */
	readonly who: string;
	readonly what: 'replaced' | 'deleted' | 'moved' | 'created' | 'changed';
	/** A restore did it, not a sync. */
	readonly isRestore: boolean;
	/** What it was called then. */
	readonly path: string;
	/** Where it stood before, for a move. */
	readonly from?: string;
	readonly kind?: 'file' | 'folder' | 'symlink';
	/** Bytes of a file. */
	readonly size?: number;
	readonly digest?: string;
	/** Of a version that is kept: counted from the oldest. */
	readonly number?: number;
	readonly keptUntilMilliseconds?: number;
};

/** What stands at the path now. */
export type PastPresent = {readonly kind: 'file' | 'folder' | 'symlink' | 'other'; readonly size: number; readonly modifiedMilliseconds: number};

export type PathHistory = {
	readonly path: string;
	readonly present?: PastPresent;
	/** Newest first. */
	readonly rows: readonly PastRow[];
	/** Nothing is remembered of what happened before this. */
	readonly sinceMilliseconds: number;
	/** Servers of other machines that keep the versions which were replaced from here. */
	readonly servers: readonly string[];
};

/** What a file holds, as far as it can be compared here: at most 1 MiB of UTF-8 without NUL. */
export type PastText = {readonly kind: 'text'; readonly text: string} | {readonly kind: 'none'; readonly reason: string};

/** A version and what stands there now. */
export type PastTexts = {readonly before: PastText; readonly now: PastText};

export type RestoreStep = {readonly operation: 'created' | 'modified' | 'moved' | 'deleted' | 'attributes'; readonly path: string; readonly from?: string};

/** What a restore of a folder would do. */
export type TreePreview = {
	/** The time that the folder would be put back to. */
	readonly timeMilliseconds: number;
	readonly steps: readonly RestoreStep[];
	/** What cannot be brought back, and why. */
	readonly lost: ReadonlyArray<{readonly path: string; readonly reason: string}>;
	/** What was made or changed since without a record: it is left alone. */
	readonly uncertain: readonly string[];
};

/** Which time is meant: as somebody has typed it, or the moment before the last sync changed anything here. */
export type PastTime = 'before-last-cycle' | {readonly typed: string};

/**
What is kept of a session's folder, and the way back to it. Whatever is restored is an edit like any other: what it replaces goes to the trash. All
of them throw `FsyncError` for what a reader has to know.
*/
export type Past = {
	history(path: string): Promise<PathHistory>;
	/** The texts of a kept version and of what stands there now. */
	texts(path: string, number: number): Promise<PastTexts>;
	/** Puts a kept version back. False when it stands there already. */
	restore(path: string, number: number): Promise<boolean>;
	/** Puts a kept version where nothing stands; `to` as somebody has typed it, from the synced folder on. */
	restoreTo(path: string, number: number, to: string): Promise<void>;
	preview(path: string, time: PastTime): Promise<TreePreview>;
	/** Does what a preview has shown, as far as it still holds; how many steps were done, and sentences about the rest. */
	putBack(path: string, timeMilliseconds: number): Promise<{readonly steps: number; readonly problems: readonly string[]}>;
};
