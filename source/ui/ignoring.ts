/** What one more pattern would leave out of a sync that is in it now. */
export type PatternLook = {readonly files: number; readonly bytes: number};

/** The rule file of a session's folder, for its screen. All of them throw `FsyncError` for what a reader has to know. */
export type Ignoring = {
	/** Counts on the disk; a pattern that makes no sense leaves nothing out. */
	look(pattern: string, signal: AbortSignal): Promise<PatternLook>;
	/** Adds the pattern to the folder's `.fsyncignore`, unless it is there; the session reads it like any change of that file. */
	add(pattern: string): Promise<void>;
};
