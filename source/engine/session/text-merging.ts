import type {Clock} from '../clock.js';
import type {ChunkingAlgorithm} from '../content/chunker.js';
import {chunkOffsets} from '../content/recipe.js';
import {digestBytes} from '../content/recipe-builder.js';
import {largestTextBytes, mergeTexts} from '../content/text-merge.js';
import {decide} from '../core/decision.js';
import {expectation} from '../core/expectation.js';
import type {Digest, FileNode} from '../core/node.js';
import type {Path} from '../core/path.js';
import type {Conflict} from '../core/plan.js';
import type {DiskReplica} from '../disk/assemble-replica.js';
import type {Stage} from '../disk/replica.js';
import type {ContentBook} from './content-book.js';
import type {Line} from './line.js';
import type {LocalSide} from './local-side.js';
import type {Reporter} from './reporter.js';
import type {Verdicts} from './verdicts.js';

export type TextMergingParts = {
	readonly replica: Pick<DiskReplica, 'recall' | 'discard' | 'stage'>;
	readonly local: LocalSide;
	readonly book: ContentBook;
	readonly clock: Clock;
	readonly chunking: ChunkingAlgorithm;
	/** Name of this device, for the trash's records. */
	readonly device: string;
	readonly reporter: Reporter;
};

/** Three versions of one file. */
type Versions = {readonly path: Path; readonly base: FileNode; readonly local: FileNode; readonly remote: FileNode};

/**
Merges texts that both sides changed in different places (rule 3). The merged text is written here like any other change, over the version that
was read and into the trash with that one; a verdict that is durable before lets it win over the remote version that was read. So every step
is compared and swapped as usual, and a crash leaves a conflict or a merge, never half of one.
*/
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
		const old = await this.#read(base.digest, path);
		const here = old && await this.#read(local.digest, path);
		const there = here && await this.#fetch(path, remote, line);
		return there && mergeTexts({base: old, local: here, remote: there});
	}

	async #read(digest: Digest, path: Path): Promise<Uint8Array | undefined> {
		const {replica, local, book} = this.#parts;
		const elsewhere = book.local.at(local.tree).file(digest)?.path;
		return replica.recall(digest, elsewhere === undefined ? [path] : [path, elsewhere]);
	}

	/** The remote version comes into the stage, where nobody sees it. */
	async #fetch(path: Path, {digest, size}: FileNode, {link}: Line): Promise<Uint8Array | undefined> {
		const known = await this.#read(digest, path);
		if (known) {
			return known;
		}

		const {replica} = this.#parts;
		const settled = await link.want([{path, digest, size}]);
		if (settled.get(digest) !== 'staged') {
			return undefined;
		}

		const bytes = await replica.recall(digest, []);
		await replica.discard(digest);
		return bytes;
	}

	async #publish(conflict: Conflict, {path, base, local: before, remote}: Versions, {merged, verdicts}: {readonly merged: Uint8Array; readonly verdicts: Verdicts}): Promise<boolean> {
		const {replica, local, clock, chunking, device, reporter} = this.#parts;
		const named = digestBytes(merged, chunking);
		const node: FileNode = {
			kind: 'file', ...named, executable: mergedBit(base, before, remote), modifiedMicroseconds: Math.round(clock.wallMilliseconds() * 1000),
		};
		const verdict = {about: 'conflict', decision: decide({...conflict, local: node}, 'local')} as const;
		await verdicts.record(verdict);
		await stageWhole(replica.stage, named, merged);
		const {results, tree} = await local.transition({
			operations: [{
				kind: 'put', path, node, expected: expectation(before),
			}],
			tree: local.tree,
			cause: {device, reason: 'merged'},
		});
		local.set(tree);
		if (results[0]?.status !== 'applied') {
			await verdicts.withdraw(verdict);
			return false;
		}

		reporter.notice({path, message: 'Merged: both sides changed different lines. The version of this side is in the trash here, the other one in the trash on the server.'}, 'merged');
		return true;
	}
}

const keyOf = ({path, local, remote}: Versions) => `${path}\0${local.digest}\0${remote.digest}`;

/** The executable bit merges on its own, as everywhere. */
function mergedBit(base: FileNode, local: FileNode, remote: FileNode): boolean {
	return local.executable === base.executable ? remote.executable : local.executable;
}

/** Puts a content that was made here into the stage, as if it had come from the other side. */
async function stageWhole(stage: Stage, {digest, size, recipe}: ReturnType<typeof digestBytes>, bytes: Uint8Array): Promise<void> {
	if (!recipe) {
		await stage.putPack({lengths: [bytes.length], payload: bytes, isCompressed: false});
		return;
	}

	const {missing} = await stage.begin({
		digest, size, recipe, copies: [],
	});
	const offsets = chunkOffsets(recipe);
	const parts = missing.map(index => bytes.subarray(offsets[index], offsets[index + 1]));
	await stage.putChunks(digest, missing, {lengths: parts.map(part => part.length), payload: Buffer.concat(parts), isCompressed: false});
	await stage.finish(digest);
}
