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
