import test from 'ava';
import {jsonEvent, jsonLine} from '../../source/cli/json-lines.js';
import type {Clock} from '../../source/engine/clock.js';
import type {FileNode} from '../../source/engine/core/node.js';
import type {EngineEvent} from '../../source/engine/session/state.js';

const clock: Clock = {
	monotonicMilliseconds: () => 0,
	wallMilliseconds: () => Date.UTC(2026, 10, 20, 14, 2, 31, 7),
	after: () => () => undefined,
};

const parse = (event: EngineEvent, isDryRun = false) => JSON.parse(jsonEvent(clock, event, isDryRun)) as Record<string, unknown>;

const file: FileNode = {
	kind: 'file', size: 12, modifiedMicroseconds: 1, executable: false, digest: 'a'.repeat(64), recipe: new Uint8Array(8),
};

const counts = {
	created: 1, modified: 0, moved: 1, deleted: 1,
};

const planned: EngineEvent = {
	type: 'planned',
	local: counts,
	remote: {
		created: 0, modified: 1, moved: 0, deleted: 0,
	},
	conflicts: 0,
	plan: {
		local: [
			{
				kind: 'put', path: 'new', node: file, expected: undefined,
			},
			{
				kind: 'move', from: 'old', path: 'folder/new', expected: {kind: 'folder', children: new Map()},
			},
			{kind: 'delete', path: 'gone', expected: {kind: 'symlink', target: 'x'}},
		],
		remote: [{
			kind: 'put', path: 'changed', node: file, expected: {...file, digest: 'b'.repeat(64)},
		}],
		conflicts: [],
		notices: [],
		deletions: {local: [], remote: []},
	},
};

test('a line carries the version, the time and the event as it is', t => {
	t.deepEqual(parse({
		type: 'applied', path: 'a b', operation: 'moved', side: 'remote', from: 'c',
	}), {
		v: 1, ts: '2026-11-20T14:02:31.007Z', type: 'applied', path: 'a b', operation: 'moved', side: 'remote', from: 'c',
	});
});

test('a name with a newline, an escape or an emoji stays within its line', t => {
	const path = 'a\nb\u{1B}[2J\u{2028}🦊"\\';
	const line = jsonEvent(clock, {type: 'notice', path, message: ''}, false);
	t.false(line.includes('\n'));
	t.is((JSON.parse(line) as {path: string}).path, path);
});

test('the steps of a plan are left out unless the run is dry', t => {
	t.deepEqual(parse(planned), {
		v: 1, ts: '2026-11-20T14:02:31.007Z', type: 'planned', local: planned.local, remote: planned.remote, conflicts: 0,
	});
});

test('a dry run writes every step out, renames as renames', t => {
	t.deepEqual(parse(planned, true).plan, {
		local: [
			{
				operation: 'created', path: 'new', kind: 'file', size: 12,
			},
			{
				operation: 'moved', path: 'folder/new', from: 'old', kind: 'folder',
			},
			{operation: 'deleted', path: 'gone', kind: 'symlink'},
		],
		remote: [{
			operation: 'modified', path: 'changed', kind: 'file', size: 12,
		}],
	});
});

const inviteResult = {type: 'invite', invite: 'fsync1:x'};

test('results of commands have the same frame as events', t => {
	t.deepEqual(JSON.parse(jsonLine(clock, inviteResult)), {
		v: 1, ts: '2026-11-20T14:02:31.007Z', type: 'invite', invite: 'fsync1:x',
	});
});
