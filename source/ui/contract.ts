/** The only door from the screens to the engine: what they read (states) and what they ask (controls). */
export {chunkState, FsyncError, shownId} from '../engine/index.js';
export type {
	ClientState, Clock, Conflict, Halt, InviteRequest, InviteState, LogLevel, LogLine, Mode, Peer, PendingChange, PendingKind, PlanLine, PlanLineKind, PlanSide, PlanSummary, Problem, Rate, ServerControl, ServerState,
	SessionControl, SessionPhase, SessionState, ShareState, Side, StorageState, Totals, Transfer, TreeNode,
} from '../engine/index.js';
