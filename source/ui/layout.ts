/** A panel's place: outer size in cells. A collapsed one is a title line, one row high. */
export type PanelBox = {readonly name: string; readonly width: number; readonly height: number};

/**
How a screen is divided. `compact` has no panels (under 60x15); `stacked` has one column; `wide` has a side column with facts
beside the lists (from 100 columns). `top` and `bottom` span the whole width. All heights together are the terminal's.
*/
export type Layout = {
	readonly kind: 'compact' | 'stacked' | 'wide';
	readonly columns: number;
	readonly rows: number;
	readonly headerRows: number;
	readonly top: readonly PanelBox[];
	readonly side: readonly PanelBox[];
	readonly main: readonly PanelBox[];
	readonly bottom: readonly PanelBox[];
};

export type Size = {readonly columns: number; readonly rows: number};

/** Rows under the panels: the status line and the keys. */
export const footerRows = 2;

const minimum = {columns: 60, rows: 15};
const wideColumns = 100;
const everything = {columns: 140, rows: 36};

const kindOf = ({columns, rows}: Size): Layout['kind'] => {
	if (columns < minimum.columns || rows < minimum.rows) {
		return 'compact';
	}

	return columns < wideColumns ? 'stacked' : 'wide';
};

/** What decides about the panels of a dashboard beside the size. */
export type DashboardFacts = {
	/** There is something to decide: conflicts, problems. */
	readonly hasAttention: boolean;
	/** Halted or stopped: there is nothing to show but why. */
	readonly isBlocked: boolean;
	readonly sessions: number;
	/** The panel that has the whole screen. */
	readonly zoomed?: string | undefined;
};

/** Panels of a dashboard. */
export function dashboardLayout(size: Size, facts: DashboardFacts): Layout {
	const frame = frameOf(size);
	const bodyRows = size.rows - frame.headerRows - footerRows;
	const empty: Layout = {
		...frame, top: [], side: [], main: [], bottom: [],
	};
	if (frame.kind === 'compact') {
		return empty;
	}

	if (facts.zoomed !== undefined) {
		return {...empty, main: [{name: facts.zoomed, width: size.columns, height: bodyRows}]};
	}

	const attentionRows = attentionHeight(size, facts.hasAttention);
	const upperRows = bodyRows - attentionRows;
	const sideWidth = frame.kind === 'wide' ? sideWidthOf(size) : 0;
	const sessionRows = frame.kind === 'wide' ? 0 : sessionsHeight(facts.sessions, upperRows);
	const width = size.columns - sideWidth;
	const mainRows = upperRows - sessionRows;
	return {
		...empty,
		top: sessionRows === 0 ? [] : [{name: 'sessions', width, height: sessionRows}],
		side: frame.kind === 'wide' ? sidePanels(sideWidth, upperRows, facts.sessions) : [],
		main: facts.isBlocked ? [{name: 'notice', width, height: mainRows}] : mainPanels(width, mainRows),
		bottom: attentionRows === 0 ? [] : [{name: 'attention', width: size.columns, height: attentionRows}],
	};
}

/** In one column several sessions get a list while the others keep what they need, else a title line. */
function sessionsHeight(sessions: number, rows: number): number {
	if (sessions < 2) {
		return 0;
	}

	const wanted = 2 + Math.min(sessions, 4);
	return rows - wanted >= 10 ? wanted : 1;
}

const frameOf = (size: Size) => {
	const kind = kindOf(size);
	return {...size, kind, headerRows: kind === 'stacked' ? 2 : 1};
};

const hasEverything = ({columns, rows}: Size) => columns >= everything.columns && rows >= everything.rows;
const sideWidthOf = ({columns}: Size) => columns >= everything.columns ? 40 : 34;

function attentionHeight(size: Size, hasAttention: boolean): number {
	if (hasEverything(size)) {
		return 6;
	}

	return hasAttention ? 4 : 0;
}

/** Pending, transfers and log share the height; when it is short, first the log and then pending become a title line. */
function mainPanels(width: number, rows: number): PanelBox[] {
	const least = {pending: 5, transfers: 4, log: 4};
	const spare = rows - least.pending - least.transfers - least.log;
	if (spare >= 0) {
		// First room for the maps of two transfers, then a fair share for all.
		const maps = Math.min(2, spare);
		const transfers = least.transfers + maps + Math.floor((spare - maps) * 0.2);
		const pending = least.pending + Math.floor((spare - maps) * 0.4);
		return stack(width, {pending, transfers, log: rows - pending - transfers});
	}

	const isPendingKept = rows >= 1 + least.pending + least.transfers;
	const pending = isPendingKept ? rows - 1 - least.transfers : 1;
	return stack(width, {pending, transfers: rows - 1 - pending, log: 1});
}

/** Beside the lists: the session or all sessions, who is at the other end, how much travels. What has no room goes, the peer last. */
function sidePanels(width: number, rows: number, sessions: number): PanelBox[] {
	const first = sessions > 1 ? 'sessions' : 'session';
	const firstRows = sessions > 1 ? Math.max(5, Math.min(2 + sessions, 9)) : 9;
	const choices = [
		{[first]: firstRows, peer: 11, throughput: 9},
		{[first]: firstRows, peer: 7, throughput: 9},
		{[first]: firstRows, peer: 6, throughput: 6},
		...(sessions > 1 ? [{[first]: firstRows, throughput: 6}, {[first]: 3}] : [{peer: 7, throughput: 9}, {peer: 6, throughput: 6}, {peer: 3}]),
	];
	const sumOf = (heights: Readonly<Record<string, number>>) => Object.values(heights).reduce((sum, height) => sum + height, 0);
	const heights: Record<string, number> = choices.find(choice => sumOf(choice) <= rows) ?? {[first]: rows};
	// What is left goes to the peer up to all its facts, and then to the last one.
	const more = heights.peer === undefined ? 0 : Math.min(11 - heights.peer, rows - sumOf(heights));
	const grown = heights.peer === undefined ? heights : {...heights, peer: heights.peer + more};
	const last = Object.keys(grown).at(-1) ?? first;
	return stack(width, {...grown, [last]: grown[last]! + rows - sumOf(grown)});
}

/** Panels of a server; the invite line stands above them without a frame and takes `inviteRows`. */
export function serverLayout(size: Size, inviteRows: number): Layout {
	const frame = {...frameOf(size), headerRows: 2 + inviteRows};
	const empty: Layout = {
		...frame, top: [], side: [], main: [], bottom: [],
	};
	if (frame.kind === 'compact') {
		return empty;
	}

	const rows = size.rows - frame.headerRows - footerRows;
	return frame.kind === 'wide' && rows >= 12 ? {...empty, ...wideServerPanels(size.columns, rows)} : {...empty, main: serverPanels(size.columns, rows)};
}

/** Clients over the whole width, for they have most to say; shares and transfers side by side; the log takes the rest. */
function wideServerPanels(columns: number, rows: number): Pick<Layout, 'top' | 'side' | 'main' | 'bottom'> {
	const sideWidth = Math.floor(columns / 2);
	const clients = Math.max(4, Math.floor(rows * 0.3));
	const middle = Math.max(4, Math.floor(rows * 0.35));
	return {
		top: stack(columns, {clients}),
		side: stack(sideWidth, {shares: middle}),
		main: stack(columns - sideWidth, {transfers: middle}),
		bottom: stack(columns, {log: rows - clients - middle}),
	};
}

/** One column: what does not fit becomes a title line and then goes, the log first, then transfers, then shares. */
function serverPanels(width: number, rows: number): PanelBox[] {
	const heights = {
		clients: 4, shares: 3, transfers: 4, log: 4,
	};
	const spareRows = () => rows - heights.clients - heights.shares - heights.transfers - heights.log;
	for (const height of [1, 0]) {
		for (const name of ['log', 'transfers', 'shares'] as const) {
			heights[name] = spareRows() < 0 ? height : heights[name];
		}
	}

	const spare = spareRows();
	if (spare <= 0) {
		return stack(width, {...heights, clients: heights.clients + spare});
	}

	const share = (name: 'shares' | 'transfers' | 'log', part: number) => heights[name] > 1 ? Math.floor(spare * part) : 0;
	const more = {shares: Math.min(2, share('shares', 0.2)), transfers: share('transfers', 0.2), log: share('log', 0.35)};
	return stack(width, {
		clients: heights.clients + spare - more.shares - more.transfers - more.log,
		shares: heights.shares + more.shares,
		transfers: heights.transfers + more.transfers,
		log: heights.log + more.log,
	});
}

const stack = (width: number, heights: Readonly<Record<string, number>>): PanelBox[] =>
	Object.entries(heights).filter(([, height]) => height > 0).map(([name, height]) => ({name, width, height}));

/** The box of a panel, if the layout has it. */
export const boxOf = (layout: Layout, name: string): PanelBox | undefined =>
	[...layout.top, ...layout.side, ...layout.main, ...layout.bottom].find(box => box.name === name);

/** The panel at a cell of the terminal, and which of its content's rows that is (outside of them for its frame). */
export function panelAtCell(layout: Layout, column: number, row: number): {readonly name: string; readonly row: number} | undefined {
	const topRows = heightOf(layout.top);
	const middleRows = Math.max(heightOf(layout.side), heightOf(layout.main));
	const sideWidth = layout.side[0]?.width ?? 0;
	const from = layout.headerRows;
	return inStack(layout.top, row - from)
		?? inStack(column < sideWidth ? layout.side : layout.main, row - from - topRows)
		?? inStack(layout.bottom, row - from - topRows - middleRows);
}

const heightOf = (boxes: readonly PanelBox[]) => boxes.reduce((sum, {height}) => sum + height, 0);

function inStack(boxes: readonly PanelBox[], row: number): {readonly name: string; readonly row: number} | undefined {
	let top = 0;
	for (const {name, height} of boxes) {
		if (row >= top && row < top + height) {
			return {name, row: row - top - 1};
		}

		top += height;
	}

	return undefined;
}

/** Rows for content inside a panel's frame. */
export const innerRows = (box: PanelBox | undefined): number => Math.max(0, (box?.height ?? 0) - 2);
/** Columns for content inside a panel's frame: a border and a space on each side. */
export const innerColumns = (box: PanelBox): number => Math.max(0, box.width - 4);
