import type {Tree} from '../core/tree.js';
import {ignoreChange} from './ignore-change.js';
import type {LocalSide} from './local-side.js';
import type {RemoteView} from './remote-view.js';
import type {Reporter} from './reporter.js';
import type {VisibleTree} from './visible-tree.js';

export type IgnoreNewsParts = {
	readonly local: LocalSide;
	readonly view: RemoteView;
	readonly visible: VisibleTree;
	readonly reporter: Reporter;
};

/** What is seen of both sides until a look reads other rules. */
export type SeenBefore = {readonly local: Tree; readonly remote: Tree};

/** Tells what changed ignore rules leave out or bring back: after the look that has read them, before the pass that goes by them. */
export class IgnoreNews {
	readonly #parts: IgnoreNewsParts;
	/** Version of the rules whose effects have been told. */
	#told: number | undefined;

	constructor(parts: IgnoreNewsParts) {
		this.#parts = parts;
	}

	/** To be called before a look. Undefined at the first one: what held when the program was closed is known by the ancestor only. */
	before(): SeenBefore | undefined {
		const {local, view, visible} = this.#parts;
		return this.#told === undefined ? undefined : {local: local.tree, remote: visible.of(view.tree)};
	}

	/** To be called after it. */
	tell(before: SeenBefore | undefined, ancestor: Tree): void {
		const {local, view, visible, reporter} = this.#parts;
		const {rules} = local;
		const version = rules.version ?? 0;
		if (version === this.#told) {
			return;
		}

		this.#told = version;
		const former = rules.takeFormer?.();
		const change = ignoreChange({
			rules,
			former: before && former,
			agreed: {before: ancestor, after: visible.of(ancestor)},
			sides: before ? [{before: before.local, after: local.tree}, {before: before.remote, after: visible.of(view.tree)}] : [],
		});
		if (change) {
			reporter.ignoreChanged(change);
		}
	}
}
