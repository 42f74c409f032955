import type {OperationResult} from '../core/operation.js';

/** A step that was not begun, or whose content was on its way, when somebody paused the session: it is planned again when that goes on, and says nothing about the path. */
export const interrupted: OperationResult = {status: 'stale', reason: 'the session was paused'};
