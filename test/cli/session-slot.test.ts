import {setImmediate as turn} from 'node:timers/promises';
import test from 'ava';
import {FsyncError} from '../../source/engine/fault.js';
import type {Session} from '../../source/engine/index.js';
import type {SessionRecord} from '../../source/engine/session/session-store.js';
import {SessionSlot, type RunSession} from '../../source/cli/session-slot.js';
import {FakeSession} from '../ui/fakes.js';
import {sessions} from '../ui/states.js';
import {FakeIgnoring} from '../ui/fake-ignoring.js';
import {FakePast} from '../ui/fake-past.js';

const record: SessionRecord = {
	id: 'a', folder: '/home/ana/site', remote: 'vault:site', createdMilliseconds: 0,
};
const slotOf = (run: RunSession) => new SessionSlot({
	past: new FakePast(),
	ignoring: new FakeIgnoring(),
	record,
	run,
	onBug: error => `bug: ${String(error)}`,
	async explain(path) {
		throw new Error(`nobody asks about ${path}`);
	},
});
const forever = new AbortController().signal;

test('a slot that has not run can be looked at and asked without harm', t => {
	const slot = slotOf(async () => ({status: 'stopped'}));
	t.like(slot.control.state(), {folder: '/home/ana/site', phase: 'starting'});
	slot.control.pause();
	slot.stop();
	t.false(slot.isRunning);
	t.is(slot.name, 'site');
});

test('a slot passes on what is asked of its session and tells of its changes while it runs', async t => {
	const session = new FakeSession(sessions.live);
	const {promise, resolve} = Promise.withResolvers<void>();
	const slot = slotOf(async attach => {
		attach(session as unknown as Session);
		await promise;
		return {status: 'conflicts'};
	});
	let changes = 0;
	slot.control.subscribe(() => {
		changes++;
	});
	slot.start(forever);
	t.true(slot.isRunning);
	slot.control.pause();
	slot.control.resolve([{path: 'a', keep: 'both'}]);
	t.deepEqual(session.calls, ['pause', 'resolve a both']);
	const before = changes;
	session.patch({queuedTransfers: 99});
	t.is(changes, before + 1);
	t.is(slot.control.state().queuedTransfers, 99);
	resolve();
	await slot.ended();
	t.false(slot.isRunning);
	t.like(slot.control.state(), {phase: 'stopped', queuedTransfers: 99});
	t.is(slot.code, 3);
	t.is(session.listeners, 0);
});

test('what ends a session is its own affair: a fault and a bug are sentences, and it can be run again', async t => {
	const errors = [new FsyncError('locked', 'Another process holds it.'), new TypeError('oh')];
	const slot = slotOf(async () => {
		const error = errors.shift();
		if (error) {
			throw error;
		}

		return {status: 'stopped'};
	});
	slot.start(forever);
	await slot.ended();
	t.like(slot.control.state(), {phase: 'stopped', lastError: 'Another process holds it.'});
	t.is(slot.code, 8);
	slot.start(forever);
	await slot.ended();
	t.like(slot.control.state(), {phase: 'stopped', lastError: 'bug: TypeError: oh'});
	t.is(slot.code, 70);
	slot.start(forever);
	await slot.ended();
	t.is(slot.control.state().lastError, undefined);
	t.is(slot.code, 0);
});

test('stopping one slot ends its session alone; a slot that runs is not started twice', async t => {
	let runs = 0;
	const slot = slotOf(async (_attach, signal) => {
		runs++;
		await new Promise(resolve => {
			signal.addEventListener('abort', resolve);
		});
		return {status: 'stopped'};
	});
	slot.start(forever);
	slot.start(forever);
	await turn();
	t.is(runs, 1);
	slot.stop();
	await slot.ended();
	t.false(slot.isRunning);
});
