import test from 'ava';
import type {LongList, PendingChange} from '../../../source/ui/contract.js';
import {showSession} from '../mounted.js';
import {boxesOf, isWhole} from '../frames.js';
import {
	change,
	sessions,
	transfer,
	type Mood,
} from '../states.js';

const sizes = [
	{columns: 58, rows: 14}, {columns: 60, rows: 15}, {columns: 80, rows: 24}, {columns: 100, rows: 30}, {columns: 140, rows: 40},
] as const;

/** What each mood must say, at every size. */
const words: Readonly<Record<Mood, readonly string[]>> = {
	starting: ['STARTING', 'Getting ready'],
	scanning: ['SCANNING 41 %', '755 files'],
	connecting: ['CONNECTING', 'Connecting to build'],
	live: ['SYNCING', 'model.bin', '61%', 'p pause'],
	busy: ['SYNCING', 'model.bin', 'p pause'],
	inSync: ['LIVE in sync', 'Everything is in sync.'],
	paused: ['PAUSED', 'p resume'],
	offline: ['OFFLINE retry 12s', 'ECONNREFUSED', 'r reconnect'],
	held: ['PLAN HELD', 'photos/2019/', 'enter apply'],
	halted: ['HALTED', '1 790 of 1 842 files', 'S rescan'],
	stopped: ['STOPPED', 'This session has ended.', 'q quit'],
};

for (const size of sizes) {
	for (const [mood, expected] of Object.entries(words)) {
		test.serial(`a session that is ${mood} fits ${size.columns}x${size.rows} and says so`, async t => {
			const {terminal, screen} = await showSession(sessions[mood as Mood], size);
			isWhole(t, terminal);
			for (const word of expected) {
				t.true(terminal.text().includes(word), `${word}\n${terminal.text()}`);
			}

			screen.unmount();
		});
	}
}

for (const size of [{columns: 80, rows: 24}, {columns: 140, rows: 40}] as const) {
	for (const mood of Object.keys(sessions) as Mood[]) {
		test.serial(`golden: ${mood} at ${size.columns}x${size.rows}`, async t => {
			const {terminal, screen} = await showSession(sessions[mood], size);
			t.snapshot(terminal.text());
			screen.unmount();
		});
	}
}

test.serial('the panels of each size are there', async t => {
	const panels = async (size: {columns: number; rows: number}) => {
		const {terminal, screen} = await showSession(sessions.live, size);
		screen.unmount();
		return boxesOf(terminal).length;
	};

	t.is(await panels({columns: 58, rows: 14}), 0);
	t.is(await panels({columns: 80, rows: 24}), 4);
	t.is(await panels({columns: 100, rows: 30}), 7);
	t.is(await panels({columns: 140, rows: 40}), 7);
});

test.serial('every colour has a word: the state is green and LIVE, a conflict yellow and CONFLICT', async t => {
	const {terminal, screen} = await showSession(sessions.live, {columns: 80, rows: 24});
	t.is(terminal.cellOf('▲ 3 conflicts').color, 3);
	t.is(terminal.cellOf('! 1 problem').color, 1);
	t.is(terminal.cellOf('↑ data/model.bin').color, 2);
	t.is(terminal.cellOf('▓▓▓').color, 6);
	screen.unmount();
});

test.serial('without colours nothing is coloured, and the words are the same', async t => {
	const colored = await showSession(sessions.live, {columns: 80, rows: 24});
	const plain = await showSession(sessions.live, {columns: 80, rows: 24}, {environment: {LANG: 'en_GB.UTF-8', NO_COLOR: '1'}});
	t.is(plain.terminal.text(), colored.terminal.text());
	t.notRegex(plain.terminal.written, /\[(?:1;)?3\dm/v);
	t.regex(colored.terminal.written, /\[(?:1;)?3\dm/v);
	colored.screen.unmount();
	plain.screen.unmount();
});

for (const mood of ['paused', 'offline', 'halted'] as const) {
	test.serial(`the whole header is reversed while ${mood}`, async t => {
		const {terminal, screen} = await showSession(sessions[mood], {columns: 80, rows: 24});
		t.true(terminal.cell(0, 0).isReversed && terminal.cell(79, 0).isReversed);
		t.false(terminal.cell(0, 1).isReversed);
		screen.unmount();
	});
}

test.serial('ASCII means ASCII, down to the borders', async t => {
	const {terminal, screen} = await showSession(sessions.live, {columns: 80, rows: 24}, {ascii: true});
	t.regex(terminal.text(), /^[\n\u{20}-\u{7E}]*$/v);
	t.true(terminal.text().includes('+- 1 Pending ---'));
	screen.unmount();
});

const nasty = ['日本語/ファイル名.txt', 'e\u{301}\u{301}clair', '\u{1B}[2J\u{1B}[31mowned', 'gpj.\u{202E}exe', 'a\nb\tc', 'x'.repeat(300), '日'.repeat(100)];

for (const size of sizes) {
	test.serial(`names from elsewhere cannot break the frame at ${size.columns}x${size.rows}`, async t => {
		const {terminal, screen} = await showSession({
			...sessions.live,
			folder: `/home/ana/${nasty[3]}`,
			remote: `build/${nasty[2]}`,
			pending: nasty.map(path => change({path})),
			transfers: nasty.map((path, id) => transfer({id, path})),
			conflicts: nasty.map(path => ({...sessions.live.conflicts[0]!, path})),
			log: nasty.map((message, id) => ({
				...sessions.live.log[0]!, id, path: message, message,
			})),
			peer: {...sessions.live.peer!, name: nasty[2]!, address: nasty[3]!},
		}, size);
		isWhole(t, terminal);
		t.false(terminal.text().includes('\u{202E}'));
		screen.unmount();
	});
}

test.serial('a hundred thousand pending changes can be gone through, and no more of them are asked for than are shown', async t => {
	let most = 0;
	const of = (index: number) => change({path: `file-${index}`, reason: 'ready'});
	const many: LongList<PendingChange> = {
		length: 100_000,
		at: of,
		slice(start = 0, end = 100_000) {
			most = Math.max(most, end - start);
			return Array.from({length: end - start}, (_, index) => of(start + index));
		},
	};
	const {terminal, screen} = await showSession({...sessions.busy, pending: many}, {columns: 80, rows: 24});
	isWhole(t, terminal);
	t.true(terminal.text().includes('100 000 changes'));
	terminal.press('G');
	await terminal.shows('file-99999');
	isWhole(t, terminal);
	terminal.press('k');
	await terminal.shows('› M file-99998');
	// The sum of sizes in the title is of the first thousand.
	t.is(most, 1000);
	screen.unmount();
});
