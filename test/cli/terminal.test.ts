import test from 'ava';
import {applyColorChoice, canShowScreen, needsAscii} from '../../source/cli/terminal.js';

const terminal = {isInputTerminal: true, isOutputTerminal: true, environment: {TERM: 'xterm-256color'}};

const rows: ReadonlyArray<readonly [what: string, surroundings: Partial<typeof terminal> & {environment?: Record<string, string>}, expected: boolean]> = [
	['a terminal', {}, true],
	['a pipe for output', {isOutputTerminal: false}, false],
	['a pipe for input', {isInputTerminal: false}, false],
	['TERM=dumb', {environment: {TERM: 'dumb'}}, false],
	['CI=true', {environment: {TERM: 'xterm', CI: 'true'}}, false],
	['CI=false', {environment: {TERM: 'xterm', CI: 'false'}}, true],
	['ACCESSIBLE=1', {environment: {TERM: 'xterm', ACCESSIBLE: '1'}}, false],
	['ACCESSIBLE=0', {environment: {TERM: 'xterm', ACCESSIBLE: '0'}}, true],
	['INK_SCREEN_READER=true', {environment: {TERM: 'xterm', INK_SCREEN_READER: 'true'}}, false],
];

for (const [what, surroundings, expected] of rows) {
	test(`${what}: ${expected ? 'the screen' : 'lines'}`, t => {
		t.is(canShowScreen({...terminal, ...surroundings}), expected);
	});
}

const ascii: ReadonlyArray<readonly [environment: Record<string, string>, expected: boolean]> = [
	[{}, false],
	[{LANG: 'en_GB.UTF-8'}, false],
	[{LANG: 'C'}, true],
	[{LANG: 'C', LC_ALL: 'C.utf8'}, false],
	[{LANG: 'en_GB.UTF-8', TERM: 'linux'}, true],
];

for (const [environment, expected] of ascii) {
	test(`${JSON.stringify(environment)}: ${expected ? 'ASCII' : 'all glyphs'}`, t => {
		t.is(needsAscii(false, environment), expected);
		t.true(needsAscii(true, environment));
	});
}

test('colours go away when asked, and by NO_COLOR', t => {
	for (const [hasColor, start, isOff] of [[true, {}, false], [false, {}, true], [true, {NO_COLOR: '1'}, true], [true, {NO_COLOR: ''}, false]] as const) {
		const environment: Record<string, string | undefined> = {...start};
		applyColorChoice(hasColor, environment);
		t.is(environment.FORCE_COLOR === '0', isOff);
	}
});
