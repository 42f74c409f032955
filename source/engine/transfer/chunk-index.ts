import {asBuffer} from '../content/digest.js';
import {
	chunkCount,
	chunkDigestHex,
	chunkOffsets,
	entryBytes,
} from '../content/recipe.js';
import type {Digest, FileNode, FolderNode} from '../core/node.js';
import {
	joinPath,
	nameOf,
	parentOf,
	type Path,
} from '../core/path.js';
import {
	diffTrees,
	emptyTree,
	lookup,
	type Tree,
} from '../core/tree.js';
import type {Content, CopySource} from '../disk/replica.js';
import {DigestTable, wholeFile} from './digest-table.js';
import {IndexedFiles} from './indexed-files.js';
import {RetiredRecipes} from './retired-recipes.js';

/** What an index knows of one tree. All of it is looked up in the tree itself, so it is never out of date. */
export type IndexView = {
	/** A file with this content. */
	file(digest: Digest): Content | undefined;
	/** Where a chunk lies. */
	locate(chunk: Digest): Pick<CopySource, 'path' | 'offset'> | undefined;
	/** The packed recipe of a file with this content, also of one that was replaced not long ago. */
	recipe(digest: Digest): Uint8Array | undefined;
};

/** Chunk offsets of files that were asked for last: the chunks of one new file mostly lie in one old one. */
const offsetsKept = 8;

const keyOf = (digest: Digest) => Number.parseInt(digest.slice(0, 12), 16);
const keyOfChunk = (recipe: Uint8Array, chunk: number) => asBuffer(recipe).readUIntBE(chunk * entryBytes, 6);

/**
Where contents and chunks lie in a tree. Built when it is first asked, and brought from tree to tree by what differs between them. Takes
about 100 bytes for a file and 60 for a chunk of a file that has several. Empty files are not in it.
*/
export class ChunkIndex {
	readonly #table = new DigestTable();
	readonly #files = new IndexedFiles();
	readonly #retired = new RetiredRecipes();
	readonly #offsets = new Map<Uint8Array, Float64Array>();
	#tree: Tree = emptyTree;

	/** The index as of this tree; it stays usable when other trees have been looked at since. */
	at(tree: Tree): IndexView {
		return {
			file: digest => this.#follow(tree).#file(digest),
			locate: chunk => this.#follow(tree).#locate(chunk),
			recipe: digest => this.#follow(tree).#file(digest)?.node.recipe ?? this.#retired.get(digest),
		};
	}

	/**
	A tree takes another's place. The recipes of files that it replaces are remembered even if nobody has asked this index yet: others still have
	those files, and are told an edit of them.
	*/
	supersede(before: Tree, after: Tree): void {
		if (before === emptyTree) {
			return;
		}

		for (const {before: old, after: node} of diffTrees(before, after)) {
			const file = fileOf(old);
			if (file?.recipe && file.digest !== fileOf(node)?.digest) {
				this.#retired.add(file.digest, file.recipe);
			}
		}
	}

	#file(digest: Digest): Content | undefined {
		let content: Content | undefined;
		this.#table.find(keyOf(digest), ({file, chunk}) => {
			content = chunk === wholeFile ? this.#content(file) : undefined;
			return content?.node.digest === digest;
		});
		return content?.node.digest === digest ? content : undefined;
	}

	#locate(digest: Digest): Pick<CopySource, 'path' | 'offset'> | undefined {
		let found: Pick<CopySource, 'path' | 'offset'> | undefined;
		this.#table.find(keyOf(digest), ({file, chunk}) => {
			const content = this.#content(file);
			found = content && this.#offsetIn(content, chunk, digest);
			return found !== undefined;
		});
		return found;
	}

	#offsetIn({path, node}: Content, chunk: number, digest: Digest): Pick<CopySource, 'path' | 'offset'> | undefined {
		if (chunk === wholeFile) {
			return node.digest === digest && !node.recipe ? {path, offset: 0} : undefined;
		}

		const {recipe} = node;
		const isRight = recipe !== undefined && chunk < chunkCount(recipe) && chunkDigestHex(recipe, chunk) === digest;
		return isRight ? {path, offset: this.#offsetsOf(recipe)[chunk]!} : undefined;
	}

	#offsetsOf(recipe: Uint8Array): Float64Array {
		let offsets = this.#offsets.get(recipe);
		if (!offsets) {
			offsets = chunkOffsets(recipe);
			this.#offsets.set(recipe, offsets);
			if (this.#offsets.size > offsetsKept) {
				this.#offsets.delete(this.#offsets.keys().next().value!);
			}
		}

		return offsets;
	}

	#content(file: number): Content | undefined {
		const path = this.#files.path(file);
		const node = lookup(this.#tree, path);
		return node?.kind === 'file' ? {path, node} : undefined;
	}

	#follow(tree: Tree): this {
		if (tree === this.#tree) {
			return this;
		}

		if (this.#tree === emptyTree) {
			this.#addFolder(tree, '');
		} else {
			this.#applyDifferences(tree);
		}

		this.#tree = tree;
		return this;
	}

	/** Removals first: they are found by what the old tree says. */
	#applyDifferences(tree: Tree): void {
		const added: Content[] = [];
		for (const {path, before, after} of diffTrees(this.#tree, tree)) {
			const [old, node] = [fileOf(before), fileOf(after)];
			if (old?.digest === node?.digest && old?.recipe === node?.recipe) {
				continue;
			}

			if (old) {
				this.#remove(path, old);
			}

			if (node) {
				added.push({path, node});
			}
		}

		for (const {path, node} of added) {
			this.#add(parentOf(path), nameOf(path), node);
		}
	}

	#addFolder(folder: FolderNode, at: Path): void {
		for (const [name, node] of folder.children) {
			if (node.kind === 'folder') {
				this.#addFolder(node, joinPath(at, name));
			} else if (node.kind === 'file') {
				this.#add(at, name, node);
			}
		}
	}

	#add(folder: Path, name: string, {digest, size, recipe}: FileNode): void {
		if (size === 0) {
			return;
		}

		const file = this.#files.add(folder, name);
		if (!this.#table.add(keyOf(digest), {file, chunk: wholeFile})) {
			this.#files.remove(file);
			return;
		}

		const count = recipe ? chunkCount(recipe) : 0;
		for (let chunk = 0; chunk < count; chunk++) {
			this.#table.add(keyOfChunk(recipe!, chunk), {file, chunk});
		}
	}

	#remove(path: Path, {digest, recipe}: FileNode): void {
		const place = this.#table.find(keyOf(digest), ({file, chunk}) => chunk === wholeFile && this.#files.path(file) === path);
		if (!place) {
			return;
		}

		const {file} = place;
		this.#table.remove(keyOf(digest), place);
		this.#files.remove(file);
		if (!recipe) {
			return;
		}

		this.#retired.add(digest, recipe);
		const count = chunkCount(recipe);
		for (let chunk = 0; chunk < count; chunk++) {
			this.#table.remove(keyOfChunk(recipe, chunk), {file, chunk});
		}
	}
}

function fileOf(node: {readonly kind: string} | undefined): FileNode | undefined {
	return node?.kind === 'file' ? node as FileNode : undefined;
}
