import ignore, {type Ignore} from 'ignore';
import {
	isWithin,
	joinPath,
	parentOf,
	type Path,
} from '../core/path.js';
import {parseIgnoreFile, type IgnoreLine} from './ignore-pattern.js';
import type {IgnoreExplanation, IgnoreRules} from './replica.js';

/** The file whose patterns say what is left out of a sync, for the folder it stands in and all below. */
export const ignoreFileName = '.fsyncignore';

export type IgnoreOptions = {
	/** Patterns of the command line, gitignore syntax, relative to the root; they have the last word. */
	readonly patterns?: readonly string[];
	/** Whether `.gitignore` files count too. In one folder `.fsyncignore` comes after it. */
	readonly useGitignore?: boolean;
};

/** The package remembers every path it was ever asked about: its memory is renewed before it grows large. */
const renewAfter = 20_000;

/** The patterns that hold in one folder. The last one that matches decides (gitignore(5)). */
class FolderPatterns {
	/** Of the files from the root down to this folder. */
	readonly fromFiles: readonly IgnoreLine[];
	readonly #lines: readonly IgnoreLine[];
	#matcher: Ignore | undefined;
	#tests = 0;

	constructor(fromFiles: readonly IgnoreLine[], fromCommandLine: readonly IgnoreLine[]) {
		this.fromFiles = fromFiles;
		this.#lines = [...fromFiles, ...fromCommandLine];
	}

	get count(): number {
		return this.#lines.length;
	}

	/** The line that leaves the path (with a slash at its end: the folder) or a folder above it out. */
	find(path: string): IgnoreLine | undefined {
		if (this.#lines.length === 0) {
			return undefined;
		}

		const {rule} = this.#use().test(path);
		return rule && this.#lines[Number(rule.mark)];
	}

	#use(): Ignore {
		if (!this.#matcher || ++this.#tests > renewAfter) {
			// Rules are taken over from the old one as they are, compiled.
			const rules = this.#matcher ?? this.#lines.map(({pattern}, index) => ({pattern, mark: String(index)}));
			this.#matcher = ignore({ignorecase: false}).add(rules);
			this.#tests = 0;
		}

		return this.#matcher;
	}
}

/**
Ignore rules of a folder: `.fsyncignore` (and, if wanted, `.gitignore`) files wherever they stand, deeper ones first, and
patterns of the command line before all of them. They are filled by a scan of the whole folder and may then be asked about any path, also
one that only the other side has.
*/
export class IgnoreTree implements IgnoreRules {
	readonly fileNames: readonly string[];
	readonly #commandLine: readonly IgnoreLine[];
	/** Folders with rule files: their texts by name. */
	readonly #texts = new Map<Path, ReadonlyMap<string, string>>();
	readonly #patterns = new Map<Path, FolderPatterns>();
	readonly #options: IgnoreOptions;
	#version = 0;
	#former: IgnoreTree | undefined;

	constructor(options: IgnoreOptions = {}) {
		const {patterns = [], useGitignore = false} = options;
		this.#options = options;
		this.fileNames = useGitignore ? ['.gitignore', ignoreFileName] : [ignoreFileName];
		this.#commandLine = patterns.map((pattern, index) => ({pattern, line: index + 1, text: pattern}));
	}

	get version(): number {
		return this.#version;
	}

	get isEmpty(): boolean {
		return this.#texts.size === 0 && this.#commandLine.length === 0;
	}

	ignores(path: Path, isFolder: boolean): boolean {
		return this.#find(path, isFolder) !== undefined;
	}

	/** Says which pattern leaves a path out. */
	explain(path: Path, isFolder: boolean): IgnoreExplanation {
		const found = this.#find(path, isFolder);
		if (!found) {
			return {ignored: false, rules: this.#count(path)};
		}

		const above = parentOf(path);
		const inherited = above === '' ? undefined : this.explain(above, true);
		if (inherited?.ignored) {
			return inherited;
		}

		const {file, line, text} = found;
		return {
			ignored: true, path, ...file !== undefined && {file}, line, pattern: text,
		};
	}

	load(folder: Path, texts: ReadonlyMap<string, string>): void {
		const before = this.#texts.get(folder);
		if (this.fileNames.every(name => before?.get(name) === texts.get(name))) {
			return;
		}

		this.#version++;
		this.#former ??= this.#copy();
		if (texts.size > 0) {
			this.#texts.set(folder, texts);
		} else {
			this.#texts.delete(folder);
		}

		for (const known of this.#patterns.keys()) {
			if (isWithin(folder, known)) {
				this.#patterns.delete(known);
			}
		}
	}

	takeFormer(): IgnoreTree | undefined {
		const former = this.#former;
		this.#former = undefined;
		return former;
	}

	follow(from: Path, to: Path): boolean {
		const {version} = this;
		for (const [folder, texts] of this.#texts) {
			if (isWithin(from, folder)) {
				this.load(`${to}${folder.slice(from.length)}`, texts);
			}
		}

		return this.version !== version;
	}

	/** The same rules, whatever is loaded here later; patterns are compiled when they are asked for. */
	#copy(): IgnoreTree {
		const copy = new IgnoreTree(this.#options);
		for (const [folder, texts] of this.#texts) {
			copy.#texts.set(folder, texts);
		}

		return copy;
	}

	#count(path: Path): number {
		return path === '' ? 0 : this.#patternsOf(parentOf(path)).count;
	}

	#find(path: Path, isFolder: boolean): IgnoreLine | undefined {
		return path === '' || this.isEmpty ? undefined : this.#patternsOf(parentOf(path)).find(isFolder ? `${path}/` : path);
	}

	#patternsOf(folder: Path): FolderPatterns {
		let patterns = this.#patterns.get(folder);
		if (!patterns) {
			patterns = this.#compile(folder);
			this.#patterns.set(folder, patterns);
		}

		return patterns;
	}

	/** A folder without rule files shares what holds in the one above. */
	#compile(folder: Path): FolderPatterns {
		const above = folder === '' ? undefined : this.#patternsOf(parentOf(folder));
		const texts = this.#texts.get(folder);
		if (above && !texts) {
			return above;
		}

		const own = this.fileNames.flatMap(name => parseIgnoreFile(folder, joinPath(folder, name), texts?.get(name) ?? ''));
		return new FolderPatterns([...above?.fromFiles ?? [], ...own], this.#commandLine);
	}
}
