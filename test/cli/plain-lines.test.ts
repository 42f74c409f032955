import test from 'ava';
import {createPlainLines, type PlainOptions} from '../../source/cli/plain-lines.js';
import type {EngineEvent} from '../../source/engine/session/state.js';

const none = {
	created: 0, modified: 0, moved: 0, deleted: 0,
};

const normal: PlainOptions = {verbosity: 'normal', isAscii: false, isDryRun: false};
const print = (events: readonly EngineEvent[], options: Partial<PlainOptions> = {}) => {
	const lines = createPlainLines({...normal, ...options});
	return events.flatMap(event => lines(event));
};

const rows: ReadonlyArray<readonly [event: EngineEvent, expected: readonly string[]]> = [
	[{
		type: 'connected', peer: 'ab', name: 'build', address: '10.0.0.4:8440', share: 'docs', basis: 'commits',
	}, ['connected: build at 10.0.0.4:8440, share docs']],
	[{type: 'disconnected', reason: 'The connection was reset.', retryMilliseconds: 1500}, ['disconnected: The connection was reset. Next attempt in 1.5 s.']],
	[{
		type: 'applied', path: 'lib/new.ts', operation: 'moved', side: 'remote', from: 'lib/old.ts',
	}, ['moved on remote: lib/old.ts to lib/new.ts']],
	[{
		type: 'applied', path: 'a', operation: 'created', side: 'local',
	}, ['created on local: a']],
	[{
		type: 'conflict', path: 'plan.md', reason: 'both-modified', message: 'Both sides changed it.',
	}, ['conflict: plan.md: Both sides changed it.']],
	[{
		type: 'problem', path: 'key', side: 'local', code: 'unreadable', message: 'It cannot be read.',
	}, ['problem on local: key: It cannot be read.']],
	[{type: 'invite', invite: 'fsync1:host:1'}, ['invite: fsync1:host:1', 'On the other machine: fsync-tui FOLDER \'INVITE\'. The line pairs one device, once.']],
	[{
		type: 'in-sync', generation: 4, conflicts: 1, problems: 0,
	}, ['in sync: generation 4, 1 conflict held']],
	[{
		type: 'halted', code: 'mass-delete', message: 'Many files vanished.', paths: ['a', 'b'],
	}, ['halted: Many files vanished.', '  a', '  b']],
	[{
		type: 'summary', local: none, remote: {...none, created: 2, moved: 1}, conflicts: 0, problems: 1,
		wireSentBytes: 2000, wireReceivedBytes: 300, literalBytes: 1500, reusedBytes: 0, saved: {
			deltaBytes: 0, dedupBytes: 0, zstdBytes: 0, renameBytes: 0,
		}, seconds: 0.25,
	}, [
		'summary: local nothing; remote 2 created, 1 moved; 0 conflicts, 1 problem',
		'summary: sent 2.0 kB, received 300 B; content 1.5 kB travelled, 0 B reused; 0.3 s',
	]],
];

for (const [event, expected] of rows) {
	test(`says '${event.type}' in words: ${expected[0]}`, t => {
		t.deepEqual(print([event]), expected);
	});
}

test('names that act on a terminal are shown, not obeyed', t => {
	t.deepEqual(print([{
		type: 'applied', path: 'a\u{1B}[2J\nb', operation: 'created', side: 'local',
	}]), [String.raw`created on local: a\x1b[2J\x0ab`]);
});

test('in ASCII no other character is printed', t => {
	const [line] = print([{
		type: 'applied', path: 'füchse 🦊', operation: 'created', side: 'local',
	}], {isAscii: true});
	t.is(Buffer.byteLength(line!), line!.length);
});

test('of a large transfer only each quarter is told, of a small one nothing', t => {
	const size = 100_000_000;
	const transfer = (path: string, sentBytes: number, whole = size): EngineEvent => ({
		type: 'transfer', path, direction: 'up', size: whole, sentBytes, reusedBytes: 0,
	});
	const events = Array.from({length: 101}, (_, percent) => transfer('big', percent * size / 100));
	t.deepEqual(print([...events, transfer('small', 10, 10)]).map(line => line.replace(/ of .*/v, '')), [
		'sending: big, 25%', 'sending: big, 50%', 'sending: big, 75%', 'sending: big, 100%',
	]);
});

test('quiet leaves conflicts, problems and halts', t => {
	const lines = print(rows.map(([event]) => event), {verbosity: 'quiet'});
	t.deepEqual(lines.map(line => line.split(/[ :]/v, 1)[0]), ['conflict', 'problem', 'halted', '', '']);
});

test('verbose tells scans and plans as well', t => {
	const events: EngineEvent[] = [
		{
			type: 'scanned', side: 'local', files: 3, folders: 1, bytes: 4096, hashedFiles: 2, hashedBytes: 10, seconds: 0.04,
		},
		{
			type: 'planned', local: none, remote: {...none, deleted: 3}, conflicts: 0,
		},
	];
	t.deepEqual(print(events), []);
	t.deepEqual(print(events, {verbosity: 'verbose'}), [
		'scanned: local, 3 files in 1 folder, 4.1 kB, 2 read, 0.0 s',
		'planned: local nothing; remote 3 deleted',
	]);
});

test('a dry run prints renames as renames', t => {
	const lines = print([{
		type: 'planned', local: none, remote: {...none, moved: 1}, conflicts: 0,
		plan: {
			local: [],
			remote: [{
				kind: 'move', from: 'old', path: 'new', expected: {kind: 'folder', children: new Map()},
			}],
			conflicts: [],
			notices: [],
			deletions: {local: [], remote: []},
		},
	}], {isDryRun: true});
	t.deepEqual(lines, ['would be moved on remote: folder old to new', 'planned: local nothing; remote 1 moved']);
});
