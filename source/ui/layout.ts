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
	/** There is a list of what vanished. */
	readonly hasVanished?: boolean;
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
		main: facts.isBlocked ? noticePanels(width, mainRows, facts.hasVanished ?? false) : mainPanels(width, mainRows),
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

/** Why a session does not go on, and below it the paths that it is about. */
function noticePanels(width: number, rows: number, hasVanished: boolean): PanelBox[] {
	const notice = Math.max(6, Math.min(10, Math.floor(rows * 0.5)));
	return stack(width, hasVanished && rows - notice >= 4 ? {notice, vanished: rows - notice} : {notice: rows});
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
	return frame.kind === 'wide' && rows >= 17 ? {...empty, ...wideServerPanels(size.columns, rows)} : {...empty, main: serverPanels(size.columns, rows)};
}

/** Clients over the whole width, for they have most to say; shares and transfers beside the storage; the log takes the rest. */
function wideServerPanels(columns: number, rows: number): Pick<Layout, 'top' | 'side' | 'main' | 'bottom'> {
	const sideWidth = Math.floor(columns / 2);
	const clients = Math.max(4, Math.floor(rows * 0.25));
	const middle = Math.max(8, Math.floor(rows * 0.45));
	const shares = Math.max(4, Math.floor(middle * 0.4));
	return {
		top: stack(columns, {clients}),
		side: stack(sideWidth, {shares, transfers: middle - shares}),
		main: stack(columns - sideWidth, {storage: middle}),
		bottom: stack(columns, {log: rows - clients - middle}),
	};
}

const serverOrder = ['clients', 'shares', 'storage', 'transfers', 'log'] as const;

/** One column: what does not fit becomes a title line and then goes, the storage first, then transfers, the log, shares. */
function serverPanels(width: number, rows: number): PanelBox[] {
	const heights = {
		clients: 4, shares: 4, storage: 4, transfers: 4, log: 4,
	};
	const spareRows = () => rows - serverOrder.reduce((sum, name) => sum + heights[name], 0);
	for (const height of [1, 0]) {
		for (const name of ['transfers', 'storage', 'log', 'shares'] as const) {
			heights[name] = spareRows() < 0 ? height : heights[name];
		}
	}

	const spare = spareRows();
	if (spare <= 0) {
		return stack(width, {...heights, clients: heights.clients + spare});
	}

	const share = (name: 'storage' | 'transfers' | 'log', part: number) => heights[name] > 1 ? Math.floor(spare * part) : 0;
	const more = {storage: Math.min(2, share('storage', 0.2)), transfers: share('transfers', 0.2), log: share('log', 0.5)};
	return stack(width, {
		clients: heights.clients + spare - more.storage - more.transfers - more.log,
		shares: heights.shares,
		storage: heights.storage + more.storage,
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
