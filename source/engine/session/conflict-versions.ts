import {largestTextBytes, readText} from '../content/text-merge.js';
import type {TreeNode} from '../core/node.js';
import type {Path} from '../core/path.js';
import type {ConflictVersions, VersionContent} from './conflict-answers.js';
import type {ContentFetch} from './content-fetch.js';
import type {Line} from './line.js';
import type {OpenConflict} from './open-conflicts.js';

/** Reads what a conflict is about; the remote version is fetched where it is small. */
export async function readVersions(conflict: OpenConflict, contents: ContentFetch, line: Line | undefined): Promise<ConflictVersions> {
	const {path, base, local, remote, localPath = path, remotePath = path} = conflict;
	const here = async (node: TreeNode | undefined, at: Path) => contentOf(node, async file => contents.recall(file.digest, at));
	return {
		conflict,
		base: await here(base, path),
		local: await here(local, localPath),
		remote: await contentOf(remote, async file => contents.fetch(remotePath, file, line)),
	};
}

async function contentOf(node: TreeNode | undefined, read: (file: Extract<TreeNode, {kind: 'file'}>) => Promise<Uint8Array | undefined>): Promise<VersionContent> {
	if (!node) {
		return {kind: 'absent'};
	}

	if (node.kind !== 'file') {
		return node.kind === 'folder' ? {kind: 'folder'} : {kind: 'symlink', target: node.target};
	}

	if (node.size > largestTextBytes) {
		return {kind: 'large'};
	}

	const bytes = node.size === 0 ? new Uint8Array() : await read(node);
	const text = bytes && readText(bytes);
	return text === undefined ? {kind: bytes ? 'binary' : 'unavailable'} : {kind: 'text', text};
}
