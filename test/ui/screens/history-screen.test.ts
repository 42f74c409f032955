import {setImmediate as turn} from 'node:timers/promises';
import test from 'ava';
import {showSession} from '../mounted.js';
import {isWhole} from '../frames.js';
import {preview} from '../fake-past.js';
import {sessions} from '../states.js';
import {openCockpit} from '../opened.js';
import type {PathHistory, TreePreview} from '../../../source/ui/past.js';

const sizes = [{columns: 80, rows: 24}, {columns: 140, rows: 40}] as const;
const never = async <Value>() => Promise.withResolvers<Value>().promise;

type Sight = {readonly keys: readonly string[]; readonly words: string; readonly isWaiting?: boolean};

const sights: ReadonlyArray<readonly [title: string, sight: Sight]> = [
	['versions', {keys: ['h'], words: 'Owner: web team'}],
	['versions, the second selected', {keys: ['h', 'j'], words: '14:00:02'}],
	['a question', {keys: ['h', 'R'], words: 'The present one goes to the trash.'}],
	['restore elsewhere', {keys: ['h', 'o'], words: 'Restore to a path'}],
	['loading', {keys: ['h'], words: 'Reading the history', isWaiting: true}],
	['nothing remembered', {keys: ['h', 'a'], words: 'Nothing is remembered'}],
	['undo of the last sync', {keys: ['h', 'u'], words: 'tmp/made-since.md'}],
	['undo, asked', {keys: ['h', 'u', 'R'], words: 'Do these 4 steps (1 path to the trash)?'}],
	['the tree at a time that is too early', {keys: ['h', 't', 'never', '\r'], words: 'does not reach back'}],
];

for (const size of sizes) {
	for (const [title, {keys, words, isWaiting}] of sights) {
		test.serial(`history, ${title}, at ${size.columns}x${size.rows}`, async t => {
			const {terminal, screen, crashes, past} = await showSession({...sessions.live, pending: [{...sessions.live.pending[0]!, path: 'docs/plan.md'}]}, size);
			if (isWaiting) {
				past.history = never<PathHistory>;
			}

			for (const key of ['j', ...keys]) {
				terminal.press(key);
				await terminal.settled();
			}

			await terminal.shows(words);
			isWhole(t, terminal);
			t.deepEqual(crashes, []);
			t.false(terminal.text().includes('\u{1B}'));
			t.snapshot(terminal.text());
			screen.unmount();
		});
	}
}

async function open(path = 'docs/plan.md') {
	const cockpit = openCockpit();
	cockpit.app.helm().open('history', {path});
	await turn();
	cockpit.press('j');
	return {...cockpit, calls: () => cockpit.past.calls, message: () => cockpit.app.view.get().message?.text};
}

test('R puts the selected version back after a y and no other key', async t => {
	const {press, calls} = await open();
	press('R', 'R', 'y');
	t.deepEqual(calls(), []);
	press('R', 'y');
	await turn();
	t.deepEqual(calls(), ['restore docs/plan.md 4']);
});

test('o asks where to, and restores there', async t => {
	const {press, calls, dispatcher} = await open();
	press('o', 'ctrl-u');
	dispatcher.press({chord: 'ctrl-u'});
	press('old.md', 'enter');
	await turn();
	t.deepEqual(calls(), ['restoreTo docs/plan.md 4 old.md']);
});

test('what is no version cannot be restored', async t => {
	const {press, calls} = await open();
	press('j', 'j', 'R', 'y', 'o', 'enter');
	await turn();
	t.deepEqual(calls(), []);
});

test('the last sync is taken back as a whole after a y', async t => {
	const {press, calls, top} = await open();
	press('u');
	await turn();
	t.is(top().screen, 'tree');
	press('R', 'n', 'R', 'y');
	await turn();
	t.deepEqual(calls(), [`putBack  ${preview.timeMilliseconds}`]);
});

test('a preview with nothing to do has no key that does it', async t => {
	const {press, calls, past} = await open();
	past.preview = async (): Promise<TreePreview> => ({...preview, steps: []});
	press('u');
	await turn();
	press('R', 'y');
	t.deepEqual(calls(), []);
});

test('a time that makes no sense can be said anew, right there', async t => {
	const {press, top, past} = await open();
	const asked: unknown[] = [];
	past.preview = async (_path, time) => {
		asked.push(time);
		return preview;
	};

	press('t', 'never', 'enter');
	await turn();
	press('t', 'yesterday', 'enter');
	await turn();
	t.is(top().screen, 'tree');
	t.deepEqual(asked, [{typed: 'never'}, {typed: 'yesterday'}]);
});
