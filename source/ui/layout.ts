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

/** Panels of a session, by size and by whether there is anything to decide (conflicts, problems) and anything to halt for. */
export function sessionLayout(size: Size, {hasAttention, isBlocked}: {hasAttention: boolean; isBlocked: boolean}): Layout {
	const frame = frameOf(size);
	if (frame.kind === 'compact') {
		return {
			...frame, top: [], side: [], main: [], bottom: [],
		};
	}

	const bodyRows = size.rows - frame.headerRows - footerRows;
	const attentionRows = attentionHeight(size, hasAttention);
	const upperRows = bodyRows - attentionRows;
	const sideWidth = frame.kind === 'wide' ? sideWidthOf(size) : 0;
	const width = size.columns - sideWidth;
	return {
		...frame,
		top: [],
		side: frame.kind === 'wide' ? sidePanels(sideWidth, upperRows) : [],
		main: isBlocked ? [{name: 'notice', width, height: upperRows}] : mainPanels(width, upperRows),
		bottom: attentionRows === 0 ? [] : [{name: 'attention', width: size.columns, height: attentionRows}],
	};
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

function sidePanels(width: number, rows: number): PanelBox[] {
	const session = 9;
	const peer = 10;
	const throughput = 6;
	return rows >= session + peer + throughput ? stack(width, {session, peer, throughput: rows - session - peer}) : stack(width, rows >= peer + throughput ? {peer: rows - throughput, throughput} : {peer: rows});
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

/** Rows for content inside a panel's frame. */
export const innerRows = (box: PanelBox | undefined): number => Math.max(0, (box?.height ?? 0) - 2);
/** Columns for content inside a panel's frame: a border and a space on each side. */
export const innerColumns = (box: PanelBox): number => Math.max(0, box.width - 4);
