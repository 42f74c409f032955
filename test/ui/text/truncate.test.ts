import test from 'ava';
import fc from 'fast-check';
import {truncateEnd, truncateMove, truncatePath} from '../../../source/ui/text/truncate.js';
import {takeEnd, takeStart, widthOf} from '../../../source/ui/text/text-width.js';

const paths: ReadonlyArray<readonly [path: string, width: number, shown: string]> = [
	['src/app/server.ts', 20, 'src/app/server.ts'],
	['src/application/server.ts', 20, 'src/appli…/server.ts'],
	['a/b/c/d/e/f/server.ts', 12, 'a…/server.ts'],
	['src/app/server.ts', 9, 'server.ts'],
	['src/app/a-very-long-name.test.ts', 12, 'a-very…st.ts'],
	['short/日本語/ファイル.txt', 18, 'shor…/ファイル.txt'],
	['anything', 1, '…'],
	['anything', 0, ''],
];

for (const [path, width, shown] of paths) {
	test(`truncatePath shows ${path} in ${width} columns as ${shown}`, t => {
		t.is(truncatePath(path, width, '…'), shown);
	});
}

const text = fc.string({unit: fc.constantFrom('a', 'b', '/', '.', '日', 'é', 'e\u{301}', '👍')});
const width = fc.nat({max: 30});

test('no cut is ever wider than its room, and what fits is left alone', t => {
	fc.assert(fc.property(text, width, (path, room) => {
		for (const shown of [truncatePath(path, room, '…'), truncateEnd(path, room, '…'), takeStart(path, room), takeEnd(path, room)]) {
			t.true(widthOf(shown) <= room);
		}

		t.true(widthOf(path) > room || truncatePath(path, room, '…') === path);
	}), {seed: 5});
});

test('the file name stays as long as it fits beside the ellipsis', t => {
	fc.assert(fc.property(text, fc.string({unit: fc.constantFrom('a', 'b', '日'), minLength: 1, maxLength: 8}), width, (folder, name, room) => {
		t.true(widthOf(name) + 2 > room || truncatePath(`${folder}/${name}`, room, '…').endsWith(name));
	}), {seed: 6});
});

test('a move shows both names in its room', t => {
	const arrow = {ellipsis: '…', arrow: '→'};
	t.is(truncateMove({from: 'lib/old.ts', to: 'lib/new.ts'}, 30, arrow), 'lib/old.ts → lib/new.ts');
	t.is(truncateMove({from: 'some/long/folder/old.ts', to: 'a/new.ts'}, 24, arrow), 'some/…/old.ts → a/new.ts');
	fc.assert(fc.property(text, text, fc.nat({max: 40}), (from, to, room) => {
		t.true(widthOf(truncateMove({from, to}, room, arrow)) <= Math.max(room, 3));
	}), {seed: 7});
});
