import type {Path} from '../core/path.js';
import {sameContent} from '../core/node.js';
import type {Conflict} from '../core/plan.js';
import type {Line} from './line.js';

/** A conflict as it is shown to people: with who made each version, as far as that is known. */
export type OpenConflict = Conflict & {
	/** Name of the device whose folder has the local version: this one. */
	readonly localDevice?: string;
	/** Name of the device that brought the remote version, or its id where its name is not known. */
	readonly remoteDevice?: string;
};

export type Makers = {
	/** Name of this device. */
	readonly local: string;
	/** Who brought what the share has at a path now, if that is known. */
	readonly remote: (path: Path) => string | undefined;
};

/**
Adds who made the versions. What was known of a version that has not changed since stays known: a session that starts again has not seen
the commits that brought it.
*/
export function attribute(conflicts: readonly Conflict[], known: readonly OpenConflict[], makers: Makers): OpenConflict[] {
	const earlier = new Map(known.map(conflict => [conflict.path, conflict]));
	return conflicts.map(conflict => {
		const {path, local, remote, remotePath = path} = conflict;
		const before = earlier.get(path);
		const remembered = before && sameContent(before.remote, remote) ? before.remoteDevice : undefined;
		const maker = remote && (makers.remote(remotePath) ?? remembered);
		return {...conflict, ...(local && {localDevice: makers.local}), ...(maker !== undefined && {remoteDevice: maker})};
	});
}

/** The name of a device, where only its id is known unless it is the server's own. */
export function nameMaker(id: string | undefined, {connection, welcome}: Line): string | undefined {
	return id === connection.peer ? welcome.device : id;
}

/** The same for as long as the same versions stand against each other at the same path. */
export const conflictKey = ({path, local, remote}: Conflict): string => `conflict ${path} ${versionOf(local)} ${versionOf(remote)}`;

function versionOf(node: Conflict['local']): string {
	if (node?.kind === 'file') {
		return node.digest;
	}

	return node?.kind === 'symlink' ? node.target : node?.kind ?? 'absent';
}
