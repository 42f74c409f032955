import {lstat, readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {ignoreFileName, IgnoreTree} from '../engine/disk/ignore.js';
import type {FolderLook, IgnoreChoice, IgnoreLook} from '../ui/index.js';

/** Entries after which somebody else may have a turn. */
const entriesAtOnce = 2000;
const reservedName = '.fsync-tui';
/** What is hardly ever meant to be synced, by the name that gives it away. */
const usuallyLeftOut: ReadonlySet<string> = new Set(['node_modules', '.DS_Store', 'Thumbs.db', '__pycache__', '.venv']);

type Entry = {readonly path: string; readonly isFolder: boolean; readonly bytes: number};

/** A folder walked once, without reading a file: enough to say what patterns would hide. */
export class FolderSurvey {
	readonly #entries: Entry[] = [];
	/** Rule files' texts by the folder that they stand in. */
	readonly #rules = new Map<string, Map<string, string>>();
	readonly #root: string;

	constructor(root: string) {
		this.#root = root;
	}

	/** Folders come before what is in them; what cannot be listed is as if it were empty. */
	async walk(signal: AbortSignal): Promise<void> {
		const open = [''];
		while (open.length > 0) {
			signal.throwIfAborted();
			const folder = open.pop()!;
			const inside = await this.#list(folder);
			open.push(...inside.toReversed());
		}
	}

	look(): FolderLook {
		const names = new Set(this.#entries.map(({path}) => path.slice(path.lastIndexOf('/') + 1)).filter(name => usuallyLeftOut.has(name)));
		const rules = new IgnoreTree();
		this.#load(rules);
		return {
			path: this.#root,
			files: this.#entries.filter(({isFolder}) => !isFolder).length,
			folders: this.#entries.filter(({isFolder}) => isFolder).length,
			bytes: this.#entries.reduce((sum, {bytes}) => sum + bytes, 0),
			suggestions: [...names].filter(name => !rules.ignores(name, true)).toSorted(),
		};
	}

	/** Counts what is hidden by the rules that are there together with these patterns. */
	async count({patterns, useGitignore}: IgnoreChoice, signal: AbortSignal): Promise<IgnoreLook> {
		const rules = new IgnoreTree({patterns, useGitignore});
		this.#load(rules);
		const counts = {
			hiddenFiles: 0, hiddenBytes: 0, files: 0, bytes: 0,
		};
		// The folder that is hidden and whose content follows.
		let hidden = '';
		for (const [index, {path, isFolder, bytes}] of this.#entries.entries()) {
			if (index % entriesAtOnce === entriesAtOnce - 1) {
				await breath();
				signal.throwIfAborted();
			}

			const isInside = hidden !== '' && path.startsWith(hidden);
			const isHidden = isInside || rules.ignores(path, isFolder);
			hidden = isInside || !isHidden || !isFolder ? (isInside ? hidden : '') : `${path}/`;
			if (isFolder) {
				continue;
			}

			counts[isHidden ? 'hiddenFiles' : 'files']++;
			counts[isHidden ? 'hiddenBytes' : 'bytes'] += bytes;
		}

		return {...counts, ruleFiles: this.#ruleFiles(useGitignore)};
	}

	#ruleFiles(useGitignore: boolean): readonly string[] {
		return [...this.#rules].flatMap(([folder, texts]) => [...texts.keys()]
			.filter(name => useGitignore || name === ignoreFileName)
			.map(name => folder === '' ? name : `${folder}/${name}`));
	}

	#load(rules: IgnoreTree): void {
		for (const [folder, texts] of this.#rules) {
			rules.load(folder, new Map([...texts].filter(([name]) => rules.fileNames.includes(name))));
		}
	}

	async #list(folder: string): Promise<readonly string[]> {
		const folders: string[] = [];
		const found = await readdir(join(this.#root, folder), {withFileTypes: true}).catch(() => []);
		for (const entry of found) {
			if (folder === '' && entry.name === reservedName) {
				continue;
			}

			const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
			const isFolder = entry.isDirectory();
			this.#entries.push({path, isFolder, bytes: entry.isFile() ? await this.#sizeOf(path) : 0});
			if (isFolder) {
				folders.push(path);
			} else if (entry.name === ignoreFileName || entry.name === '.gitignore') {
				await this.#read(folder, entry.name);
			}
		}

		return folders;
	}

	async #sizeOf(path: string): Promise<number> {
		const stat = await lstat(join(this.#root, path)).catch(() => undefined);
		return stat?.size ?? 0;
	}

	async #read(folder: string, name: string): Promise<void> {
		const text = await readFile(join(this.#root, folder, name), 'utf8').catch(() => '');
		const texts = this.#rules.get(folder) ?? new Map<string, string>();
		this.#rules.set(folder, texts.set(name, text));
	}
}

async function breath(): Promise<void> {
	await new Promise<void>(resolve => {
		setImmediate(resolve);
	});
}
