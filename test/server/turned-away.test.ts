import test from 'ava';
import {TurnedAwayReport, type TurnedAway} from '../../source/server/turned-away.js';
import {ManualClock} from '../engine/protocol/manual-clock.js';

test('A43: however many are sent away, there is one report a second, which counts the others', async t => {
	const clock = new ManualClock();
	const events: TurnedAway[] = [];
	const report = new TurnedAwayReport(clock, event => {
		events.push(event);
	});
	for (let index = 0; index < 100; index++) {
		report.add(`192.0.2.${index}`, 'x');
	}

	t.deepEqual(events, [{address: '192.0.2.0', reason: 'x', count: 1}]);
	await clock.advance(1000);
	report.add('192.0.2.200', 'y');
	t.deepEqual(events[1], {address: '192.0.2.200', reason: 'y', count: 100});
});
