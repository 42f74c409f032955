/** What was pressed: a chord as the key table names it, and the text that it writes where text is asked for. */
export type Press = {readonly chord: string; readonly text?: string};

/** The part of Ink's key description that names a chord. */
export type PressedKey = Partial<Readonly<Record<
	'upArrow' | 'downArrow' | 'leftArrow' | 'rightArrow' | 'pageUp' | 'pageDown' | 'home' | 'end' | 'return' | 'escape' | 'tab'
	| 'backspace' | 'delete' | 'ctrl' | 'shift' | 'meta', boolean>>>;

const named = [
	['upArrow', 'up'],
	['downArrow', 'down'],
	['leftArrow', 'left'],
	['rightArrow', 'right'],
	['pageUp', 'pgup'],
	['pageDown', 'pgdn'],
	['home', 'home'],
	['end', 'end'],
	['return', 'enter'],
	['escape', 'esc'],
	['tab', 'tab'],
	['backspace', 'backspace'],
	['delete', 'delete'],
] as const;

const controls: Readonly<Record<number, string>> = {
	0x08: 'backspace', 0x09: 'tab', 0x0A: 'enter', 0x0D: 'enter', 0x1B: 'esc', 0x7F: 'backspace',
};

/** Names what was pressed: `p`, `S`, `space`, `ctrl-c`, `shift-tab`, `pgdn`. Undefined for what no table would list. */
export function chordOf(input: string, key: PressedKey): string | undefined {
	const special = named.find(([property]) => key[property])?.[1];
	const modifiers = `${key.ctrl ? 'ctrl-' : ''}${key.meta && special !== 'esc' ? 'alt-' : ''}`;
	if (special !== undefined) {
		return `${modifiers}${key.shift ? 'shift-' : ''}${special}`;
	}

	return input === '' ? undefined : `${modifiers}${input === ' ' ? 'space' : input}`;
}

/** What one read of the terminal brought: keys pressed faster than the terminal delivers them come as one text. */
export function pressesOf(input: string, key: PressedKey): readonly Press[] {
	if (input.length > 1 && !key.ctrl && !key.meta) {
		return Array.from(input, character => pressOf(character));
	}

	const chord = chordOf(input, key);
	if (chord === undefined) {
		return [];
	}

	const isText = input !== '' && !key.ctrl && !key.meta && (input.codePointAt(0) ?? 0) >= 0x20 && input !== '\u{7F}';
	return [isText ? {chord, text: input} : {chord}];
}

function pressOf(character: string): Press {
	const code = character.codePointAt(0) ?? 0;
	const control = controls[code];
	if (control !== undefined) {
		return {chord: control};
	}

	return code < 0x20 ? {chord: `ctrl-${String.fromCodePoint(code + 0x60)}`} : {chord: character === ' ' ? 'space' : character, text: character};
}
