import {isDigest} from '../content/digest.js';
import type {Digest} from '../core/node.js';
import {reservedName} from '../core/path.js';
import type {FileSystem} from './file-system.js';
import {removeTree, reservedPaths} from './reserved-folder.js';
import {partSuffix, type StageShelf} from './stage-shelf.js';
import {dayMilliseconds, youngMilliseconds, type TidyRequest} from './trash-tidy.js';

/** How long an interrupted transfer may wait to be gone on with. */
const keptDays = 7;
/** A restore that has left its workshop behind was killed if it did not end within this. */
const workshopDays = 1;

const workshopPattern = /^restore-[\da-f]{8}$/v;

/** Where a guest (a restore beside a running session) stages contents, by its eight random hexadecimal digits. */
export const workshopOf = (token: string): string => `${reservedName}/restore-${token}`;

type StageFile = {readonly name: string; readonly digest: Digest; readonly size: number; readonly changedMilliseconds: number};

/**
Removes contents that no transfer has come back for: after seven days, or, oldest first, when all of them together take more than the limit.
The youngest always stays, however large it is, and so does what was touched within the hour or is being put together now: what an
interrupted transfer has verified need not be sent again.
*/
export function tidyStage(files: FileSystem, stage: {readonly shelf: StageShelf; readonly isOpen: (digest: Digest) => boolean}, {nowMilliseconds, limitBytes}: TidyRequest): void {
	removeWorkshops(files, nowMilliseconds);
	if (files.find(reservedPaths.stage)?.kind !== 'folder') {
		return;
	}

	stage.shelf.forgetIdle();
	let bytes = 0;
	for (const [index, {name, digest, size, changedMilliseconds}] of stageFiles(files).entries()) {
		bytes += size;
		const age = nowMilliseconds - changedMilliseconds;
		const isTooMuch = bytes > limitBytes && index > 0 && age > youngMilliseconds;
		if (stage.isOpen(digest) || !(age > keptDays * dayMilliseconds || isTooMuch)) {
			continue;
		}

		stage.shelf.remove(name, digest);
		bytes -= size;
	}
}

/** Youngest first, by the time of the last write or rename: the time of modification may be that of the file it shall become. */
function stageFiles(files: FileSystem): StageFile[] {
	return files.list(reservedPaths.stage).flatMap(({name = ''}): StageFile[] => {
		const digest = name.endsWith(partSuffix) ? name.slice(0, -partSuffix.length) : name;
		const stat = isDigest(digest) ? files.find(`${reservedPaths.stage}/${name}`) : undefined;
		return stat?.kind === 'file'
			? [{
				name, digest, size: stat.size, changedMilliseconds: stat.changedMilliseconds,
			}]
			: [];
	}).toSorted((a, b) => b.changedMilliseconds - a.changedMilliseconds);
}

function removeWorkshops(files: FileSystem, nowMilliseconds: number): void {
	if (files.find(reservedName)?.kind !== 'folder') {
		return;
	}

	for (const {name = ''} of files.list(reservedName)) {
		const path = `${reservedName}/${name}`;
		const stat = workshopPattern.test(name) ? files.find(path) : undefined;
		if (stat?.kind === 'folder' && nowMilliseconds - stat.changedMilliseconds > workshopDays * dayMilliseconds) {
			removeTree(files, path);
		}
	}
}
