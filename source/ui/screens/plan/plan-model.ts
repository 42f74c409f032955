import {pageRows} from '../../parts/page-rows.js';
import {innerRows, type PanelBox, type Size} from '../../layout.js';
import {
	planLineKey,
	planLinesOf,
	planLineText,
	type SidedLine,
} from '../../rows/plan-rows.js';
import {remembered} from '../../state/remembered.js';
import type {Scene, ScreenList} from '../../screen.js';
import type {SessionWorld} from '../../state/world.js';

/** Head and two sides, in a frame. */
const tableRows = 5;

/** The counts above, the steps below; on a low terminal the steps alone. */
export function planBoxes(size: Size): {readonly counts: PanelBox | undefined; readonly steps: PanelBox} {
	const rows = pageRows(size);
	const hasCounts = rows >= tableRows + 4 && size.columns >= 60;
	return {
		counts: hasCounts ? {name: 'counts', width: size.columns, height: tableRows} : undefined,
		steps: {name: 'steps', width: size.columns, height: Math.max(1, rows - (hasCounts ? tableRows : 0))},
	};
}

const linesOf = remembered(planLinesOf);
const noLines: readonly SidedLine[] = [];

export function planList(_name: string, {state: {current}, view}: Pick<Scene<SessionWorld>, 'state' | 'view'>): ScreenList<SidedLine> {
	return {
		items: current.plan ? linesOf(current.plan.summary) : noLines, height: innerRows(planBoxes(view.size).steps), keyOf: planLineKey, textOf: planLineText,
	};
}
