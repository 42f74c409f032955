import {useInput, usePaste, useStdin} from 'ink';
import {chordOf} from '../keys.js';

/** Gives every key to the screen. Pasted text is not keys: it is dropped, whatever is in it. */
export function KeyListener({onChord}: {readonly onChord: (chord: string) => void}) {
	const {isRawModeSupported} = useStdin();
	useInput((input, key) => {
		// Keys pressed faster than the terminal delivers them come as one text.
		const isRun = input.length > 1 && !key.ctrl && !key.meta;
		const chords = isRun ? Array.from(input, character => chordOf(character, {})) : [chordOf(input, key)];
		for (const chord of chords) {
			if (chord !== undefined) {
				onChord(chord);
			}
		}
	}, {isActive: isRawModeSupported});
	usePaste(() => {
		// Nothing on this screen takes text.
	}, {isActive: isRawModeSupported});
	return undefined;
}
