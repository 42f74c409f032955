import {useInput, usePaste, useStdin} from 'ink';
import {chordsOf} from '../keys.js';

/** Gives every key to the screen. Pasted text is not keys: it is dropped, whatever is in it. */
export function KeyListener({onChord}: {readonly onChord: (chord: string) => void}) {
	const {isRawModeSupported} = useStdin();
	useInput((input, key) => {
		for (const chord of chordsOf(input, key)) {
			onChord(chord);
		}
	}, {isActive: isRawModeSupported});
	usePaste(() => {
		// Nothing on this screen takes text.
	}, {isActive: isRawModeSupported});
	return undefined;
}
