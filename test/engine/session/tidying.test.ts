import test from 'ava';
import type {TidyRequest} from '../../../source/engine/disk/trash-tidy.js';
import {Tidying} from '../../../source/engine/session/tidying.js';
import {FsyncError} from '../../../source/engine/fault.js';
import {ManualClock} from '../disk/manual-clock.js';

const second = 1000;
const hour = 3600 * second;
const retention = {keepDays: 3, limitBytes: 7};

/** A replica whose clean-ups are done after so many parts each. */
function parts(count = 1) {
	const requests: TidyRequest[] = [];
	const clock = new ManualClock();
	const troubles: string[] = [];
	let left = count;
	let fault: Error | undefined;
	const tidying = new Tidying({
		clock,
		retention,
		onTrouble(message) {
			troubles.push(message);
		},
		replica: {
			async tidy(request) {
				requests.push(request);
				if (fault) {
					throw fault;
				}

				left--;
				const isDone = left <= 0;
				left = isDone ? count : left;
				return {versions: 1, bytes: 1, isDone};
			},
		},
	});
	return {
		requests, clock, tidying, troubles,
		failWith(error: Error) {
			fault = error;
		},
		/** Lets time pass, and whatever was woken by it come to its end. */
		async pass(milliseconds: number) {
			clock.advance(milliseconds);
			for (let turn = 0; turn < 10; turn++) {
				await Promise.resolve();
			}
		},
	};
}

test('trash and stage are tidied a while after the start, once an hour, and at the end unless that was within the hour', async t => {
	const {requests, tidying, pass} = parts();
	tidying.start();
	await pass(4 * second);
	t.is(requests.length, 0);
	await pass(second);
	t.is(requests.length, 1);
	t.like(requests[0], retention);
	await pass(hour - second);
	t.is(requests.length, 1);
	await pass(second);
	t.is(requests.length, 2);
	await tidying.stop();
	t.is(requests.length, 3);
	t.is(requests[2]!.everyMilliseconds, hour);
	await pass(2 * hour);
	t.is(requests.length, 3);
});

test('a long clean-up goes on in parts, with breaths between them', async t => {
	const {requests, tidying, pass} = parts(3);
	tidying.start();
	for (const expected of [1, 2, 3]) {
		await pass(5 * second);
		t.is(requests.length, expected);
	}

	await pass(5 * second);
	t.is(requests.length, 3);
	await tidying.stop();
});

test('work that ends when the hour is over is followed by a clean-up, whatever the timers do', async t => {
	const {requests, tidying, pass} = parts();
	tidying.worked();
	await pass(5 * second);
	t.is(requests.length, 1);
	tidying.worked();
	await pass(5 * second);
	t.is(requests.length, 1);
	await tidying.stop();
	tidying.worked();
	await pass(2 * hour);
	t.is(requests.length, 2);
});

test('a run to the end tidies all parts, unless some run has done so within the hour', async t => {
	const {requests, tidying} = parts(3);
	await tidying.once();
	t.deepEqual(requests.map(({everyMilliseconds}) => everyMilliseconds), [hour, hour, hour]);
});

test('what the disk refuses is told and tried again in an hour; a bug is not hidden', async t => {
	const {requests, tidying, troubles, pass, failWith} = parts();
	failWith(new FsyncError('root', 'The disk is gone'));
	tidying.start();
	await pass(5 * second);
	t.deepEqual(troubles, ['The trash could not be tidied: The disk is gone.']);
	await pass(hour);
	t.is(requests.length, 2);
	failWith(new TypeError('a bug'));
	await t.throwsAsync(tidying.once(), {instanceOf: TypeError});
	failWith(new FsyncError('root', 'gone'));
	await tidying.stop();
});
