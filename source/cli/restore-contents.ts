import type {Digest, FileNode} from '../engine/core/node.js';
import type {Path} from '../engine/core/path.js';
import {walk, type Tree} from '../engine/core/tree.js';
import type {ContentSource} from '../engine/disk/restorer.js';
import type {KeptHistory} from './kept-history.js';

/** Where contents can be had from: the trash, or files that stand in the folder now. */
export class Contents {
	readonly #history: KeptHistory;
	readonly #versions = new Map<Digest, string>();
	readonly #present = new Map<Digest, Path>();

	constructor(history: KeptHistory, present: Tree) {
		this.#history = history;
		for (const record of history.records) {
			if (record.kind === 'left' && record.node.kind === 'file' && record.version !== undefined) {
				this.#versions.set(record.node.digest, record.version);
			}
		}

		for (const {path, node} of walk(present)) {
			if (node.kind === 'file') {
				this.#present.set(node.digest, path);
			}
		}
	}

	isInTrash({digest}: FileNode): boolean {
		return this.#versions.has(digest);
	}

	sourceOf({digest}: FileNode): ContentSource | undefined {
		const version = this.#versions.get(digest);
		if (version !== undefined) {
			return this.#history.sourceOf(version);
		}

		const path = this.#present.get(digest);
		return path === undefined ? undefined : {files: this.#history.files, path};
	}
}
