import test from 'ava';
import {sparkline} from '../../../source/ui/text/sparkline.js';

const levels = '▁▂▃▄▅▆▇█';
const cases: ReadonlyArray<readonly [name: string, figures: readonly number[], width: number, text: string]> = [
	['nothing', [], 4, '▁▁▁▁'],
	['silence', [0, 0, 0], 3, '▁▁▁'],
	['a rise, scaled to its peak', [0, 50, 100], 3, '▁▅█'],
	['a whisper beside a shout', [1, 1_000_000], 2, '▂█'],
	['only the newest that fit', [9, 0, 8], 2, '▁█'],
	['missing seconds as silence', [8], 3, '▁▁█'],
];

for (const [name, figures, width, text] of cases) {
	test(`a sparkline shows ${name}`, t => {
		t.is(sparkline(figures, width, levels), text);
	});
}
