import {joinPath, type Path} from '../core/path.js';

/** Numbers for files, in columns: a folder's path is kept once, and a name is the string that the tree has anyway. */
export class IndexedFiles {
	readonly #folders: Path[] = [];
	readonly #folderNumbers = new Map<Path, number>();
	readonly #names: string[] = [];
	readonly #parents: number[] = [];
	readonly #free: number[] = [];

	add(folder: Path, name: string): number {
		const file = this.#free.pop() ?? this.#names.length;
		this.#names[file] = name;
		this.#parents[file] = this.#folderNumber(folder);
		return file;
	}

	/** The number may be given to another file afterwards. */
	remove(file: number): void {
		this.#names[file] = '';
		this.#free.push(file);
	}

	path(file: number): Path {
		return joinPath(this.#folders[this.#parents[file]!]!, this.#names[file]!);
	}

	#folderNumber(folder: Path): number {
		let number = this.#folderNumbers.get(folder);
		if (number === undefined) {
			number = this.#folders.length;
			this.#folders.push(folder);
			this.#folderNumbers.set(folder, number);
		}

		return number;
	}
}
