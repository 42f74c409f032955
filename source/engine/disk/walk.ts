import {joinPath, type Path} from '../core/path.js';
import {errnoError} from './confinement.js';
import {entryCode, type EntryBatch} from './entry-batch.js';
import {EntryWriter} from './entry-writer.js';
import {diskErrorCode} from './disk-error.js';
import type {FileSystem, FolderEntry} from './file-system.js';
import {foldsNames} from './marker.js';
import {readRuleTexts, type RuleFiles} from './rule-files.js';

/** One folder to look at: all that is in it, or only what has these names. */
export type FolderLook = {readonly folder: Path; readonly names?: readonly string[]};

/** The fault of a folder whose rule file cannot be read: nobody knows then what is to be left out of it. */
export const rulesFault = 'ERULES';

/**
The worker's half of a scan: lists folders (not what is below them) and looks at each entry. Batches are bounded and are
emitted while the walk goes on; their arrays may be transferred. A folder that cannot be looked at becomes a fault, never an empty folder.
*/
export function walk(fileSystem: FileSystem, looks: readonly FolderLook[], ruleFiles: RuleFiles, emit: (batch: EntryBatch) => void): void {
	const walker = new Walker(fileSystem, new EntryWriter(emit));
	try {
		for (const [index, look] of looks.entries()) {
			walker.look(index, look, ruleFiles);
		}

		walker.writer.flush();
	} finally {
		fileSystem.forget();
	}
}

/** `absent`: names that are not there, whatever the disk says when it is asked for them. */
type Sight = {readonly entries: readonly FolderEntry[]; readonly rules?: ReadonlyMap<string, string>; readonly absent?: ReadonlySet<string>};

class Walker {
	readonly writer: EntryWriter;
	readonly #fileSystem: FileSystem;
	#device: number | undefined;
	#isFolding: boolean | undefined;

	constructor(fileSystem: FileSystem, writer: EntryWriter) {
		this.#fileSystem = fileSystem;
		this.writer = writer;
	}

	look(index: number, {folder, names}: FolderLook, ruleFiles: RuleFiles): void {
		let sight: Sight;
		try {
			this.#device ??= this.#fileSystem.stat('').device;
			sight = names ? this.#expect(folder, names) : this.#list(folder, ruleFiles);
		} catch (error) {
			this.writer.fault(index, diskErrorCode(error));
			return;
		}

		this.writer.open(index, sight.rules);
		for (const {name, shown} of sight.entries) {
			if (name === undefined) {
				this.writer.bare(shown, entryCode.badName);
			} else if (sight.absent?.has(name)) {
				this.writer.bare(name, entryCode.absent);
			} else {
				this.#entry(joinPath(folder, name), name, names !== undefined);
			}
		}

		this.writer.close();
	}

	#expect(folder: Path, names: readonly string[]): Sight {
		if (this.#fileSystem.stat(folder).kind !== 'folder') {
			throw errnoError('ENOTDIR', 'not a folder', folder);
		}

		const entries = names.map(name => ({name, shown: name}));
		this.#isFolding ??= foldsNames(this.#fileSystem);
		return this.#isFolding ? {entries, absent: this.#otherwiseSpelt(folder, names)} : {entries};
	}

	/** A disk that folds names finds a file by any spelling; the folder's list alone tells which one it has. */
	#otherwiseSpelt(folder: Path, names: readonly string[]): ReadonlySet<string> {
		const listed = new Set(this.#fileSystem.list(folder).map(({name}) => name));
		return new Set(names.filter(name => !listed.has(name)));
	}

	#list(folder: Path, ruleFiles: RuleFiles): Sight {
		const entries = this.#fileSystem.list(folder);
		return ruleFiles.length === 0 ? {entries} : {entries, rules: this.#readRules(folder, ruleFiles.filter(file => entries.some(({name}) => name === file)))};
	}

	#readRules(folder: Path, files: RuleFiles): Map<string, string> {
		try {
			return readRuleTexts(this.#fileSystem, folder, files);
		} catch (error) {
			throw errnoError(rulesFault, `the ignore rules cannot be read (${diskErrorCode(error)})`, folder);
		}
	}

	/** Looks at one entry. A fault of it is an entry like any other. */
	#entry(path: Path, name: string, isExact: boolean): void {
		try {
			const stat = isExact ? this.#fileSystem.find(path) : this.#fileSystem.peek(path);
			if (stat === undefined) {
				this.writer.bare(name, isExact ? entryCode.absent : entryCode.vanished);
			} else if (stat.kind === 'symlink') {
				this.writer.found(name, stat, this.#fileSystem.readLink(path));
			} else if (stat.kind === 'folder' && stat.device !== this.#device) {
				// Only folders count: on an overlay file system a file's device may differ from its folder's.
				this.writer.bare(name, entryCode.otherDevice);
			} else {
				this.writer.found(name, stat);
			}
		} catch (error) {
			this.#fault(name, diskErrorCode(error));
		}
	}

	#fault(name: string, code: string): void {
		if (code === 'EILSEQ') {
			this.writer.bare(name, entryCode.badTarget);
		} else if (['ENOENT', 'ENOTDIR', 'EINVAL', 'ELOOP'].includes(code)) {
			// A link a moment ago, something else now.
			this.writer.bare(name, entryCode.vanished);
		} else {
			this.writer.bare(name, entryCode.unreadable, code);
		}
	}
}
