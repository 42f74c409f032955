import {Buffer} from 'node:buffer';
import {joinPath, type Path} from '../core/path.js';
import type {FileSystem} from './file-system.js';

/** Names of files that hold ignore rules: their texts are sent along, for they decide what is done with the rest of the folder. */
export type RuleFiles = readonly string[];

const maximumRuleBytes = 1024 * 1024;

/** The text of a rule file; throws what the disk says. */
export function readRuleText(files: FileSystem, path: Path): string {
	const handle = files.openRead(path);
	try {
		const bytes = Buffer.alloc(Math.min(files.statOpen(handle).size, maximumRuleBytes));
		return bytes.toString('utf8', 0, files.read(handle, bytes, 0));
	} finally {
		files.close(handle);
	}
}

/** The texts of a folder's rule files, by name; throws what the disk says. */
export function readRuleTexts(files: FileSystem, folder: Path, names: RuleFiles): Map<string, string> {
	return new Map(names.map(name => [name, readRuleText(files, joinPath(folder, name))]));
}
