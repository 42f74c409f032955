import {hostname} from 'node:os';
import type {Home} from '../store/home.js';
import type {Report} from './report.js';
import type {StopRequest} from './signals.js';
import type {Surroundings} from './terminal.js';

/** What every command works with. */
export type Context = {
	readonly home: Home;
	readonly surroundings: Surroundings;
	readonly report: Report;
	readonly stop: StopRequest;
	/** See `Host`. */
	keepHeapSmall(): void;
};

/** What this machine is called on other screens: its host name without the domain. */
export function deviceName(): string {
	return hostname().split('.', 1)[0] ?? 'device';
}
