import type {Conflict, Mode} from '../core/plan.js';
import type {Tree} from '../core/tree.js';
import type {BaseKeeper} from './base-keeper.js';
import type {CycleOutcome} from './cycle.js';
import type {Line} from './line.js';
import type {TextMerging} from './text-merging.js';
import type {Verdicts} from './verdicts.js';

export type MergingParts = {readonly texts: TextMerging; readonly bases: BaseKeeper; readonly mode: Mode};

/** What a pass has left, and who may say that a conflict is decided. */
export type MergeTask = {readonly ancestor: Tree; readonly local: Tree; readonly verdicts: Verdicts};

/** Merges what both sides have changed in different places, after a pass, where that is asked for. */
export class Merging {
	readonly #parts: MergingParts;

	constructor(parts: MergingParts) {
		this.#parts = parts;
	}

	/** Keeps the bases up with what was agreed; returns the conflicts that are left. Nothing happens while a pass waits for somebody. */
	async after({plan: {conflicts}, halt, isHeld}: CycleOutcome, line: Line, {ancestor, local, verdicts}: MergeTask): Promise<readonly Conflict[]> {
		const {texts, bases, mode} = this.#parts;
		const isPossible = halt === undefined && !isHeld && mode === 'two-way' && !line.welcome.isReadOnly;
		if (!isPossible) {
			return conflicts;
		}

		await bases.follow(ancestor, local);
		return texts.merge(conflicts, line, verdicts);
	}
}
