/** The only door from the screens to the engine: what they read (states) and what they ask (controls). */
export {
	changedWords, chosen, chunkState, compose, conflictSentence, FsyncError, hasMarkers, linesOf, regionsOf, withMarkers,
} from '../engine/index.js';
export type {
	ClientState, Choice, Clock, Conflict, ConflictVersions, Explanation, Halt, LogLevel, LogLine, Peer, PendingChange, OpenConflict, PendingKind, Problem, Rate, Region, RegionChoice, RegionChoices, ServerControl, ServerState,
	SessionControl, SessionPhase, SessionState, ShareState, Totals, Transfer, TreeNode, UndoOutcome, VersionContent, WordPart,
} from '../engine/index.js';
