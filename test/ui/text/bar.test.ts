import test from 'ava';
import {bar} from '../../../source/ui/text/bar.js';

const cases: ReadonlyArray<readonly [fraction: number, text: string]> = [
	[0, '....'], [0.49, '=...'], [0.999, '===.'], [1, '===='], [7, '===='], [-1, '....'], [NaN, '....'],
];

for (const [fraction, text] of cases) {
	test(`a bar at ${fraction} is ${text}`, t => {
		const {done, left} = bar(fraction, 4, {full: '=', rest: '.'});
		t.is(done + left, text);
	});
}
