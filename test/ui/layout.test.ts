import test from 'ava';
import fc from 'fast-check';
import {
	boxOf,
	dashboardLayout,
	footerRows,
	serverLayout,
	type Layout,
	type PanelBox,
} from '../../source/ui/layout.js';

const heightOf = (boxes: readonly PanelBox[]) => boxes.reduce((sum, box) => sum + box.height, 0);

/** Everything that a layout takes, as a person would add it up. */
function rowsOf(layout: Layout): number {
	return layout.headerRows + heightOf(layout.top) + heightOf(layout.main) + heightOf(layout.bottom) + footerRows;
}

const sizes = fc.record({columns: fc.integer({min: 1, max: 300}), rows: fc.integer({min: 1, max: 100})});

test('panels fill the terminal exactly, at every size', t => {
	fc.assert(fc.property(sizes, fc.boolean(), fc.boolean(), fc.tuple(fc.integer({min: 0, max: 30}), fc.option(fc.constant('log'), {nil: undefined})), (size, hasAttention, isBlocked, [sessions, zoomed]) => {
		const layout = dashboardLayout(size, {
			hasAttention, isBlocked, sessions, zoomed,
		});
		fc.pre(layout.kind !== 'compact');
		t.is(rowsOf(layout), size.rows);
		t.true(layout.side.length === 0 || heightOf(layout.side) === heightOf(layout.main));
		const widths = [layout.side, layout.main].map(boxes => boxes[0]?.width ?? 0);
		t.is(widths[0]! + widths[1]!, size.columns);
		t.true([...layout.top, ...layout.side, ...layout.main, ...layout.bottom].every(box => box.height >= 1));
	}), {seed: 15, numRuns: 500});
});

test('a server\'s panels and its invite line fill the terminal exactly', t => {
	fc.assert(fc.property(sizes, fc.integer({min: 0, max: 4}), (size, inviteRows) => {
		const layout = serverLayout(size, inviteRows);
		fc.pre(layout.kind !== 'compact');
		t.is(rowsOf(layout), size.rows);
		t.true(layout.side.length === 0 || heightOf(layout.side) === heightOf(layout.main));
	}), {seed: 16, numRuns: 500});
});

const calm = {hasAttention: false, isBlocked: false, sessions: 1};
const troubled = {...calm, hasAttention: true};

test('the kind of the layout follows the size', t => {
	t.is(dashboardLayout({columns: 59, rows: 40}, calm).kind, 'compact');
	t.is(dashboardLayout({columns: 200, rows: 14}, calm).kind, 'compact');
	t.is(dashboardLayout({columns: 60, rows: 15}, calm).kind, 'stacked');
	t.is(dashboardLayout({columns: 99, rows: 60}, calm).kind, 'stacked');
	t.is(dashboardLayout({columns: 100, rows: 15}, calm).kind, 'wide');
});

test('the list of conflicts shows when there are any, and always where there is room for everything', t => {
	t.is(boxOf(dashboardLayout({columns: 80, rows: 24}, calm), 'attention'), undefined);
	t.not(boxOf(dashboardLayout({columns: 80, rows: 24}, troubled), 'attention'), undefined);
	t.not(boxOf(dashboardLayout({columns: 140, rows: 36}, calm), 'attention'), undefined);
	t.is(boxOf(dashboardLayout({columns: 139, rows: 36}, calm), 'attention'), undefined);
});

test('several sessions are a list, on the left or on top, and a title line where there is no room', t => {
	const heightAt = (columns: number, rows: number, sessions: number) => boxOf(dashboardLayout({columns, rows}, {...calm, sessions}), 'sessions')?.height;
	t.is(heightAt(80, 24, 1), undefined);
	t.is(heightAt(80, 24, 3), 5);
	t.is(heightAt(80, 15, 3), 1);
	t.is(heightAt(140, 40, 3), 5);
	t.true(heightAt(100, 15, 9)! > 1);
});

test('a zoomed panel has the whole body', t => {
	const layout = dashboardLayout({columns: 140, rows: 40}, {...troubled, zoomed: 'log'});
	t.deepEqual(layout.main, [{name: 'log', width: 140, height: 37}]);
	t.deepEqual([layout.side, layout.bottom, layout.top], [[], [], []]);
});

test('on a low terminal first the log and then pending become a title, never the conflicts', t => {
	const heights = (rows: number) => {
		const layout = dashboardLayout({columns: 80, rows}, troubled);
		return (['pending', 'log', 'attention'] as const).map(name => boxOf(layout, name)!.height > 1);
	};

	t.deepEqual(heights(24), [true, true, true]);
	t.deepEqual(heights(19), [true, false, true]);
	t.deepEqual(heights(15), [false, false, true]);
});
