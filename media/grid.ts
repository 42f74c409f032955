import type xterm from '@xterm/headless';

/** How one cell of a terminal looks. Colours are the terminal's own sixteen, by number. */
export type Style = {readonly color?: number; readonly isBold: boolean; readonly isDim: boolean; readonly isReversed: boolean};

/** Neighbours of one row that look alike; `width` in cells. */
export type Run = {readonly text: string; readonly column: number; readonly width: number; readonly style: Style};

/** A terminal's picture at one instant: its rows from top to bottom. */
export type Grid = {readonly columns: number; readonly rows: ReadonlyArray<readonly Run[]>};

/** Reads what a person would see on a terminal. */
export function readGrid(terminal: xterm.Terminal): Grid {
	const {active} = terminal.buffer;
	return {
		columns: terminal.cols,
		rows: Array.from({length: terminal.rows}, (_, row) => readRow(active.getLine(active.baseY + row), terminal.cols)),
	};
}

/** The rows of a grid as text. */
export const textOf = ({rows}: Grid): string => rows.map(runs => runs.map(({text}) => text).join('').trimEnd()).join('\n');

function readRow(line: xterm.IBufferLine | undefined, columns: number): readonly Run[] {
	const runs: Array<{text: string; column: number; width: number; style: Style}> = [];
	for (let column = 0; column < columns; column++) {
		const cell = line?.getCell(column);
		if (cell?.getWidth() === 0) {
			continue;
		}

		const style = styleOf(cell);
		const characters = cell?.getChars() ?? '';
		const [text, width] = [characters === '' ? ' ' : characters, cell?.getWidth() ?? 1];
		const last = runs.at(-1);
		if (last && isSame(last.style, style)) {
			last.text += text;
			last.width += width;
		} else {
			runs.push({
				text, column, width, style,
			});
		}
	}

	return runs;
}

const styleOf = (cell: xterm.IBufferCell | undefined): Style => ({
	...(cell?.isFgPalette() && {color: cell.getFgColor()}),
	isBold: Boolean(cell?.isBold()),
	isDim: Boolean(cell?.isDim()),
	isReversed: Boolean(cell?.isInverse()),
});

const isSame = (one: Style, other: Style) =>
	one.color === other.color && one.isBold === other.isBold && one.isDim === other.isDim && one.isReversed === other.isReversed;
