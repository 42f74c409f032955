import {largestTextBytes} from '../content/text-merge.js';
import type {Digest, FileNode} from '../core/node.js';
import type {Path} from '../core/path.js';
import type {DiskReplica} from '../disk/assemble-replica.js';
import type {ContentBook} from './content-book.js';
import type {Line} from './line.js';
import type {LocalSide} from './local-side.js';

export type ContentFetchParts = {
	readonly replica: Pick<DiskReplica, 'recall' | 'discard' | 'history'>;
	readonly local: Pick<LocalSide, 'tree'>;
	readonly book: ContentBook;
};

/** Contents of at most 1 MiB, to be looked at and not to be published: from wherever this side still has them, or from the server. */
export class ContentFetch {
	readonly #parts: ContentFetchParts;

	constructor(parts: ContentFetchParts) {
		this.#parts = parts;
	}

	/** Undefined when this side does not have it any more. */
	async recall(digest: Digest, path: Path): Promise<Uint8Array | undefined> {
		const {replica, local, book} = this.#parts;
		const elsewhere = book.local.at(local.tree).file(digest)?.path;
		return replica.recall(digest, elsewhere === undefined ? [path] : [path, elsewhere]);
	}

	/** Whether this side's trash has it, whatever its size. */
	async isInTrash(digest: Digest): Promise<boolean> {
		const versions = await this.#parts.replica.history();
		return versions.some(version => version.digest === digest);
	}

	/** The server's version comes into the stage, where nobody sees it, and goes from there at once. */
	async fetch(path: Path, {digest, size}: FileNode, line: Line | undefined): Promise<Uint8Array | undefined> {
		return await this.recall(digest, path) ?? (line && size <= largestTextBytes ? this.#bring({path, digest, size}, line) : undefined);
	}

	async #bring(item: {readonly path: Path; readonly digest: Digest; readonly size: number}, {link}: Line): Promise<Uint8Array | undefined> {
		const {replica} = this.#parts;
		const settled = await link.want([item]);
		if (settled.get(item.digest) !== 'staged') {
			return undefined;
		}

		const bytes = await replica.recall(item.digest, []);
		await replica.discard(item.digest);
		return bytes;
	}
}
