import type {HistoryRecord} from '../../../source/engine/core/history.js';
import {node} from './sketch.js';

/** From a time on: `left PATH WHAT`, `moved FROM TO`, `created PATH`: one thing that happened in each millisecond, from the first on. */
export function records(happenings: readonly string[], startMilliseconds = 0): HistoryRecord[] {
	return happenings.map((happening, index) => {
		const [kind, path = '', what = ''] = happening.split(' ', 3);
		const deed = {whenMilliseconds: startMilliseconds + index + 1, device: 'laptop', reason: 'synced'};
		switch (kind) {
			case 'left': {
				return {
					...deed, kind, path, node: node(what), version: `v${index}`,
				};
			}

			case 'moved': {
				return {
					...deed, kind, from: path, path: what,
				};
			}

			default: {
				return {...deed, kind: 'created', path};
			}
		}
	});
}
