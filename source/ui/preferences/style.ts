import type {Style} from '../theme.js';

const colors = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
const nothing = 'plain';
const weights: Readonly<Record<string, readonly [on: number, off: number]>> = {
	bold: [1, 22], dim: [2, 22], italic: [3, 23], underline: [4, 24], reverse: [7, 27],
};

/** A style in words: `cyan`, `bold bright-red`, `plain`. Only the terminal's own sixteen colours. Undefined for anything else. */
export function parseStyle(text: string): Style | undefined {
	const codes = text.trim().toLowerCase().split(/\s+/v).map(word => codesOf(word));
	if (codes.includes(undefined)) {
		return undefined;
	}

	const known = codes.filter(code => code !== undefined && code !== nothing);
	return [known.map(([on]) => on).join(';'), known.map(([, off]) => off).join(';')];
}

/** SGR codes that switch on and off. */
type Codes = readonly [on: number, off: number];

function codesOf(word: string): Codes | typeof nothing | undefined {
	if (word === nothing) {
		return nothing;
	}

	const isBright = word.startsWith('bright-');
	const color = (colors as readonly string[]).indexOf(isBright ? word.slice('bright-'.length) : word);
	return color === -1 ? weights[word] : [(isBright ? 90 : 30) + color, 39];
}
