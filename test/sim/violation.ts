/** Something that must never be. */
export class Violation extends Error {
	readonly invariant: string;

	constructor(invariant: string, message: string) {
		super(`${invariant}: ${message}`);
		this.invariant = invariant;
	}
}
