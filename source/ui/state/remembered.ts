/**
A pure function that gives the same object again for the same arguments as last time: what is derived from an immutable state is then
as immutable, and nobody who reads it is told of a change that is none.
*/
export function remembered<Arguments extends readonly unknown[], Value>(derive: (...parts: Arguments) => Value): (...parts: Arguments) => Value {
	let last: {readonly parts: Arguments; readonly value: Value} | undefined;
	return (...parts) => {
		if (last === undefined || parts.some((part, index) => part !== last?.parts[index])) {
			last = {parts, value: derive(...parts)};
		}

		return last.value;
	};
}
