import test from 'ava';
import {formatCount, formatCounted, formatPercent} from '../../../source/ui/text/count.js';

test('counts have spaces between the thousands and words in the right number', t => {
	t.is(formatCount(0), '0');
	t.is(formatCount(999), '999');
	t.is(formatCount(1842), '1 842');
	t.is(formatCount(1_234_567), '1 234 567');
	t.is(formatCounted(1, 'file'), '1 file');
	t.is(formatCounted(0, 'file'), '0 files');
});

test('only a whole is a hundred percent', t => {
	t.is(formatPercent(0, 0), '0%');
	t.is(formatPercent(999, 1000), '99%');
	t.is(formatPercent(1000, 1000), '100%');
	t.is(formatPercent(2000, 1000), '100%');
});
