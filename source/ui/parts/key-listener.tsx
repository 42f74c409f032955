import {useInput, usePaste, useStdin} from 'ink';
import {pressesOf} from '../keys/chord.js';
import type {Dispatcher} from '../dispatcher.js';

/** Gives every key and every pasted text to the dispatcher. */
export function KeyListener({dispatcher}: {readonly dispatcher: Dispatcher}) {
	const {isRawModeSupported} = useStdin();
	useInput((input, key) => {
		for (const press of pressesOf(input, key)) {
			dispatcher.press(press);
		}
	}, {isActive: isRawModeSupported});
	usePaste(text => {
		dispatcher.paste(text);
	}, {isActive: isRawModeSupported});
	return undefined;
}
