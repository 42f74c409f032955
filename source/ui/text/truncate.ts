import {takeEnd, takeStart, widthOf} from './text-width.js';

/** Cuts a text that is too wide at its end. */
export function truncateEnd(text: string, width: number, ellipsis: string): string {
	return widthOf(text) <= width ? text : cut(text, width, {ellipsis, tailWidth: 0});
}

/**
Cuts a path that is too wide in its middle and keeps the file name, for the name is what people look for. A name that is too
wide by itself loses its own middle and keeps its extension.
*/
export function truncatePath(path: string, width: number, ellipsis: string): string {
	if (widthOf(path) <= width) {
		return path;
	}

	const slash = path.lastIndexOf('/', path.length - 2);
	const nameWidth = widthOf(path.slice(Math.max(0, slash)));
	if (slash > 0 && nameWidth + widthOf(ellipsis) <= width) {
		return cut(path, width, {ellipsis, tailWidth: nameWidth});
	}

	const name = path.slice(slash + 1);
	return cutMiddle(name, width, ellipsis);
}

const cutMiddle = (text: string, width: number, ellipsis: string): string =>
	widthOf(text) <= width ? text : cut(text, width, {ellipsis, tailWidth: Math.floor((width - widthOf(ellipsis)) / 2)});

function cut(text: string, width: number, {ellipsis, tailWidth}: {ellipsis: string; tailWidth: number}): string {
	const room = width - widthOf(ellipsis);
	return room <= 0 ? takeStart(ellipsis, width) : takeStart(text, room - tailWidth) + ellipsis + takeEnd(text, tailWidth);
}

/** `old/place → new/place` in at most `width` columns; each path gets half when both are long. */
export function truncateMove(paths: {from: string; to: string}, width: number, {ellipsis, arrow}: {ellipsis: string; arrow: string}): string {
	const room = Math.max(0, width - widthOf(arrow) - 2);
	const half = Math.floor(room / 2);
	const fromWidth = Math.min(widthOf(paths.from), Math.max(half, room - widthOf(paths.to)));
	const from = truncatePath(paths.from, fromWidth, ellipsis);
	return `${from} ${arrow} ${truncatePath(paths.to, room - widthOf(from), ellipsis)}`;
}
