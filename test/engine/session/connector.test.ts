import test from 'ava';
import {FsyncError} from '../../../source/engine/fault.js';
import {systemClock} from '../../../source/engine/system-clock.js';
import {BackOff} from '../../../source/engine/session/back-off.js';
import {Connector} from '../../../source/engine/session/connector.js';
import type {Line} from '../../../source/engine/session/line.js';

/** A line that ends only when it is closed. */
function openLine() {
	const {promise: closed, resolve} = Promise.withResolvers<undefined>();
	const line = {
		connection: {
			closed,
			close() {
				resolve(undefined);
			},
		},
	} as unknown as Line;
	return {line, closed};
}

test('a line that comes when the session has been ended already is closed, so that the end does not wait for it', async t => {
	const {line, closed} = openLine();
	const dialling = Promise.withResolvers<void>();
	const answer = Promise.withResolvers<Line>();
	const connector = new Connector({
		async dial() {
			dialling.resolve();
			return answer.promise;
		},
		clock: systemClock,
		backOff: new BackOff(() => 0.5),
		onDialling() {/* Nobody looks. */},
		onLine() {/* Nobody uses it. */},
		onLost() {/* Nobody is told. */},
	});
	const ending = new AbortController();
	const running = connector.run(ending.signal);
	await dialling.promise;
	ending.abort();
	answer.resolve(line);
	await t.notThrowsAsync(running);
	await t.notThrowsAsync(closed);
});

test('attempts that failed are counted until one does not', async t => {
	const told: number[] = [];
	const {line} = openLine();
	let attempts = 0;
	const ending = new AbortController();
	const connector = new Connector({
		async dial() {
			attempts++;
			if (attempts !== 3) {
				throw new FsyncError('unreachable', 'Nobody is there.');
			}

			return line;
		},
		clock: systemClock,
		backOff: new BackOff(() => 0),
		onDialling() {/* Nobody looks. */},
		onLine() {
			line.connection.close();
		},
		onLost(_reason, _milliseconds, failedAttempts) {
			told.push(failedAttempts);
			if (told.length === 4) {
				ending.abort();
			}

			setImmediate(() => {
				connector.now();
			});
		},
	});
	await connector.run(ending.signal);
	t.deepEqual(told, [1, 2, 0, 1]);
});
