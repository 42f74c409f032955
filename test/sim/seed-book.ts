import {appendFileSync, existsSync, readFileSync} from 'node:fs';
import type {Scenario} from './step.js';

/** Runs that once failed: one line of JSON each, replayed by every test run for ever. */
const place = 'test/sim/seeds.jsonl';

export type KeptRun = {readonly found: string; readonly scenario: Scenario};

export function keptRuns(): KeptRun[] {
	return existsSync(place) ? readFileSync(place, 'utf8').split('\n').filter(line => line !== '').map(line => JSON.parse(line) as KeptRun) : [];
}

export function keepRun(kept: KeptRun): void {
	const line = JSON.stringify(kept);
	if (keptRuns().every(other => JSON.stringify(other.scenario) !== JSON.stringify(kept.scenario))) {
		appendFileSync(place, `${line}\n`);
	}
}
