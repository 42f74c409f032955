import test from 'ava';
import {bootTime} from '../../../source/engine/disk/process-table.js';

test('F04: the time the machine came up is never told too early, however long this process is kept from reading the second clock', t => {
	const upSince = 1_700_000_000_000;
	for (const keptMilliseconds of [0, 1, 40, 5000]) {
		let now = upSince + 20_000;
		const told = bootTime({
			uptimeSeconds() {
				const seconds = (now - upSince) / 1000;
				now += keptMilliseconds;
				return seconds;
			},
			nowMilliseconds() {
				const milliseconds = now;
				now += keptMilliseconds;
				return milliseconds;
			},
		});
		t.is(told, upSince + keptMilliseconds);
	}
});
