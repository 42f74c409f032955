import {hash} from 'node:crypto';
import type {Side} from './operation.js';
import type {Path} from './path.js';
import type {Decision} from './plan.js';

/** What to do about the deletions that a session has halted for: carry them out, or bring the files back from the other side. */
export type HaltAnswer = 'accept' | 'put-back';

/**
What a person has decided for a session. It is about what that person has seen, two versions or one list of deletions, and is dropped when
that is no longer what there is.
*/
export type Verdict =
	| {readonly about: 'conflict'; readonly decision: Decision}
	/** `mark` names the list (`haltMark`). */
	| {readonly about: 'halt'; readonly answer: HaltAnswer; readonly mark: string};

/** Tells one list of deletions from another; undefined for a halt that is not about deletions and has no answer but its cause going away. */
export function haltMark({side, paths}: {readonly side?: Side; readonly paths: readonly Path[]}): string | undefined {
	return side === undefined ? undefined : hash('sha256', `${side}\0${paths.toSorted().join('\0')}`);
}

/** Two verdicts about the same thing: the later one counts. */
export function isSameMatter(a: Verdict, b: Verdict): boolean {
	return matterOf(a) === matterOf(b);
}

/** What a verdict is about, as a text. */
export function matterOf(verdict: Verdict): string {
	return verdict.about === 'halt' ? `halt ${verdict.mark}` : `conflict ${verdict.decision.path}`;
}
