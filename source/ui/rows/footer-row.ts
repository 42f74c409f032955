import {
	composeLine,
	type Cell,
	type Line,
	type Look,
} from '../line.js';
import {footerKeys, type KeyBinding, type KeyContext} from '../keys.js';
import {widthOf} from '../text/text-width.js';

/** The last line: the keys that do something now, as many as fit; how to get help and how to leave always do. */
export function footerRow(context: KeyContext, width: number, look: Look): Line {
	if (context.isClosing) {
		const text = ' Finishing what is being written';
		return composeLine([{text: `${text}${look.glyphs.ellipsis}`}, {text: 'ctrl-c', tone: 'key', gap: 1}, {text: 'leave now'}], width, look);
	}

	const keys = fittingKeys(footerKeys(context), width - 1);
	return composeLine([{text: ' ', gap: 0}, ...keys.flatMap(key => keyCells(key))], width, look);
}

const nameOf = ({chords, shown}: KeyBinding) => shown ?? chords[0] ?? '';

const keyCells = (key: KeyBinding): Cell[] => [{text: nameOf(key), tone: 'key', gap: 1}, {text: key.label ?? ''}];

const keyWidth = (key: KeyBinding) => widthOf(nameOf(key)) + 1 + widthOf(key.label ?? '') + 2;

function fittingKeys(keys: readonly KeyBinding[], width: number): KeyBinding[] {
	const isKept = (key: KeyBinding) => key.action === 'help' || key.action === 'quit';
	// The gap after the last key needs no room.
	let room = width + 2 - keys.filter(key => isKept(key)).reduce((sum, key) => sum + keyWidth(key), 0);
	return keys.filter(key => {
		if (isKept(key)) {
			return true;
		}

		room -= keyWidth(key);
		return room >= 0;
	});
}
