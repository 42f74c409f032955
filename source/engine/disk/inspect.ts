import {parentOf, type Path} from '../core/path.js';
import type {DiskSight} from '../core/why-facts.js';
import {diskErrorCode} from './disk-error.js';
import type {FileSystem} from './file-system.js';
import {readRuleTexts, type RuleFiles} from './rule-files.js';

export type Inspection = {
	readonly sight: DiskSight;
	/** The texts of the rule files on the way to the path, by folder, from the root on. Empty where none were asked for. */
	readonly rules: ReadonlyArray<{readonly folder: Path; readonly texts: ReadonlyMap<string, string>}>;
};

export type InspectRequest = {readonly path: Path; readonly ruleFiles: RuleFiles};

/** Looks at one path and changes nothing: what stands there, whether it can be read, and which rules hold there. */
export function inspect(files: FileSystem, {path, ruleFiles}: InspectRequest): Inspection {
	return {sight: sightOf(files, path), rules: ruleFiles.length === 0 ? [] : foldersTo(path).map(folder => ({folder, texts: rulesOf(files, folder, ruleFiles)}))};
}

function sightOf(files: FileSystem, path: Path): DiskSight {
	try {
		const stat = files.find(path);
		if (!stat) {
			return {kind: 'absent'};
		}

		const {kind, size, mode, links, modifiedMilliseconds} = stat;
		const fault = readFault(files, path, kind);
		return {
			kind, size, mode, links, modifiedMilliseconds, ...(fault !== undefined && {fault}),
		};
	} catch (error) {
		return {kind: 'hidden', fault: diskErrorCode(error)};
	}
}

/** What a scan would be told when it reads it. */
function readFault(files: FileSystem, path: Path, kind: string): string | undefined {
	try {
		if (kind === 'file') {
			files.close(files.openRead(path));
		} else if (kind === 'folder') {
			files.list(path);
		}

		return undefined;
	} catch (error) {
		return diskErrorCode(error);
	}
}

/** The folders around a path, the root first. */
function foldersTo(path: Path): Path[] {
	const folders: Path[] = [];
	for (let folder = parentOf(path); folder !== ''; folder = parentOf(folder)) {
		folders.unshift(folder);
	}

	return ['', ...folders];
}

/** Where rules cannot be read the scan freezes the folder, and says so itself. */
function rulesOf(files: FileSystem, folder: Path, names: RuleFiles): ReadonlyMap<string, string> {
	try {
		const there = names.filter(name => files.find(folder === '' ? name : `${folder}/${name}`)?.kind === 'file');
		return readRuleTexts(files, folder, there);
	} catch (error) {
		diskErrorCode(error);
		return new Map();
	}
}
