import type {Explanation} from '../../source/ui/contract.js';

const names = ['inside root', 'known', 'not ignored', 'name usable', 'type supported', 'quiet', 'readable', 'scanned', 'no conflict', 'direction allowed', 'session goes on', 'peer reachable', 'no trouble', 'same on both sides'];

/** Of the local time zone, as it is shown. */
const agreedAt = new Date(2026, 10, 20, 13, 58, 1).getTime();

/** A path that got as far as the step of that number, and no further. */
export const explanation = (change: Partial<Explanation> = {}, end = 6): Explanation => ({
	path: 'secrets/key.pem',
	status: 'unreadable',
	verdict: 'NOT SYNCED: it cannot be read (EACCES); it is left as it is on both sides.',
	fix: 'chmod u+r \'secrets/key.pem\', or add it to .fsyncignore.',
	trail: names.map((name, index) => {
		if (index < end) {
			return {name, mark: 'passed', detail: 'as it should be'} as const;
		}

		return index === end ? {name, mark: 'failed', detail: 'open: EACCES, mode 0000'} as const : {name, mark: 'not-reached', detail: 'not reached'} as const;
	}),
	versions: {
		base: {
			kind: 'file', size: 1700, digest: '1d7c0a2b'.padEnd(64, '0'), modifiedMilliseconds: agreedAt,
		}, remote: {
			kind: 'file', size: 1700, digest: '1d7c0a2b'.padEnd(64, '0'), modifiedMilliseconds: agreedAt,
		},
	},
	retry: {attempts: 3, inMilliseconds: 41_000},
	problems: [],
	session: 'running',
	...change,
});
