import {zstdCompressSync} from 'node:zlib';
import {literalBytesOf, makeDelta} from '../../../source/engine/content/delta.js';
import {sha256} from '../../../source/engine/content/digest.js';
import {chunkDigestHex, chunkOffsets} from '../../../source/engine/content/recipe.js';
import {readSignature, type Signature} from '../../../source/engine/content/signature.js';
import {digestBytes} from '../../../source/engine/content/recipe-builder.js';
import type {FileNode} from '../../../source/engine/core/node.js';
import type {Path} from '../../../source/engine/core/path.js';
import {editTree, emptyTree, type Tree} from '../../../source/engine/core/tree.js';
import type {
	ChunkDeltas,
	Content,
	DeltaRequest,
	Pack,
	Replica,
} from '../../../source/engine/disk/replica.js';
import {MemoryStage} from './memory-stage.js';

export function nodeOf(bytes: Uint8Array): FileNode {
	return {
		kind: 'file', modifiedMicroseconds: 0, executable: false, ...digestBytes(bytes),
	};
}

/** What transfers use of a replica, in memory: real chunks, real packs, real verification. */
export class MemoryReplica implements Pick<Replica, 'readPack' | 'readChunks' | 'readDeltas' | 'stage'> {
	readonly files = new Map<Path, Uint8Array>();
	readonly stage = new MemoryStage(path => this.files.get(path));
	tree: Tree = emptyTree;
	/** What was read for sending so far. */
	readonly reads = {packs: 0, contents: 0, chunks: 0};

	/** Writes a file and scans it. */
	write(path: Path, bytes: Uint8Array): Content {
		const node = nodeOf(bytes);
		this.files.set(path, bytes);
		this.tree = editTree(this.tree, [{path, node}]);
		return {path, node};
	}

	/** Writes a file behind the scan's back. */
	tamper(path: Path, bytes: Uint8Array): void {
		this.files.set(path, bytes);
	}

	async readPack(contents: readonly Content[]): Promise<{readonly pack: Pack; readonly changed: readonly number[]}> {
		this.reads.packs++;
		const changed: number[] = [];
		const pieces = contents.map(({path, node}, index) => {
			const bytes = this.files.get(path);
			if (bytes && sha256(bytes) === node.digest) {
				this.reads.contents++;
				return bytes;
			}

			changed.push(index);
			return new Uint8Array();
		});
		return {pack: packOf(pieces), changed};
	}

	async readChunks({path, node}: Content, indexes: readonly number[]): Promise<Pack | undefined> {
		const bytes = this.files.get(path);
		const offsets = chunkOffsets(node.recipe!);
		this.reads.chunks += indexes.length;
		return bytes?.length === node.size ? packOf(indexes.map(index => bytes.subarray(offsets[index], offsets[index + 1]))) : undefined;
	}

	async readDeltas(content: Content, requests: readonly DeltaRequest[]): Promise<ChunkDeltas | undefined> {
		const bytes = this.files.get(content.path);
		const offsets = chunkOffsets(content.node.recipe!);
		this.reads.chunks += requests.length;
		if (bytes?.length !== content.node.size) {
			return undefined;
		}

		const made = requests.map(({chunkIndex, signature}) => {
			const chunk = bytes.subarray(offsets[chunkIndex], offsets[chunkIndex + 1]);
			const delta = makeDelta(readSignature(signature) as Signature, chunk);
			return {chunkIndex, bytes: delta.length < chunk.length * 0.8 ? delta : chunk, isDelta: delta.length < chunk.length * 0.8};
		});
		const [deltas, chunks] = [made.filter(({isDelta}) => isDelta), made.filter(({isDelta}) => !isDelta)];
		const partOf = (pieces: typeof made) => ({indexes: pieces.map(({chunkIndex}) => chunkIndex), pack: packOf(pieces.map(piece => piece.bytes))});
		return {
			...deltas.length > 0 && {deltas: {...partOf(deltas), literalBytes: deltas.map(delta => literalBytesOf(delta.bytes))}},
			...chunks.length > 0 && {chunks: partOf(chunks)},
		};
	}

	/** Chunks of a content that this replica has somewhere, as a peer would know them. */
	chunkDigests(node: FileNode): string[] {
		return node.recipe ? Array.from({length: chunkOffsets(node.recipe).length - 1}, (_, index) => chunkDigestHex(node.recipe!, index)) : [node.digest];
	}
}

export function packOf(pieces: readonly Uint8Array[]): Pack {
	const raw = Buffer.concat(pieces);
	const packed = zstdCompressSync(raw);
	const isCompressed = packed.length < raw.length;
	return {lengths: pieces.map(piece => piece.length), payload: isCompressed ? packed : raw, isCompressed};
}
