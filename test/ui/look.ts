import {asciiGlyphs, unicodeGlyphs} from '../../source/ui/glyphs.js';
import {colorTheme} from '../../source/ui/theme.js';
import type {Line, Look} from '../../source/ui/line.js';

export const unicodeLook: Look = {glyphs: unicodeGlyphs, theme: colorTheme, isAsciiOnly: false};
export const asciiLook: Look = {glyphs: asciiGlyphs, theme: colorTheme, isAsciiOnly: true};

export const textOf = (line: Line): string => line.map(span => span.text).join('');
