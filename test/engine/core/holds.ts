import type {ExecutionContext} from 'ava';
import fc from 'fast-check';

/** Asserts a property; a failure prints the seed, the path to it and the smallest counterexample. */
export function holds<Values>(t: ExecutionContext, property: fc.IProperty<Values>, parameters: fc.Parameters<Values>): void {
	t.notThrows(() => {
		fc.assert(property, parameters);
	});
}
