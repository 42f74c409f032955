import type {Conditions, KeyBinding} from '../../../source/ui/screen.js';

/**
Tries every combination of the facts that some bindings look at, whichever they are: a fact that nobody has decided yet is tried both
ways. Gives the combinations in which more than one of them is valid.
*/
export function clashesOf(bindings: readonly KeyBinding[], known: Conditions = {}): readonly Conditions[] {
	let open: string | undefined;
	const facts = new Proxy(known, {
		get(target, name: string) {
			if (!Object.hasOwn(target, name)) {
				open ??= name;
				return false;
			}

			return target[name];
		},
	});
	const valid = bindings.filter(binding => binding.isValid(facts));
	if (open !== undefined) {
		return [true, false].flatMap(value => clashesOf(bindings, {...known, [open!]: value}));
	}

	return valid.length > 1 ? [known] : [];
}
