import {largestTextBytes} from '../content/text-merge.js';
import {
	sameContent,
	type Digest,
	type FileNode,
	type TreeNode,
} from '../core/node.js';
import type {Path} from '../core/path.js';
import type {Keep} from '../core/plan.js';
import {lookup} from '../core/tree.js';
import type {Verdict} from '../core/verdict.js';
import type {Board} from './board.js';
import type {ContentFetch} from './content-fetch.js';
import type {
	Choice,
	ConflictVersions,
	MergeOutcome,
	UndoOutcome,
} from './conflict-answers.js';
import {readVersions} from './conflict-versions.js';
import type {Errands} from './errands.js';
import type {Line} from './line.js';
import type {LocalSide} from './local-side.js';
import type {LocalVersion} from './local-version.js';
import {publishMerged} from './merge-publishing.js';
import type {OpenConflict} from './open-conflicts.js';
import type {SessionState} from './state.js';
import type {Verdicts} from './verdicts.js';

export type ConflictDeskParts = {
	readonly errands: Errands;
	readonly contents: ContentFetch;
	readonly versions: LocalVersion;
	readonly verdicts: Verdicts;
	readonly local: Pick<LocalSide, 'tree'>;
	readonly board: Pick<Board<SessionState>, 'state' | 'patch'>;
};

/** What was decided about one conflict, and what is needed to take it back. */
type Deed = {readonly conflict: OpenConflict; readonly keep: Keep | 'merged'; readonly winner: TreeNode | undefined; readonly verdict?: Verdict};

/** Contents of lost versions that are remembered for an undo, in bytes. */
const rememberedBytes = 32 * 1024 * 1024;

/** What a person at the session's own screen does about conflicts: looks at the versions, decides, merges, and takes the last decision back. */
export class ConflictDesk {
	readonly #parts: ConflictDeskParts;
	readonly #lost = new Map<Digest, Uint8Array>();
	#lostBytes = 0;
	#last: Deed[] = [];

	constructor(parts: ConflictDeskParts) {
		this.#parts = parts;
	}

	/** Undefined when the path is not in conflict (any more). */
	async look(path: Path): Promise<ConflictVersions | undefined> {
		const {errands, contents} = this.#parts;
		return errands.add(true, async line => {
			const conflict = this.#find(path);
			return conflict && readVersions(conflict, contents, line);
		});
	}

	/** Decides about conflicts as they are shown now. What loses on the server is fetched first, so that it can be had back. */
	decide(choices: readonly Choice[]): void {
		const {errands, verdicts} = this.#parts;
		const wanted = choices.flatMap(({path, keep}) => {
			const conflict = this.#find(path);
			return conflict ? [{conflict, keep}] : [];
		});
		void errands.add(false, async line => {
			await this.#remember(wanted.filter(({keep}) => keep === 'local').map(({conflict}) => conflict), line);
			this.#note(wanted.map(({conflict, keep}) => ({
				conflict, keep, winner: keep === 'remote' ? conflict.remote : conflict.local, verdict: verdicts.decide(conflict, keep),
			})));
		}).catch(() => undefined);
	}

	/** Puts a merged text in the place of both versions, provided that they are still those of `seen`. */
	async merge(seen: OpenConflict, text: string): Promise<MergeOutcome> {
		const {errands, versions, verdicts} = this.#parts;
		return errands.add(false, async line => {
			const conflict = this.#find(seen.path);
			const {local, remote} = seen;
			const isSeen = conflict !== undefined && sameContent(conflict.local, local) && sameContent(conflict.remote, remote);
			if (!isSeen || local?.kind !== 'file' || remote?.kind !== 'file') {
				return 'changed';
			}

			await this.#remember([conflict], line);
			const bytes = Buffer.from(text);
			const verdict = await publishMerged({...conflict, local, remote}, bytes, {versions, verdicts});
			if (!verdict) {
				return 'changed';
			}

			this.#note([{
				conflict, keep: 'merged', winner: versions.nodeOf(bytes, local.executable), verdict,
			}]);
			return 'merged';
		});
	}

	/** Takes the last decision (or the last ones made at once) back. */
	async undo(): Promise<readonly UndoOutcome[]> {
		return this.#parts.errands.add(false, async () => {
			const deeds = this.#last;
			this.#note([]);
			const outcomes: UndoOutcome[] = [];
			for (const deed of deeds) {
				outcomes.push({path: deed.conflict.path, outcome: await this.#takeBack(deed)});
			}

			return outcomes;
		});
	}

	#note(deeds: Deed[]): void {
		this.#last = deeds;
		this.#parts.board.patch({canUndoDecision: deeds.length > 0});
	}

	#find(path: Path): OpenConflict | undefined {
		return this.#parts.board.state().conflicts.find(conflict => conflict.path === path);
	}

	/** Keeps the server's versions in memory, as long as there is room. Those that cannot be had now cannot be had back later. */
	async #remember(conflicts: readonly OpenConflict[], line: Line | undefined): Promise<void> {
		for (const {path, remote, remotePath = path} of conflicts) {
			if (remote?.kind !== 'file' || remote.size > largestTextBytes || this.#lostBytes + remote.size > rememberedBytes || this.#lost.has(remote.digest)) {
				continue;
			}

			const bytes = await this.#parts.contents.fetch(remotePath, remote, line);
			if (!bytes) {
				continue;
			}

			this.#lost.set(remote.digest, bytes);
			this.#lostBytes += bytes.length;
		}
	}

	async #takeBack({conflict, keep, winner, verdict}: Deed): Promise<UndoOutcome['outcome']> {
		const {verdicts} = this.#parts;
		const isWaiting = verdict !== undefined && verdicts.isWaiting(verdict);
		if (isWaiting) {
			await verdicts.withdraw(verdict);
		}

		if (isWaiting && keep !== 'merged') {
			return 'withdrawn';
		}

		return keep === 'both' ? 'kept' : this.#bringBack(conflict.path, {winner, loser: keep === 'local' ? conflict.remote : conflict.local});
	}

	async #bringBack(path: Path, {winner, loser}: {readonly winner: TreeNode | undefined; readonly loser: TreeNode | undefined}): Promise<UndoOutcome['outcome']> {
		const {local, versions} = this.#parts;
		const present = lookup(local.tree, path);
		if (!sameContent(present, winner)) {
			return 'changed';
		}

		if (loser?.kind === 'folder' || present?.kind === 'folder' || (loser?.kind === 'file' && !await this.#isAtHand(path, loser))) {
			return 'unavailable';
		}

		return await versions.place(loser, {path, expected: present, reason: 'restored'}) ? 'undone' : 'changed';
	}

	/** What was remembered is staged again; what lies in this side's trash is found there by the transition. */
	async #isAtHand(path: Path, {digest, size}: FileNode): Promise<boolean> {
		const {contents, versions} = this.#parts;
		const bytes = this.#lost.get(digest);
		if (bytes) {
			await versions.stage(bytes);
			return true;
		}

		return size === 0 || await contents.isInTrash(digest) || await contents.recall(digest, path) !== undefined;
	}
}
