import test from 'ava';
import {isWhole} from '../frames.js';
import {showDryRun, showSession} from '../mounted.js';
import {openCockpit} from '../opened.js';
import {dryRun, planSummary, sessions} from '../states.js';

const sizes = [{columns: 58, rows: 14}, {columns: 60, rows: 15}, {columns: 80, rows: 24}, {columns: 140, rows: 40}] as const;

for (const size of sizes) {
	test.serial(`a dry run fits ${size.columns}x${size.rows} with deletions first, a folder's move as one line, and nothing to apply`, async t => {
		const {terminal, screen} = await showDryRun(dryRun, size);
		isWhole(t, terminal);
		const text = terminal.text();
		t.true(text.indexOf('scratch.md') < text.indexOf('photos/2019/') && text.indexOf('photos/2019/') < text.indexOf('lib/'), text);
		t.regex(text, /R .*lib\/ → .*lib\/ +214 files/v);
		t.false(text.includes('enter'));
		screen.unmount();
	});
}

for (const size of [sizes[2], sizes[3]] as const) {
	test.serial(`golden: a dry run at ${size.columns}x${size.rows}`, async t => {
		const {terminal, screen} = await showDryRun(dryRun, size);
		t.snapshot(terminal.text());
		screen.unmount();
	});
}

test.serial('a dry run that finds nothing says so, and one that is looking too', async t => {
	const nothing = {...planSummary.local, lines: []};
	const {terminal, screen, session} = await showDryRun(sessions.scanning, {columns: 80, rows: 24});
	await terminal.shows('Looking at both sides.');
	session.patch({
		plan: {
			summary: {
				local: nothing, remote: nothing, steps: 0, conflicts: 0,
			}, isHeld: false, sinceMilliseconds: 0,
		},
	});
	await terminal.shows('both sides are equal');
	isWhole(t, terminal);
	screen.unmount();
});

test.serial('a plan that is held comes up by itself once; esc goes back, V shows it again, and it goes when it is over', async t => {
	const {terminal, screen, session} = await showSession(sessions.inSync, {columns: 80, rows: 24});
	session.patch({phase: 'held', plan: sessions.held.plan});
	await terminal.shows('A large plan');
	terminal.press('\u{1B}');
	await terminal.shows('V shows it');
	session.patch({plan: {...sessions.held.plan, summary: {...planSummary, steps: 5}}});
	terminal.press('V');
	await terminal.shows('5 steps');
	terminal.press('\r');
	await terminal.shows('This deletes 59 403 files');
	terminal.press('\r');
	await terminal.shows('enter apply');
	t.deepEqual(session.calls, []);
	terminal.press('\r');
	await terminal.shows('yes, apply');
	terminal.press('y');
	await terminal.until(() => session.calls.length > 0);
	t.deepEqual(session.calls, ['applyPlan']);
	session.patch({phase: 'live', plan: undefined} as never);
	await terminal.shows('Everything is in sync');
	screen.unmount();
});

test('a plan that deletes nothing is applied without a question', t => {
	const kept = {...planSummary.local, totals: {...planSummary.local.totals, delete: {files: 0, bytes: 0}}};
	const {press, session, app} = openCockpit([{...sessions.held, plan: {...sessions.held.plan, summary: {...planSummary, local: kept, remote: kept}}}]);
	press('V', 'enter');
	t.is(app.view.get().question, undefined);
	t.deepEqual(session.calls, ['applyPlan']);
	press('h');
	t.is(app.view.get().stack.length, 1);
});
