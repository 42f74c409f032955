import test from 'ava';
import {nextSessionChange} from '../../../source/ui/state/countdown.js';
import {change, now, sessions} from '../states.js';
import type {SessionState} from '../../../source/ui/contract.js';

const offline = (milliseconds: number): SessionState => ({...sessions.offline, pending: [], retryAtMilliseconds: now + milliseconds});

const cases: ReadonlyArray<readonly [name: string, state: SessionState, next: number | undefined]> = [
	['in sync, nothing counts', sessions.inSync, undefined],
	['a debounce counts in tenths', {...sessions.inSync, pending: [change({path: 'a'})]}, 100],
	['an ended debounce does not count', {...sessions.inSync, pending: [change({path: 'a', deadlineMilliseconds: now})]}, undefined],
	['what is ready does not count', {...sessions.inSync, pending: [change({path: 'a', reason: 'ready'})]}, undefined],
	['paused, nothing counts', {...sessions.paused, pending: [change({path: 'a'})]}, undefined],
	['offline, no debounce counts', {...sessions.offline, pending: [change({path: 'a'})], retryAtMilliseconds: now}, undefined],
	['a long wait counts in seconds', offline(12_000), 1000],
	['a long wait changes when its rest is whole', offline(12_340), 340],
	['a short wait counts in seconds too', offline(900), 900],
	['a wait that is over does not count', offline(0), undefined],
];

for (const [name, state, next] of cases) {
	test(name, t => {
		t.is(nextSessionChange({state, now}), next);
	});
}
