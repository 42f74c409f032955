/** What a mouse did: where, in cells from 0. */
export type MouseEvent = {readonly kind: 'wheel-up' | 'wheel-down' | 'click'; readonly column: number; readonly row: number};

/** Switches reports of buttons and wheel (1000) in a form without limits (1006) on and off. Dragging with shift still selects text. */
export const mouseSequences = {on: '\u{1B}[?1000h\u{1B}[?1006h', off: '\u{1B}[?1006l\u{1B}[?1000l'} as const;

const escape = '\u{1B}';
/** A report, after the escape that begins it. */
const report = /^\[<(?<button>\d{1,3});(?<column>\d{1,5});(?<row>\d{1,5})(?<state>m)/iv;
/** A report that is not whole yet, at the end of what was read. */
const begun = /^\[<[\d;]{0,15}$/v;

const kinds: Readonly<Record<string, MouseEvent['kind']>> = {0: 'click', 64: 'wheel-up', 65: 'wheel-down'};

/** What was read of a terminal, in three parts. */
export type MouseInput = {
	/** What the mouse did. */
	readonly events: readonly MouseEvent[];
	/** What is not about the mouse. */
	readonly rest: string;
	/** The beginning of a report, to be put before what is read next. */
	readonly begun: string;
};

/** Takes the reports of a mouse out of what was read. */
export function takeMouse(text: string): MouseInput {
	const [keys = '', ...parts] = text.split(escape);
	const events: MouseEvent[] = [];
	let rest = keys;
	for (const [index, part] of parts.entries()) {
		if (index === parts.length - 1 && begun.test(part)) {
			return {events, rest, begun: escape + part};
		}

		const match = report.exec(part);
		events.push(...eventOf(match?.groups));
		rest += match === null ? escape + part : part.slice(match[0].length);
	}

	return {events, rest, begun: ''};
}

/** Releases and other buttons tell nothing. */
function eventOf(groups: Readonly<Record<string, string>> | undefined): MouseEvent[] {
	const {button = '', column, row, state} = groups ?? {};
	const kind = state === 'M' ? kinds[button] : undefined;
	return kind === undefined ? [] : [{kind, column: Number(column) - 1, row: Number(row) - 1}];
}

/**
The same input without the reports of a mouse, which go to a listener: the renderer knows only keys and drops them. Everything but reading
is the stream's own.
*/
export function withoutMouse(stdin: NodeJS.ReadStream, onEvent: (event: MouseEvent) => void): NodeJS.ReadStream {
	let pending = '';
	const read = (size?: number): unknown => {
		const chunk: unknown = stdin.read(size);
		if (typeof chunk !== 'string') {
			return chunk;
		}

		const input = takeMouse(pending + chunk);
		pending = input.begun;
		for (const event of input.events) {
			onEvent(event);
		}

		return input.rest;
	};

	return new Proxy(stdin, {
		get(target, property) {
			if (property === 'read') {
				return read;
			}

			const value: unknown = Reflect.get(target, property, target);
			return typeof value === 'function' ? value.bind(target) as unknown : value;
		},
	});
}
