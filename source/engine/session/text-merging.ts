import {largestTextBytes, mergeTexts} from '../content/text-merge.js';
import type {FileNode} from '../core/node.js';
import type {Path} from '../core/path.js';
import type {Conflict} from '../core/plan.js';
import type {ContentFetch} from './content-fetch.js';
import type {Line} from './line.js';
import type {LocalVersion} from './local-version.js';
import {publishMerged} from './merge-publishing.js';
import type {Reporter} from './reporter.js';
import type {Verdicts} from './verdicts.js';

export type TextMergingParts = {
	readonly contents: ContentFetch;
	readonly versions: LocalVersion;
	readonly reporter: Reporter;
};

/** Three versions of one file. */
type Versions = {readonly path: Path; readonly base: FileNode; readonly local: FileNode; readonly remote: FileNode};

/** Merges texts that both sides changed in different places (rule 3). */
export class TextMerging {
	readonly #parts: TextMergingParts;
	/** Pairs of versions that have been tried: what could not be merged once cannot be merged later. */
	readonly #tried = new Set<string>();

	constructor(parts: TextMergingParts) {
		this.#parts = parts;
	}

	/** Merges what can be merged; returns the conflicts that are left. */
	async merge(conflicts: readonly Conflict[], line: Line, verdicts: Verdicts): Promise<readonly Conflict[]> {
		const left: Conflict[] = [];
		for (const conflict of conflicts) {
			const versions = this.#candidate(conflict);
			const isMerged = versions !== undefined && await this.#try(conflict, versions, {line, verdicts});
			if (!isMerged) {
				left.push(conflict);
			}
		}

		return left;
	}

	async #try(conflict: Conflict, versions: Versions, {line, verdicts}: {readonly line: Line; readonly verdicts: Verdicts}): Promise<boolean> {
		const merged = await this.#mergedText(versions, line);
		// A line that breaks on the way throws, and then the pair is tried again.
		this.#tried.add(keyOf(versions));
		return merged !== undefined && this.#publish(conflict, versions, {merged, verdicts});
	}

	#candidate({reason, path, base, local, remote, localPath, remotePath}: Conflict): Versions | undefined {
		const isFit = (node: Conflict['base']): node is FileNode => node?.kind === 'file' && node.size <= largestTextBytes;
		// A renamed file is in conflict under one name once the rename is done.
		const isInPlace = localPath === undefined && remotePath === undefined;
		if (reason !== 'both-modified' || !isInPlace || !isFit(base) || !isFit(local) || !isFit(remote)) {
			return undefined;
		}

		const versions = {
			path, base, local, remote,
		};
		return this.#tried.has(keyOf(versions)) ? undefined : versions;
	}

	async #mergedText({path, base, local, remote}: Versions, line: Line): Promise<Uint8Array | undefined> {
		const {contents} = this.#parts;
		const old = await contents.recall(base.digest, path);
		const here = old && await contents.recall(local.digest, path);
		const there = here && await contents.fetch(path, remote, line);
		return there && mergeTexts({base: old, local: here, remote: there});
	}

	async #publish(conflict: Conflict, {local, remote}: Versions, {merged, verdicts}: {readonly merged: Uint8Array; readonly verdicts: Verdicts}): Promise<boolean> {
		const {versions, reporter} = this.#parts;
		const verdict = await publishMerged({...conflict, local, remote}, merged, {versions, verdicts});
		if (verdict) {
			reporter.notice({path: conflict.path, message: 'Merged: both sides changed different lines. The version of this side is in the trash here, the other one in the trash on the server.'}, 'merged');
		}

		return verdict !== undefined;
	}
}

const keyOf = ({path, local, remote}: Versions) => `${path}\0${local.digest}\0${remote.digest}`;
