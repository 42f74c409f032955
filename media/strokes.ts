/*
Borders, bars and blocks are drawn as shapes: fonts draw them at heights and widths of their own, and then lines have gaps. A shape is a part
of an SVG path in one cell; `x` and `y` are the cell's corner.
*/

export const cell = {width: 8, height: 17};

type Shape = (x: number, y: number) => string;

const {width, height} = cell;
const [middleX, middleY] = [width / 2, (height - 1) / 2];
const thickness = 1;
const radius = 4;

const box = (left: number, top: number, wide: number, high: number): Shape => (x, y) => `M${round(x + left)} ${round(y + top)}h${round(wide)}v${round(high)}h${round(-wide)}z`;

const round = (value: number) => Math.round(value * 100) / 100;

/** An upright or a level line through the middle of a cell. */
const level = box(0, middleY, width, thickness);
const upright = box(middleX - (thickness / 2), 0, thickness, height);

/** A quarter of a ring between the middles of two sides, one stroke thick. `right` and `down` say which way it opens. */
function corner(right: boolean, down: boolean): Shape {
	const [sideways, up] = [right ? 1 : -1, down ? 1 : -1];
	return (x, y) => {
		const [centreX, centreY] = [x + middleX, y + middleY + (thickness / 2)];
		const ends = {x: right ? x + width : x, y: down ? y + height : y};
		const half = thickness / 2;
		const outer = radius + half;
		const inner = radius - half;
		const sweep = right === down ? 1 : 0;
		return [
			`M${round(centreX - (sideways * half))} ${round(ends.y)}`,
			`V${round(centreY + (up * radius))}`,
			`A${outer} ${outer} 0 0 ${sweep} ${round(centreX + (sideways * radius))} ${round(centreY - (up * half))}`,
			`H${round(ends.x)}v${round(up * thickness)}`,
			`H${round(centreX + (sideways * radius))}`,
			`A${inner} ${inner} 0 0 ${1 - sweep} ${round(centreX + (sideways * half))} ${round(centreY + (up * radius))}`,
			`V${round(ends.y)}z`,
		].join('');
	};
}

/** Eighths of a cell from the bottom: a sparkline's columns, with a gap between them. */
const column = (eighths: number): Shape => box(0.5, height - 3 - ((height - 5) * eighths / 8), width - 1, Math.max(1, (height - 5) * eighths / 8));

/** A chunk of a map: as high as a line of text, with a hair's breadth to the next. */
const block = box(0, 3, width, height - 6);

export const shapes: Readonly<Record<string, {readonly draw: Shape; readonly opacity?: number}>> = {
	'─': {draw: level},
	'│': {draw: upright},
	'╭': {draw: corner(true, true)},
	'╮': {draw: corner(false, true)},
	'╰': {draw: corner(true, false)},
	'╯': {draw: corner(false, false)},
	'━': {draw: box(0, middleY - 1, width, 3)},
	'╌': {draw: (x, y) => box(1, middleY, 2, thickness)(x, y) + box(5, middleY, 2, thickness)(x, y)},
	'█': {draw: block},
	'▓': {draw: block, opacity: 0.75},
	'▒': {draw: block, opacity: 0.5},
	'░': {draw: block, opacity: 0.22},
	'▁': {draw: column(0.6)},
	'▂': {draw: column(2)},
	'▃': {draw: column(3)},
	'▄': {draw: column(4)},
	'▅': {draw: column(5)},
	'▆': {draw: column(6)},
	'▇': {draw: column(7)},
};
