/**
The last `width` figures as a row of glyphs from low to high, scaled to the largest one shown; missing ones count as nothing. Any
activity stands above the base line, however small it is beside the peak.
*/
export function sparkline(figures: readonly number[], width: number, levels: string): string {
	const glyphs = [...levels];
	const shown = figures.slice(Math.max(0, figures.length - width));
	const peak = Math.max(0, ...shown);
	const base = (glyphs[0] ?? ' ').repeat(Math.max(0, width - shown.length));
	return base + shown.map(figure => glyphs[levelOf(figure, peak, glyphs.length - 1)]).join('');
}

function levelOf(figure: number, peak: number, top: number): number {
	return figure > 0 && peak > 0 ? Math.max(1, Math.min(top, Math.round(figure / peak * top))) : 0;
}
