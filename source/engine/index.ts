/** The engine's face: all that a screen may know of it. Nothing that works is behind it, so that a screen is drawn before the engine is loaded. */
export type {Clock} from './clock.js';
export type {Digest, TreeNode} from './core/node.js';
export type {Operation, Problem, Side} from './core/operation.js';
export type {Path} from './core/path.js';
export type {
	Conflict, Keep, Mode, Plan, Preference,
} from './core/plan.js';
export type {
	PlanLine, PlanLineKind, PlanSide, PlanSummary,
} from './core/plan-summary.js';
export type {HaltAnswer} from './core/verdict.js';
export type {Explanation, VersionSight, WhyStep} from './core/why-facts.js';
export {FsyncError, type FaultCode} from './fault.js';
export {changedWords, linesOf, type WordPart} from './content/line-diff.js';
export {
	chosen,
	compose,
	hasMarkers,
	withMarkers,
	type RegionChoice,
	type RegionChoices,
} from './content/merge-choices.js';
export {regionsOf, type Region} from './content/three-way.js';
export type {
	Choice, ConflictVersions, MergeOutcome, UndoOutcome, VersionContent,
} from './session/conflict-answers.js';
export {conflictSentence} from './session/conflict-sentence.js';
export type {OpenConflict} from './session/open-conflicts.js';
export type {
	RemoteAddress, Session, SessionOptions, SessionOutcome,
} from './session/options.js';
export {shownId} from './protocol/identity.js';
export type * from './session/state.js';
export {chunkState} from './session/state.js';
export {systemClock} from './system-clock.js';
