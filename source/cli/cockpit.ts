import {basename} from 'node:path';
import type {SessionControl} from '../engine/index.js';
import type {CockpitControl, Ignoring, Past} from '../ui/index.js';

/** A cockpit with one session, which runs as long as the program. */
export function cockpitOf(control: SessionControl, {past, ignoring}: {readonly past: Past; readonly ignoring: Ignoring}): CockpitControl {
	return {
		sessions() {
			const {id, folder, phase} = control.state();
			return [{
				id, name: basename(folder), control, isRunning: phase !== 'stopped', past, ignoring,
			}];
		},
		subscribe: listener => control.subscribe(listener),
		start() {
			// It runs.
		},
		stop() {
			// It ends with the program.
		},
	};
}
