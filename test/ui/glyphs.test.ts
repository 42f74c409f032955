import test from 'ava';
import stringWidth from 'string-width';
import {
	asciiGlyphs,
	prefersAscii,
	readsUtf8,
	unicodeGlyphs,
} from '../../source/ui/glyphs.js';

const locales: ReadonlyArray<readonly [environment: Record<string, string>, platform: string, reads: boolean]> = [
	[{LANG: 'en_GB.UTF-8'}, 'linux', true],
	[{LANG: 'C.utf8'}, 'linux', true],
	[{LANG: 'C'}, 'linux', false],
	[{}, 'linux', false],
	[{}, 'darwin', true],
	[{}, 'win32', true],
	[{LC_ALL: 'POSIX', LANG: 'en_GB.UTF-8'}, 'linux', false],
	[{LC_ALL: '', LC_CTYPE: 'en_GB.UTF-8', LANG: 'C'}, 'linux', true],
];

for (const [environment, platform, reads] of locales) {
	test(`a ${platform} terminal with ${JSON.stringify(environment)} ${reads ? 'reads' : 'does not read'} UTF-8`, t => {
		t.is(readsUtf8(environment, platform), reads);
		t.is(prefersAscii(environment, platform), !reads);
	});
}

test('the Linux console gets ASCII whatever its locale', t => {
	t.true(prefersAscii({TERM: 'linux', LANG: 'en_GB.UTF-8'}, 'linux'));
});

test('the ASCII set is ASCII, and every Unicode sign is one column wide', t => {
	for (const glyph of Object.values(asciiGlyphs)) {
		t.regex(glyph, /^[\u{20}-\u{7E}]+$/v);
	}

	for (const [name, glyph] of Object.entries(unicodeGlyphs)) {
		t.is(stringWidth(glyph), name === 'spark' ? 8 : (name === 'border' ? 5 : 1), name);
	}
});
