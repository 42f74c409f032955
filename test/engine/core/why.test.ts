import test from 'ava';
import type {FileNode, TreeNode} from '../../../source/engine/core/node.js';
import type {Problem} from '../../../source/engine/core/operation.js';
import type {Conflict} from '../../../source/engine/core/plan.js';
import {explain} from '../../../source/engine/core/why.js';
import type {DiskSight, WhyFacts, WhyStatus} from '../../../source/engine/core/why-facts.js';

const file = (digit: string, size = 5): FileNode => ({
	kind: 'file', size, modifiedMicroseconds: 1_000_000, executable: false, digest: digit.repeat(64),
});
const here = (size = 5): Extract<DiskSight, {readonly size: number}> => ({
	kind: 'file', size, mode: 0o644, links: 1, modifiedMilliseconds: 1000,
});
const all = (node: TreeNode | undefined) => ({local: node, base: node, remote: node});
const problem = (code: Problem['code'], path = 'd/a', side: Problem['side'] = 'local'): Problem => ({
	path, side, code, message: 'What happened.',
});
const conflict = (path: string, reason: Conflict['reason'] = 'both-modified'): Conflict => ({
	path, reason, base: file('0'), local: file('1'), remote: file('2'),
});

const facts = (change: Partial<WhyFacts> = {}): WhyFacts => ({
	path: 'd/a',
	root: '/site',
	place: 'inside',
	disk: here(),
	ignored: {ignored: false, rules: 3},
	versions: all(file('0')),
	isGrowing: false,
	problems: [],
	mode: 'two-way',
	session: {state: 'running'},
	...change,
});
const newer = {local: file('1'), base: file('0'), remote: file('0')};
const wait = {
	edits: 3, sinceMilliseconds: 500, quietInMilliseconds: 800, ceilingInMilliseconds: 2500,
};

const rows: Array<{title: string; change: Partial<WhyFacts>; status: WhyStatus; at?: string; verdict: RegExp; fix?: RegExp}> = [
	{
		title: 'the same on both sides', change: {}, status: 'in-sync', verdict: /^IN SYNC/v,
	},
	{
		title: 'the same, while nobody syncs', change: {session: {state: 'stopped'}}, status: 'in-sync', verdict: /as far as the last sync knows/v,
	},
	{
		title: 'outside of the root', change: {place: 'outside', disk: {kind: 'absent'}, versions: all(undefined)}, status: 'outside', at: 'inside root', verdict: /outside/v,
	},
	{
		title: 'the reserved folder', change: {place: 'reserved', path: '.fsync-tui/id'}, status: 'reserved', at: 'inside root', verdict: /^NEVER SYNCED/v,
	},
	{
		title: 'a path that nobody has', change: {disk: {kind: 'absent'}, versions: all(undefined)}, status: 'unknown', at: 'known', verdict: /^UNKNOWN/v, fix: /spelling/v,
	},
	{
		title: 'ignored by a line of a file', change: {
			ignored: {
				ignored: true, path: 'd/a', file: 'd/.fsyncignore', line: 4, pattern: 'a*',
			},
		}, status: 'ignored', at: 'not ignored', verdict: /line 4 of d\/\.fsyncignore: a\*/v, fix: /!a /v,
	},
	{
		title: 'ignored with its folder by the command line', change: {
			ignored: {
				ignored: true, path: 'd', line: 1, pattern: 'd/',
			},
		}, status: 'ignored', at: 'not ignored', verdict: /folder d is left out by --ignore d\//v, fix: /without/v,
	},
	{
		title: 'a name that differs only in case from another one', change: {problems: [problem('case-clash', 'd/a', 'remote')]}, status: 'case-clash', at: 'name usable', verdict: /remote side cannot keep both/v, fix: /Rename/v,
	},
	{
		title: 'a name that the other side cannot have', change: {problems: [problem('bad-name', 'd/a', 'remote')]}, status: 'bad-name', at: 'name usable', verdict: /remote side cannot have this name/v,
	},
	{
		title: 'a pipe', change: {
			disk: {
				kind: 'other', size: 0, mode: 0o644, links: 1, modifiedMilliseconds: 0,
			}, versions: all(undefined),
		}, status: 'unsupported', at: 'type supported', verdict: /pipe, socket or device/v, fix: /fsyncignore/v,
	},
	{
		title: 'waiting for quiet', change: {wait}, status: 'waiting', at: 'quiet', verdict: /in 0\.8 s .+ 2\.5 s at the latest/v,
	},
	{
		title: 'being written', change: {isGrowing: true}, status: 'growing', at: 'quiet', verdict: /somebody is writing it/v,
	},
	{
		title: 'a file that may not be read', change: {disk: {...here(), mode: 0, fault: 'EACCES'}, problems: [problem('unreadable')]}, status: 'unreadable', at: 'readable', verdict: /cannot be read \(EACCES\)/v, fix: /chmod u\+r 'd\/a'/v,
	},
	{
		title: 'in a folder that may not be read', change: {disk: {kind: 'hidden', fault: 'EACCES'}, problems: [problem('unreadable', 'd')]}, status: 'held', at: 'readable', verdict: /folder d cannot be read/v, fix: /chmod u\+rx 'd'/v,
	},
	{
		title: 'changed and not looked at yet', change: {disk: here(9)}, status: 'changed', at: 'scanned', verdict: /next look/v,
	},
	{
		title: 'deleted while no session runs', change: {disk: {kind: 'absent'}, session: {state: 'stopped'}}, status: 'changed', at: 'scanned', verdict: /no session runs/v,
	},
	{
		title: 'changed while the session is paused: what it waits for is not quiet', change: {disk: here(9), wait, session: {state: 'paused'}}, status: 'paused', at: 'scanned', verdict: /paused/v, fix: /resumes/v,
	},
	{
		title: 'changed while the other side is away', change: {disk: here(9), wait, session: {state: 'offline'}}, status: 'offline', at: 'scanned', verdict: /cannot be reached/v,
	},
	{
		title: 'in conflict', change: {versions: {local: file('1'), base: file('0'), remote: file('2')}, conflict: conflict('d/a')}, status: 'conflict', at: 'no conflict', verdict: /both sides changed it/v, fix: /conflicts resolve 'd\/a'/v,
	},
	{
		title: 'below a conflict', change: {conflict: conflict('d', 'kind')}, status: 'held', at: 'no conflict', verdict: /HELD by the conflict at d/v,
	},
	{
		title: 'what the direction does not allow', change: {conflict: conflict('d/a', 'mode-forbids'), mode: 'push', versions: newer}, status: 'mode', at: 'direction allowed', verdict: /--mode push/v,
	},
	{
		title: 'a deletion here, which push does not carry', change: {mode: 'push', disk: {kind: 'absent'}, versions: {local: undefined, base: file('0'), remote: file('0')}}, status: 'mode', at: 'direction allowed', verdict: /does not delete what was deleted here/v,
	},
	{
		title: 'an edit here, which pull does not take back', change: {mode: 'pull', versions: newer}, status: 'mode', at: 'direction allowed', verdict: /does not take back what was changed here/v,
	},
	{
		title: 'halted', change: {versions: newer, session: {state: 'halted', detail: 'All is gone.'}}, status: 'halted', at: 'session goes on', verdict: /All is gone/v, fix: /fsync-tui halt/v,
	},
	{
		title: 'paused with a change that was seen', change: {versions: newer, session: {state: 'paused'}}, status: 'paused', at: 'session goes on', verdict: /paused/v,
	},
	{
		title: 'offline with a change that was seen', change: {versions: newer, session: {state: 'offline', detail: 'Refused.', retryInMilliseconds: 12_000}}, status: 'offline', at: 'peer reachable', verdict: /next attempt is in 12 s/v,
	},
	{
		title: 'refused by a disk', change: {versions: newer, problems: [problem('no-space', 'd/a', 'remote')], session: {state: 'running', attempts: 3, nextAttemptInMilliseconds: 41_000}}, status: 'problem', at: 'no trouble', verdict: /no-space, remote.+41 s/v,
	},
	{
		title: 'on its way', change: {versions: newer, transfer: {direction: 'up', percent: 61}}, status: 'transferring', at: 'same on both sides', verdict: /61 % is sent/v,
	},
	{
		title: 'about to go', change: {versions: newer}, status: 'queued', at: 'same on both sides', verdict: /next pass/v,
	},
];

for (const {title, change, status, at, verdict, fix} of rows) {
	test(`why: ${title}`, t => {
		const explanation = explain(facts(change));
		t.is(explanation.status, status, JSON.stringify(explanation.trail));
		t.regex(explanation.verdict, verdict);
		const end = explanation.trail.findIndex(({mark}) => mark !== 'passed');
		t.is(explanation.trail[end]?.name, at, 'the first step that was not passed');
		t.true(end === -1 || explanation.trail.slice(end + 1).every(({mark}) => mark === 'not-reached'), 'and nothing after it is reached');
		t.regex(explanation.fix ?? '', fix ?? /^/v);
	});
}

test('an explanation tells the three versions, and attempts only where a disk has refused', t => {
	const {versions, retry} = explain(facts({versions: newer, problems: [problem('io', 'd/a', 'remote')], session: {state: 'running', attempts: 2, nextAttemptInMilliseconds: 9000}}));
	t.like(versions, {local: {kind: 'file', size: 5, digest: '1'.repeat(64)}, base: {digest: '0'.repeat(64)}});
	t.is(retry, undefined, 'io is a matter of reading');
	t.deepEqual(explain(facts({versions: newer, problems: [problem('unwritable', 'd/a', 'remote')], session: {state: 'running', attempts: 2, nextAttemptInMilliseconds: 9000}})).retry, {attempts: 2, inMilliseconds: 9000});
});
