import {Buffer} from 'node:buffer';
import {createHash} from 'node:crypto';
import fs from 'node:fs';
import {join} from 'node:path';

export const keyOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The files in a folder, without the reserved folder: path to the key of what it holds. */
export const contentsOf = (root: string): Map<string, string> => filesIn(root, file => {
	const bytes = bytesAt(file);
	return bytes && keyOf(bytes);
});

/** The same, but only how long each file is: what is asked again and again until two folders may be equal. */
export const lengthsOf = (root: string): Map<string, number> => filesIn(root, file => unlessGone(() => fs.statSync(file))?.size);

function filesIn<Found>(root: string, look: (file: string) => Found | undefined): Map<string, Found> {
	const found = new Map<string, Found>();
	const visit = (folder: string, at: string): void => {
		for (const entry of listed(folder)) {
			const path = at === '' ? entry.name : `${at}/${entry.name}`;
			if (path === '.fsync-tui') {
				continue;
			}

			if (entry.isDirectory()) {
				visit(join(folder, entry.name), path);
				continue;
			}

			const seen = look(join(folder, entry.name));
			if (seen !== undefined) {
				found.set(path, seen);
			}
		}
	};

	visit(root, '');
	return found;
}

/** The other process works on the same folders: what it takes away meanwhile is simply not there. */
function unlessGone<T>(look: () => T): T | undefined {
	try {
		return look();
	} catch (error) {
		if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) {
			return undefined;
		}

		throw error;
	}
}

const listed = (folder: string): fs.Dirent[] => unlessGone(() => fs.readdirSync(folder, {withFileTypes: true})) ?? [];

export const bytesAt = (path: string): Uint8Array | undefined => unlessGone(() => fs.readFileSync(path));

/** Keys of all versions in a folder's trash. */
function trashOf(root: string): Set<string> {
	const trash = join(root, '.fsync-tui/trash');
	const keys = new Set<string>();
	for (const day of listed(trash)) {
		for (const {name} of listed(join(trash, day.name))) {
			const bytes = /^\d+$/v.test(name) ? bytesAt(join(trash, day.name, name)) : undefined;
			if (bytes) {
				keys.add(keyOf(bytes));
			}
		}
	}

	return keys;
}

export type Verdict = {
	readonly versions: number;
	/** Neither on both sides, nor seen by whoever replaced or deleted it, nor in a trash. */
	readonly lost: readonly string[];
	/** Nobody's edit replaced it, but it is only in a trash. */
	readonly onlyTrashed: readonly string[];
};

/** All versions that were ever written, and which of them their writers have replaced or deleted knowingly. */
export class Oracle {
	/** Key to a name that people can read. */
	readonly #versions = new Map<string, string>();
	readonly #superseded = new Set<string>();

	wrote(bytes: Uint8Array, name: string): void {
		this.#versions.set(keyOf(bytes), name);
	}

	/** Somebody took this version away, or wrote another one in its place, having seen it. */
	saw(bytes: Uint8Array): void {
		this.#superseded.add(keyOf(bytes));
	}

	/** Files that hold what nobody ever wrote. */
	torn(root: string): string[] {
		return [...contentsOf(root)].filter(([, key]) => !this.#versions.has(key)).map(([path]) => join(root, path));
	}

	judge(one: string, other: string): Verdict {
		const [here, there] = [one, other].map(root => new Set(contentsOf(root).values()));
		const trashed = new Set([...trashOf(one), ...trashOf(other)]);
		const missing = [...this.#versions].filter(([key]) => !this.#superseded.has(key) && !(here!.has(key) && there!.has(key)));
		return {
			versions: this.#versions.size,
			lost: missing.filter(([key]) => !trashed.has(key)).map(([, name]) => name),
			onlyTrashed: missing.filter(([key]) => trashed.has(key)).map(([, name]) => name),
		};
	}
}

/** A text that is in no other version, and fills about so many bytes. */
export function taggedBytes(tag: string, size: number): Uint8Array {
	const lines: string[] = [];
	for (let length = 0, line = 0; length < size; line++) {
		const text = `${tag} line ${line} ${createHash('sha256').update(`${tag} ${line}`).digest('base64')}\n`;
		lines.push(text);
		length += text.length;
	}

	return Buffer.from(size === 0 ? tag : lines.join(''));
}
