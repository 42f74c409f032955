import test from 'ava';
import {World} from '../cli/command.js';
import {emptyReport, KillLane} from './lane.js';

const seeds = [1, 2];
const killsEach = 15;

for (const seed of seeds) {
	test(`F01 F02 F03: ${killsEach} kills at random moments and calls lose no version, tear no file and leave nothing behind (seed ${seed})`, async t => {
		const report = emptyReport();
		const lane = new KillLane(await World.open(t), seed, report);
		await lane.open();
		while (report.kills < killsEach && report.faults.length === 0) {
			await lane.round(killsEach - report.kills);
		}

		await lane.close();
		t.deepEqual(report.faults, [], `npm run kills -- --count ${killsEach} --seed ${seed}`);
		t.log(JSON.stringify(report));
	});
}
