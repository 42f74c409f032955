import {setImmediate as turn} from 'node:timers/promises';
import test from 'ava';
import {showSession} from '../mounted.js';
import {isWhole} from '../frames.js';
import {explanation} from '../explanations.js';
import {sessions} from '../states.js';
import {openCockpit} from '../opened.js';
import {FsyncError, type Explanation} from '../../../source/ui/contract.js';

const sizes = [{columns: 80, rows: 24}, {columns: 140, rows: 40}] as const;

/** The screen over an answer, once it shows `words`. */
async function showWhy(answer: () => Promise<Explanation>, size: (typeof sizes)[number], words: string) {
	const shown = await showSession(sessions.live, size);
	shown.session.why = answer;
	shown.terminal.press('j');
	await shown.terminal.shows('›');
	shown.terminal.press('w');
	await shown.terminal.shows(words);
	return shown;
}

const inSync = explanation({
	status: 'in-sync', verdict: 'IN SYNC: both sides have the same version.', versions: {}, retry: {},
}, 14);
const states: ReadonlyArray<readonly [title: string, answer: () => Promise<Explanation>, words: string]> = [
	['unreadable', async () => explanation(), 'chmod u+r'],
	['in sync', async () => inSync, 'IN SYNC'],
	['loading', async () => Promise.withResolvers<Explanation>().promise, 'Looking at it'],
	['failed', async () => {
		throw new FsyncError('root', 'The folder is gone.');
	}, 'The folder is gone.'],
	['full of what a terminal would obey', async () => explanation({path: 'a\u{1B}[2J\u{202E}b', verdict: 'NOT SYNCED: \u{1B}]0;x\u{7} and a\tvery long sentence '.repeat(9)}), String.raw`\x1b]0;x`],
];

for (const size of sizes) {
	for (const [title, answer, words] of states) {
		test.serial(`why, ${title}, at ${size.columns}x${size.rows}`, async t => {
			const {terminal, screen} = await showWhy(answer, size, words);
			isWhole(t, terminal);
			t.snapshot(terminal.text());
			screen.unmount();
		});
	}
}

test('w asks about the selected path on any list, and r asks again', t => {
	const {press, session, top} = openCockpit();
	press('j', 'w');
	t.is(top().screen, 'why');
	press('r', 'esc');
	t.is(top().screen, 'dashboard');
	t.deepEqual(session.calls, ['why src/app/server.ts', 'why src/app/server.ts']);
});

test('the answer can be copied as JSON, once it is there', async t => {
	const {press, asked, app} = openCockpit();
	press('j', 'w', 'y');
	t.is(app.view.get().message?.text, 'There is nothing to copy yet.');
	await turn();
	press('y');
	t.is(asked.length, 1);
	t.is(app.view.get().message?.text, 'Copied as JSON.');
});

test('j and k go to the next and the previous path of the list, over lines that are about none', t => {
	const log = [{...sessions.live.log[0]!, id: 1, path: 'first'}, {...sessions.live.log[0]!, id: 2, path: 'first'}, {
		id: 3, wallMilliseconds: 0, level: 'info', topic: 'peer', message: 'about no path',
	} as const, {...sessions.live.log[0]!, id: 4, path: 'last'}];
	const {press, session, app} = openCockpit([{...sessions.inSync, log}]);
	const chords = () => app.table().filter(binding => binding.isValid(app.conditions())).flatMap(binding => binding.chords);
	press('3', 'G', 'w');
	t.false(chords().includes('j'));
	press('j', 'k', 'k', 'j');
	t.deepEqual(session.calls, ['why first', 'why last', 'why first']);
});

test('i leaves a path out once it is known what that hides, and somebody has agreed', async t => {
	const {press, cockpit, app} = openCockpit([{...sessions.live, pending: [{...sessions.live.pending.at(0)!, path: 'notes/[a]*.md'}]}]);
	press('j', 'w', 'i');
	t.is(app.view.get().field?.text, String.raw`/notes/\[a\]\*.md`);
	press('enter');
	await turn();
	t.is(app.view.get().question?.text, String.raw`/notes/\[a\]\*.md leaves out 12 files, 3.0 MB, which stay on both sides. Add it to .fsyncignore?`);
	t.deepEqual(cockpit.ignoring.calls, [String.raw`look /notes/\[a\]\*.md`]);
	press('n');
	press('i', '/', 'enter');
	await turn();
	press('y');
	await turn();
	t.deepEqual(cockpit.ignoring.calls.slice(1), [String.raw`look /notes/\[a\]\*.md/`, String.raw`add /notes/\[a\]\*.md/`]);
	t.is(app.view.get().message?.text, String.raw`Added /notes/\[a\]\*.md/ to .fsyncignore.`);
});

test('what is counted for somebody who has left the screen asks them nothing', async t => {
	const {press, app, top} = openCockpit();
	press('j', 'w', 'i', 'enter', 'esc');
	await turn();
	t.is(top().screen, 'dashboard');
	t.is(app.view.get().question, undefined);
});
