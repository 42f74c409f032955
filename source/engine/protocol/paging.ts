import type {TreeNode} from '../core/node.js';
import type {Operation} from '../core/operation.js';
import type {Entry} from '../core/tree.js';
import {pageLimits} from './limits.js';
import type {Commit} from './messages.js';

/** A step, a listing's entry or an item of a want: what long messages are made of. */
export type Pageable = Operation | Entry | {readonly path: string; readonly digest: string};

const nodeBytes = 64;
/** Head, device and the empty columns of one commit. */
const commitBytes = 512;

/** An upper bound of what one item adds to a header before compression, in bytes. */
export function estimateBytes(item: Pageable): number {
	let bytes = textBytes(item.path) + (2 * nodeBytes);
	if ('from' in item) {
		bytes += textBytes(item.from);
	}

	if ('node' in item) {
		bytes += targetBytes(item.node);
	}

	if ('expected' in item) {
		bytes += targetBytes(item.expected);
	}

	return bytes;
}

/**
Cuts a list so that each part fits into one message (`pageLimits`), in order. An empty list is one empty page, so that a
listing of nothing still has its last page.
*/
export function * pages<Item extends Pageable>(items: readonly Item[]): Generator<readonly Item[]> {
	let start = 0;
	let bytes = 0;
	for (const [index, item] of items.entries()) {
		const more = estimateBytes(item);
		if (index > start && (bytes + more > pageLimits.bytes || index - start === pageLimits.entries)) {
			yield items.slice(start, index);
			start = index;
			bytes = 0;
		}

		bytes += more;
	}

	yield items.slice(start);
}

/** Gathers commits into as few messages as possible. Each commit must fit alone: it was one page when it was made. */
export function * commitPages(commits: readonly Commit[]): Generator<readonly Commit[]> {
	let page: Commit[] = [];
	let bytes = 0;
	let operations = 0;
	for (const commit of commits) {
		let more = commitBytes;
		for (const operation of commit.operations) {
			more += estimateBytes(operation);
		}

		if (page.length > 0 && (bytes + more > pageLimits.bytes || operations + commit.operations.length > pageLimits.entries)) {
			yield page;
			page = [];
			bytes = 0;
			operations = 0;
		}

		page.push(commit);
		bytes += more;
		operations += commit.operations.length;
	}

	if (page.length > 0) {
		yield page;
	}
}

function textBytes(text: string): number {
	return Buffer.byteLength(text) + 1;
}

function targetBytes(node: TreeNode | undefined): number {
	return node?.kind === 'symlink' ? textBytes(node.target) : 0;
}
