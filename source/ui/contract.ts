/** The only door from the screens to the engine: what they read (states) and what they ask (controls). */
export {
	changedWords, chosen, chunkState, compose, FsyncError, hasMarkers, linesOf, regionsOf, shownId, withMarkers,
} from '../engine/index.js';
export type {
	ClientState, Choice, Clock, Conflict, ConflictVersions, Explanation, Halt, InviteState, LogLevel, LogLine, LongList, Mode, Peer, PendingChange, OpenConflict, PendingKind, PlanLine, PlanLineKind, PlanSide, PlanSummary, Problem, Rate, Region, RegionChoice, RegionChoices, ServerControl, ServerState,
	SessionControl, SessionPhase, SessionState, ShareState, Side, Totals, Transfer, TreeNode, UndoOutcome, VersionContent, WordPart,
} from '../engine/index.js';
