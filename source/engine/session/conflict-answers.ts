import type {Path} from '../core/path.js';
import type {Keep} from '../core/plan.js';
import type {OpenConflict} from './open-conflicts.js';

/** What a person wants of one conflict. */
export type Choice = {readonly path: Path; readonly keep: Keep};

/** `changed`: a version is another one than was seen, and nothing was done. */
export type MergeOutcome = 'merged' | 'changed';

/**
What became of taking a decision back: `undone`: the version that had lost is there again, as one more change; `withdrawn`: it had not been carried
out; `kept`: both versions are there anyway; `changed`: the file has been changed since; `unavailable`: the lost version is not kept on this machine.
*/
export type UndoOutcome = {readonly path: Path; readonly outcome: 'undone' | 'withdrawn' | 'kept' | 'changed' | 'unavailable'};

/** What one version holds, as far as it can be shown. */
export type VersionContent =
	| {readonly kind: 'text'; readonly text: string}
	/** No UTF-8, or with NUL bytes in it. */
	| {readonly kind: 'binary'}
	/** More than 1 MiB. */
	| {readonly kind: 'large'}
	| {readonly kind: 'folder'}
	| {readonly kind: 'symlink'; readonly target: string}
	/** It was deleted there, or never was. */
	| {readonly kind: 'absent'}
	/** Its content is not to be had now: the base was not kept, or the other side is away. */
	| {readonly kind: 'unavailable'};

/** A conflict with the contents of its versions. */
export type ConflictVersions = {
	readonly conflict: OpenConflict;
	readonly base: VersionContent;
	readonly local: VersionContent;
	readonly remote: VersionContent;
};
