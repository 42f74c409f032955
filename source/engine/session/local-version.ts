import type {Clock} from '../clock.js';
import type {ChunkingAlgorithm} from '../content/chunker.js';
import {chunkOffsets} from '../content/recipe.js';
import {digestBytes} from '../content/recipe-builder.js';
import {expectation} from '../core/expectation.js';
import {emptyFolder, type FileNode, type TreeNode} from '../core/node.js';
import type {Operation} from '../core/operation.js';
import type {Path} from '../core/path.js';
import type {DiskReplica} from '../disk/assemble-replica.js';
import type {Stage} from '../disk/replica.js';
import type {LocalSide} from './local-side.js';

export type LocalVersionParts = {
	readonly replica: Pick<DiskReplica, 'stage'>;
	readonly local: LocalSide;
	readonly clock: Clock;
	readonly chunking: ChunkingAlgorithm;
	/** Name of this device, for the trash's records. */
	readonly device: string;
};

export type Placing = {readonly path: Path; readonly expected: TreeNode | undefined; readonly reason: string};

/** Puts versions into the local folder as if somebody had edited there: compared and swapped, and what was there goes to the trash. */
export class LocalVersion {
	readonly #parts: LocalVersionParts;

	constructor(parts: LocalVersionParts) {
		this.#parts = parts;
	}

	/** The node that a content made here would be. */
	nodeOf(bytes: Uint8Array, executable: boolean): FileNode {
		const {chunking, clock} = this.#parts;
		return {
			kind: 'file', ...digestBytes(bytes, chunking), executable, modifiedMicroseconds: Math.round(clock.wallMilliseconds() * 1000),
		};
	}

	/** Puts a content into the stage, as if it had come from the other side. */
	async stage(bytes: Uint8Array): Promise<void> {
		const {chunking, replica} = this.#parts;
		await stageWhole(replica.stage, digestBytes(bytes, chunking), bytes);
	}

	/** False when what stands there is not what is expected, or the disk refuses. Undefined takes away what stands there. */
	async place(node: TreeNode | undefined, {path, expected, reason}: Placing): Promise<boolean> {
		const {local, device} = this.#parts;
		const {results, tree} = await local.transition({operations: [operationOf(node, path, expected)], tree: local.tree, cause: {device, reason}});
		local.set(tree);
		return results[0]?.status === 'applied';
	}
}

function operationOf(node: TreeNode | undefined, path: Path, expected: TreeNode | undefined): Operation {
	if (node) {
		return {
			kind: 'put', path, node, expected: expected && expectation(expected),
		};
	}

	return {kind: 'delete', path, expected: expectation(expected ?? emptyFolder)};
}

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
