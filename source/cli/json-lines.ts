import type {Clock} from '../engine/clock.js';
import type {Operation} from '../engine/core/operation.js';
import type {Plan} from '../engine/core/plan.js';
import type {EngineEvent} from '../engine/session/state.js';
import {describeOperation} from './describe-operation.js';

/** Version of the lines' shape; it changes only when a field changes its meaning or goes away. */
const lineVersion = 1;

const describeSteps = (operations: readonly Operation[]) => operations.map(operation => describeOperation(operation));

const describePlan = (plan: Plan) => ({local: describeSteps(plan.local), remote: describeSteps(plan.remote)});

/** What a line says: its type and fields of that type. */
export type LineContent = {readonly type: string; readonly [field: string]: unknown};

/** The last time that was written, for thousands of lines may fall into one millisecond. */
const stamp = {milliseconds: NaN, text: ''};

function timestamp(milliseconds: number): string {
	if (milliseconds !== stamp.milliseconds) {
		stamp.milliseconds = milliseconds;
		stamp.text = new Date(milliseconds).toISOString();
	}

	return stamp.text;
}

/** One NDJSON line (without its newline) for anything with a type: `{"v":1,"ts":…,"type":…}`. */
export function jsonLine(clock: Clock, content: LineContent): string {
	// Put together as text: copying each event into a larger object first took longer than writing it out.
	return `{"v":${lineVersion},"ts":"${timestamp(clock.wallMilliseconds())}",${JSON.stringify(content).slice(1)}`;
}

/** An engine event as an NDJSON line. The steps of a plan are written out only for a dry run: nobody else waits for 100,000 of them. */
export function jsonEvent(clock: Clock, event: EngineEvent, isDryRun: boolean): string {
	if (event.type !== 'planned') {
		return jsonLine(clock, event);
	}

	const {plan, ...counts} = event;
	const line = isDryRun && plan ? {...counts, plan: describePlan(plan)} : counts;
	return jsonLine(clock, line);
}
