import test from 'ava';
import type {Clock} from '../../../source/engine/clock.js';
import {FsyncError} from '../../../source/engine/fault.js';
import {BackOff} from '../../../source/engine/session/back-off.js';
import {FolderSession} from '../../../source/engine/session/folder-session.js';
import type {FolderSessionParts} from '../../../source/engine/session/folder-session-parts.js';
import type {Line} from '../../../source/engine/session/line.js';
import type {Progress} from '../../../source/engine/session/pass-progress.js';
import {Retry} from '../../../source/engine/session/retry.js';

/** A line that ends when it is closed. */
function openLine(interrupt = () => {/* Nothing is under way. */}): Line {
	const {promise: closed, resolve} = Promise.withResolvers<undefined>();
	return {
		welcome: {basis: 'commits'},
		link: {interrupt},
		connection: {
			closed,
			close() {
				resolve(undefined);
			},
		},
	} as unknown as Line;
}

type Script = {readonly onWait: (milliseconds: number) => void; readonly dial: () => Promise<Line>; readonly pass: (line: Line) => Promise<Progress>; readonly onLost: (retryMilliseconds: number) => void; readonly onClosed: () => void; readonly onPhase: (phase: string) => void};

/** A session over nothing, whose time goes by at once. */
function sessionWith({
	dial = async () => openLine(), pass, onLost, onClosed, onWait, onPhase,
}: Partial<Script>): FolderSession {
	let phase = 'starting';
	let isPaused = false;
	const clock: Clock = {
		monotonicMilliseconds: () => 0,
		wallMilliseconds: () => 0,
		after(milliseconds, callback) {
			onWait?.(milliseconds);
			const timer = setImmediate(callback);
			return () => {
				clearImmediate(timer);
			};
		},
	};
	return new FolderSession({
		syncing: {
			pass,
			meet() {/* Nobody has anything to send. */},
			async look() {/* Nothing is there. */},
			takeSurprises() {/* None. */},
			busy: [],
			async close() {
				onClosed?.();
			},
		},
		review: {isHeld: false},
		errands: {async run() {/* Nobody asks for anything. */}},
		retry: new Retry(clock),
		dial,
		backOff: new BackOff(() => 0.5),
		clock,
		board: {
			state: () => ({phase, isPaused}),
			patch(change: {readonly phase?: string; readonly isPaused?: boolean}) {
				phase = change.phase ?? phase;
				isPaused = change.isPaused ?? isPaused;
				onPhase?.(change.isPaused === undefined ? phase : `paused: ${change.isPaused}`);
			},
		},
		reporter: {
			connected() {/* Nobody reads. */},
			log() {/* Nobody reads. */},
			disconnected(_reason: FsyncError, retryMilliseconds: number) {
				onLost?.(retryMilliseconds);
			},
		},
	} as unknown as FolderSessionParts);
}

test('a session that is asked to end while it is being put together ends, and dials nobody', async t => {
	let dials = 0;
	let isClosed = false;
	const session = sessionWith({
		async dial() {
			dials++;
			return openLine();
		},
		onClosed() {
			isClosed = true;
		},
	});
	t.deepEqual(await session.watch(AbortSignal.abort()), {status: 'stopped'});
	t.is(dials, 0);
	t.true(isClosed);
});

test('a line on which the pass fails does not shorten the wait for the next one, and a pass that ends well does', async t => {
	const ending = new AbortController();
	const waits: number[] = [];
	let passes = 0;
	const session = sessionWith({
		async pass({connection}) {
			passes++;
			connection.close();
			if (passes === 5) {
				return {isStale: false, hasFailed: false};
			}

			throw new FsyncError('unreachable', 'The other side had to end the connection because of a fault of its own.');
		},
		onLost(retryMilliseconds) {
			waits.push(retryMilliseconds);
			if (waits.length === 6) {
				ending.abort();
			}
		},
	});
	await session.watch(ending.signal);
	t.deepEqual(waits, [1000, 2000, 4000, 8000, 1000, 2000]);
});

test('a pass that finds no room to write down what it did is tried less and less often', async t => {
	const ending = new AbortController();
	const waits: number[] = [];
	const session = sessionWith({
		async pass() {
			throw new FsyncError('no-space', 'There is no room left.');
		},
		onWait(milliseconds) {
			waits.push(milliseconds);
			if (waits.length === 4) {
				ending.abort();
			}
		},
	});
	await session.watch(ending.signal);
	t.deepEqual(waits, [5000, 10_000, 20_000, 40_000]);
});

test('a session that is live stays so in a pass that has nothing to do', async t => {
	const ending = new AbortController();
	const phases: string[] = [];
	let passes = 0;
	const session = sessionWith({
		async pass() {
			passes++;
			if (passes === 3) {
				ending.abort();
			} else {
				setImmediate(() => {
					session.news(false);
				});
			}

			return {isStale: false, hasFailed: false};
		},
		onPhase(phase) {
			phases.push(phase);
		},
	});
	await session.watch(ending.signal);
	t.is(passes, 3);
	t.deepEqual(phases, ['connecting', 'syncing', 'live', 'live', 'live']);
});

test('a session that is paused in the middle of a pass says so at once, interrupts what is under way, and plans no more until it is resumed', async t => {
	const ending = new AbortController();
	const phases: string[] = [];
	let passes = 0;
	let interruptions = 0;
	const session = sessionWith({
		dial: async () => openLine(() => {
			interruptions++;
		}),
		async pass() {
			passes++;
			if (passes === 1) {
				session.pause();
				return {isStale: true, hasFailed: false};
			}

			ending.abort();
			return {isStale: false, hasFailed: false};
		},
		onPhase(phase) {
			phases.push(phase);
			if (phase === 'paused') {
				t.is(passes, 1);
				session.resume();
			}
		},
	});
	await session.watch(ending.signal);
	t.is(passes, 2);
	t.is(interruptions, 1);
	t.deepEqual(phases.slice(phases.indexOf('paused: true'), phases.indexOf('paused: false') + 1), ['paused: true', 'live', 'paused', 'paused: false']);
});
