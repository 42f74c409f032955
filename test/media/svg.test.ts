import test from 'ava';
import {animated} from '../../media/animation.js';
import type {Grid, Style} from '../../media/grid.js';
import {still} from '../../media/svg.js';

const plain: Style = {isBold: false, isDim: false, isReversed: false};
const grid = (...rows: readonly string[]): Grid => ({
	columns: 12, rows: rows.map(text => [{
		text, column: 0, width: text.length, style: plain,
	}]),
});

test('every piece of text has the width of its cells, whatever the font, and stands where its first character stood', t => {
	const svg = still(grid('ab  <c>     ', '│ x      y │'), 'A & B');
	t.deepEqual([...svg.matchAll(/<text x="(?<x>\d+)" y="\d+" textLength="(?<length>\d+)">(?<text>[^<]*)</gv)].map(match => match.slice(1)), [
		['0', '16', 'ab'], ['32', '24', '&lt;c&gt;'], ['16', '8', 'x'], ['72', '8', 'y'],
	]);
	t.is(svg.match(/<path /gv)!.length, 2);
	t.true(svg.includes('<title>A &amp; B</title>'));
});

test('what stays is in a moving picture once, what changes comes and goes, and the last frame is there where nothing moves', t => {
	const svg = animated({grids: [grid('same', 'one'), grid('same', 'two'), grid('same', 'two')], frameMilliseconds: 500, title: 'moves'});
	t.deepEqual(['same', 'one', 'two'].map(word => svg.split(`>${word}<`).length - 1), [1, 1, 1]);
	t.true(svg.includes('@keyframes f0-1{0%{visibility:visible}33.33%{visibility:hidden}}'));
	t.true(svg.includes('@keyframes f1-3{0%{visibility:hidden}33.33%{visibility:visible}}'));
	t.true(svg.includes('.f0-1{visibility:hidden;animation:f0-1 1.5s step-end infinite}.f1-3{animation:'));
});
