import type {CommonCondition} from '../keys/common.js';
import type {Conditions, ShownList} from '../screen.js';
import {listViewOf, type ViewState, type Visit} from './view-state.js';

export type CommonFacts = {
	readonly view: ViewState;
	readonly visit: Visit;
	/** Lists that can have the focus now. */
	readonly panels: readonly string[];
	/** The focused one. */
	readonly list: ShownList | undefined;
};

/** The facts that every screen has, for its keys. */
export function commonConditions({view, visit, panels, list}: CommonFacts): Conditions<CommonCondition> {
	const place = listViewOf(visit, visit.focus);
	return {
		isRoot: view.stack.length === 1,
		isClosing: view.isClosing,
		hasCrashed: view.crashed.length > 0,
		hasPanels: panels.length > 0,
		hasList: list !== undefined,
		hasCursor: list?.selected !== undefined,
		canMark: list?.canMark ?? false,
		hasMarks: place.marks.size > 0,
		canFilter: list?.canFilter ?? false,
		isFiltered: place.filter !== '',
		isZoomed: visit.zoomed !== undefined,
		hasPath: list?.selected !== undefined && list.pathAt(list.selected) !== undefined,
	};
}
