import type {ExecutionContext} from 'ava';
import {widthOf} from '../../source/ui/text/text-width.js';
import type {FakeTerminal} from './terminal.js';

type Corners = {readonly left: number; readonly right: number; readonly row: number};

/** The frame is whole: every row is exactly as wide as the terminal, nothing ran over, and every box closes where it opened. */
export function isWhole(t: ExecutionContext, terminal: FakeTerminal): void {
	const lines = terminal.lines();
	t.deepEqual(terminal.wrappedRows(), [], terminal.text());
	t.is(lines.length, terminal.rows);
	for (const line of lines) {
		t.is(widthOf(line), terminal.columns, line);
	}

	for (const corners of boxesOf(terminal)) {
		t.true(closes(terminal, corners), `the box at row ${corners.row} is not closed:\n${terminal.text()}`);
	}
}

const at = (terminal: FakeTerminal, column: number, row: number) => terminal.cell(column, row).text;

/** The upper corners of every box on the screen. */
export const boxesOf = (terminal: FakeTerminal): Corners[] =>
	Array.from({length: terminal.rows}, (_, row) => cornersIn(terminal, row)).flat();

function cornersIn(terminal: FakeTerminal, row: number): Corners[] {
	const columns = Array.from({length: terminal.columns}, (_, column) => column);
	const lefts = columns.filter(column => at(terminal, column, row) === '╭');
	const rights = columns.filter(column => at(terminal, column, row) === '╮');
	return lefts.map((left, index) => ({left, right: rights[index] ?? -1, row}));
}

function closes(terminal: FakeTerminal, {left, right, row}: Corners): boolean {
	let below = row + 1;
	while (at(terminal, left, below) === '│' && at(terminal, right, below) === '│') {
		below++;
	}

	return at(terminal, left, below) === '╰' && at(terminal, right, below) === '╯';
}
