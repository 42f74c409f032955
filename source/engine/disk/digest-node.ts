import type {FileNode} from '../core/node.js';
import type {DigestBatch} from './digest-files.js';
import {diskStatAt, entryCode, entryWidth} from './entry-batch.js';
import {toMicroseconds} from './file-time.js';

/** Modification times nearer than this to the time of reading do not prove that a file is unchanged (rule R8). */
const racyMilliseconds = 2000;

/** The node of a file that was read. `wallMilliseconds`: the time just before that, on the clock that the disk's times come from. */
export function fileNodeOf(batch: DigestBatch, index: number, wallMilliseconds: number): FileNode {
	const at = index * entryWidth;
	const disk = diskStatAt(batch.numbers, at);
	const isRacy = Math.abs(wallMilliseconds - disk.modifiedMilliseconds) < racyMilliseconds;
	const recipe = batch.recipes.get(index);
	return {
		kind: 'file',
		size: disk.size,
		modifiedMicroseconds: toMicroseconds(disk.modifiedMilliseconds),
		executable: batch.numbers[at] === entryCode.executable,
		digest: batch.digests[index]!,
		...recipe && {recipe},
		disk: isRacy ? {...disk, isRacy} : disk,
	};
}
