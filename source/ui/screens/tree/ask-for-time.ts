import type {PastTime} from '../../past.js';
import type {Helm} from '../../screen.js';

/** Asks for a time in the past; an empty answer is none. */
export function askForTime(helm: Pick<Helm, 'write'>, onTime: (time: PastTime) => void): void {
	helm.write({
		label: 'As of (14:02, yesterday, "2 hours ago", 2026-05-06T12:00):',
		onEnter(text) {
			if (text.trim() !== '') {
				onTime({typed: text.trim()});
			}
		},
	});
}
