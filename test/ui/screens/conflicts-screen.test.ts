import {setImmediate as turn} from 'node:timers/promises';
import {
	chmodSync,
	mkdtempSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {showSession} from '../mounted.js';
import {isWhole} from '../frames.js';
import {knownVersions, plan, versionsOf} from '../conflict-versions.js';
import {conflicts, sessions} from '../states.js';
import {openCockpit} from '../opened.js';
import {
	FsyncError,
	type ConflictVersions,
	type OpenConflict,
	type SessionState,
} from '../../../source/ui/contract.js';

const sizes = [{columns: 80, rows: 24}, {columns: 140, rows: 40}] as const;
const known = async (path: string) => knownVersions.find(({conflict}) => conflict.path === path);

type Sight = {readonly state?: SessionState; readonly conflict?: (path: string) => Promise<ConflictVersions | undefined>; readonly keys?: string; readonly words: string};

/** The screen of conflicts after some keys, once it shows `words`. */
async function showConflicts({state = sessions.live, conflict = known, keys = '', words}: Sight, size: (typeof sizes)[number]) {
	const shown = await showSession(state, size);
	shown.session.conflict = conflict;
	shown.terminal.press('c');
	await shown.terminal.shows('1 Conflicts');
	for (const key of keys) {
		shown.terminal.press(key);
		await shown.terminal.until(() => true);
	}

	await shown.terminal.shows(words);
	return shown;
}

const many: readonly OpenConflict[] = Array.from({length: 1000}, (_, index) => ({...conflicts[0]!, path: `docs/chapter-${String(index).padStart(4, '0')}.md`}));
const wild = versionsOf(conflicts[0]!, {kind: 'text', text: `a\u{1B}[2J\u{202E}b\tc\r\n${'long '.repeat(200)}\n\tindented here\n`}, {kind: 'text', text: `a\u{9B}31mb\n${'Long '.repeat(200)}\n\tindented there\n`});

const sights: ReadonlyArray<readonly [title: string, sight: Sight]> = [
	['two texts', {words: 'Beta: 19 December'}],
	['two texts in the other style', {keys: 'd', words: 'Beta: 19 December'}],
	['two texts with all their lines', {keys: 'x', words: 'What we do this winter.'}],
	['a hunk that was chosen', {keys: 'nr', words: 'taken: remote'}],
	['a deletion against a change', {keys: 'j', words: '"host": "build"'}],
	['two binaries', {keys: 'jj', words: 'Not both are texts'}],
	['a question', {keys: 'l', words: 'Keep the local version of docs/plan.md?'}],
	['marks and a bulk', {keys: ' ja', words: 'marked conflict'}],
	['loading', {conflict: async () => Promise.withResolvers<undefined>().promise, words: 'Reading both versions'}],
	['failed', {
		async conflict() {
			throw new FsyncError('unreachable', 'The other side is away.');
		}, words: 'The other side is away.',
	}],
	['remote away', {conflict: async () => ({...plan, remote: {kind: 'unavailable'}, base: {kind: 'unavailable'}}), words: 'The remote version cannot be had now'}],
	['1,000 of them, at the end', {
		state: {...sessions.live, conflicts: many}, conflict: async path => ({...plan, conflict: {...plan.conflict, path}}), keys: 'G', words: 'chapter-0999.md',
	}],
	['control characters, tabs and long lines', {conflict: async () => wild, words: 'indented here'}],
];

for (const size of sizes) {
	for (const [title, sight] of sights) {
		test.serial(`conflicts, ${title}, at ${size.columns}x${size.rows}`, async t => {
			const {terminal, screen, crashes} = await showConflicts(sight, size);
			isWhole(t, terminal);
			t.deepEqual(crashes, []);
			t.snapshot(terminal.text());
			screen.unmount();
		});
	}
}

test.serial('no character of a file reaches the terminal that it would obey', async t => {
	const {terminal, screen} = await showConflicts({conflict: async () => wild, words: 'indented here'}, sizes[0]);
	t.true(terminal.text().includes(String.raw`a\x1b[2J\u{202e}b`), terminal.text());
	t.true(terminal.text().includes(String.raw`a\x9b31mb`), terminal.text());
	t.false(terminal.text().includes('\t'));
	screen.unmount();
});

test.serial('when the last conflict is decided, the screen says so and stays', async t => {
	const {terminal, screen, session} = await showConflicts({words: 'Beta'}, sizes[0]);
	session.patch({conflicts: [plan.conflict]});
	await terminal.shows('1 of 1');
	session.patch({conflicts: []});
	await terminal.shows('No conflicts are held.');
	isWhole(t, terminal);
	screen.unmount();
});

/** The screen's keys without a terminal. */
async function open(state: SessionState = sessions.live) {
	const cockpit = openCockpit([state]);
	cockpit.session.conflict = known;
	cockpit.press('c');
	await turn();
	return {
		...cockpit, calls: () => cockpit.session.calls, message: () => cockpit.app.view.get().message?.text,
	};
}

for (const [keys, call] of [['l', 'local'], ['r', 'remote'], ['b', 'both']] as const) {
	test(`${keys} keeps ${call} of the selected conflict, after a y and no other key`, async t => {
		const {press, calls, message} = await open();
		press(keys, keys, 'y');
		t.deepEqual(calls(), [], 'the key that asked is no answer');
		press(keys, 'y');
		t.deepEqual(calls(), [`resolve docs/plan.md ${call}`]);
		t.regex(message() ?? '', /z takes it back/v);
	});
}

test('what is marked is decided together, and a decides about all by a word', async t => {
	const {press, calls} = await open();
	press('space', 'space', 'r', 'y');
	press('a', 'newest', 'enter', 'y');
	press('a', 'nonsense', 'enter', 'y');
	t.deepEqual(calls(), [
		'resolve docs/plan.md remote, config/app.json remote',
		'resolve docs/plan.md local, config/app.json local, img/logo.png remote',
	]);
});

test('hunks are chosen one by one, and enter takes the result after a y', async t => {
	const {press, calls, message} = await open();
	press('n', 'enter');
	t.regex(message() ?? '', /^2 to decide/v);
	press('r', 'n', 'l');
	t.regex(message() ?? '', /enter takes the result/v);
	press('enter', 'y');
	await turn();
	t.regex(calls().join('\n'), /^resolveWith docs\/plan\.md # Plan\n[\s\S]*- Beta: 9 January \(vendor slip\)\n- GA: spring\n\nOwner: web team\n[\s\S]*- Budget\n$/v);
	press('N', 'u', 'enter');
	t.regex(message() ?? '', /^1 to decide/v);
});

test('what the direction forbids is not decided but explained', async t => {
	const {press, calls, message} = await open({...sessions.live, conflicts: [{...conflicts[0]!, reason: 'mode-forbids'}]});
	press('l');
	t.regex(message() ?? '', /two-way/v);
	press('y');
	t.deepEqual(calls(), []);
});

test('z takes the last decision back after a y', async t => {
	const {press, calls, session, message} = await open();
	press('z', 'y');
	await turn();
	t.deepEqual(calls(), ['undoResolve']);
	t.regex(message() ?? '', /Nothing was decided/v);
	session.undoResolve = async () => [{path: 'a', outcome: 'undone'}, {path: 'b', outcome: 'undone'}, {path: 'c', outcome: 'kept'}];
	press('z', 'y');
	await turn();
	t.regex(message() ?? '', /^2 × the version that had lost is there again; 1 × both versions are there/v);
});

/** An editor that does what a line of shell says to the file. */
function withEditor(t: ExecutionContext, line: string): void {
	const folder = mkdtempSync(join(tmpdir(), 'fsync-tui-editor-'));
	const script = join(folder, 'editor');
	writeFileSync(script, `#!/bin/sh\n${line}\n`);
	chmodSync(script, 0o755);
	const {VISUAL: before} = process.env;
	process.env.VISUAL = script;
	t.teardown(() => {
		process.env.VISUAL = before ?? '';
		rmSync(folder, {recursive: true});
	});
}

test.serial('a merge in the editor is taken after a y, once it has no markers left', async t => {
	const {press, calls, app, message} = await open();
	const question = async () => {
		while (app.view.get().question === undefined && message() === undefined) {
			await turn();
		}

		return app.view.get().question?.text ?? message() ?? '';
	};

	withEditor(t, 'grep -q "^<<<<<<< local laptop" "$1" && grep -q "^||||||| base" "$1" && echo touched >> "$1"');
	press('m');
	t.regex(await question(), /markers left/v);
	withEditor(t, 'tail -n 1 "$1" > "$1.new" && mv "$1.new" "$1"');
	press('y');
	t.regex(await question(), /Take the merged text of docs\/plan\.md/v);
	press('y');
	await turn();
	t.deepEqual(calls(), ['resolveWith docs/plan.md touched\n'], 'what was edited before is not lost');
	withEditor(t, 'exit 1');
	press('m');
	t.regex(await question(), /ended with an error/v);
});
