import type {Grid} from './grid.js';
import {rowSvg, sizeOf, svgFile} from './svg.js';

export type Animation = {readonly grids: readonly Grid[]; readonly frameMilliseconds: number; readonly title: string};

/** A row that looks the same from one frame up to another (without that one). */
type Stretch = {readonly row: number; readonly from: number; readonly to: number; readonly body: string};

/** A moving picture: rows that stay are there once, the others come and go by the clock of a style sheet. */
export function animated({grids, frameMilliseconds, title}: Animation): string {
	const [first] = grids;
	const stretches = first!.rows.flatMap((_, row) => stretchesOf(grids, row));
	const isAlways = ({from, to}: Stretch) => from === 0 && to === grids.length;
	const spans = new Map(stretches.filter(stretch => !isAlways(stretch)).map(({from, to}) => [`f${from}-${to}`, {from, to}]));
	const seconds = grids.length * frameMilliseconds / 1000;
	const percent = (frame: number) => Math.round(frame / grids.length * 10_000) / 100;
	const style = [
		...[...spans].map(([name, {from, to}]) => `@keyframes ${name}{${from === 0 ? '' : '0%{visibility:hidden}'}${percent(from)}%{visibility:visible}${to === grids.length ? '' : `${percent(to)}%{visibility:hidden}`}}`),
		...[...spans.keys()].map(name => `.${name}{visibility:hidden;animation:${name} ${seconds}s step-end infinite}`),
		// Whoever wants nothing to move sees the last frame.
		`@media (prefers-reduced-motion:reduce){g{animation:none!important}${[...spans].filter(([, {to}]) => to === grids.length).map(([name]) => `.${name}{visibility:visible}`).join('')}}`,
	].join('');
	const body = stretches.map(stretch => isAlways(stretch) ? stretch.body : `<g class="f${stretch.from}-${stretch.to}">${stretch.body}</g>`).join('\n');
	return svgFile({
		...sizeOf(first!), body, style, title,
	});
}

function stretchesOf(grids: readonly Grid[], row: number): readonly Stretch[] {
	const stretches: Array<{row: number; from: number; to: number; body: string}> = [];
	for (const [frame, {rows}] of grids.entries()) {
		const body = rowSvg(rows[row]!, row);
		const last = stretches.at(-1);
		if (last?.body === body) {
			last.to = frame + 1;
		} else {
			stretches.push({
				row, from: frame, to: frame + 1, body,
			});
		}
	}

	return stretches.filter(({body}) => body !== '');
}
