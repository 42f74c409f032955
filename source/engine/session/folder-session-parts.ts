import type {Clock} from '../clock.js';
import type {BackOff} from './back-off.js';
import type {Board} from './board.js';
import type {CancelledContents} from './cancelled-contents.js';
import type {Errands} from './errands.js';
import type {Dial} from './line.js';
import type {Observer} from './observer.js';
import type {PlanReview} from './plan-review.js';
import type {Reporter} from './reporter.js';
import type {Retry} from './retry.js';
import type {SessionState} from './state.js';
import type {Syncing} from './syncing.js';
import type {Tidying} from './tidying.js';

/** What the life of a session brings together. */
export type FolderSessionParts = {
	readonly syncing: Syncing;
	readonly review: PlanReview;
	readonly dial: Dial;
	/** Absent when nobody watches the folder (a run to the end). */
	readonly observer?: Observer;
	readonly tidying?: Pick<Tidying, 'worked'>;
	readonly backOff: BackOff;
	readonly retry: Retry;
	readonly cancelled: Pick<CancelledContents, 'clear'>;
	/** What the session's own screen asks for between passes. */
	readonly errands: Errands;
	readonly clock: Clock;
	readonly board: Board<SessionState>;
	readonly reporter: Reporter;
};
