import {widthOf} from './text-width.js';

/** A message that fits as it is; of one that does not, the first sentence, which says what has happened. */
export function inShort(message: string, room: number): string {
	const end = widthOf(message) > room ? message.indexOf('. ') : -1;
	return end === -1 ? message : message.slice(0, end);
}
