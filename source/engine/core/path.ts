/**
A path inside a share: components joined by `/`, relative to the root, which itself is the empty string. Names are the
file system's bytes read as UTF-8; a name that is not valid UTF-8 never becomes a `Path` (the scan lists it as a problem).
*/
export type Path = string;

/** The folder at each root that holds marker, stage and trash; never synced. */
export const reservedName = '.fsync-tui';

export const pathLimits = {pathBytes: 4096, componentBytes: 255, depth: 128} as const;

const hasLoneSurrogate = (text: string) => !text.isWellFormed();

/** No UTF-16 code unit makes more than three bytes of UTF-8, so that most texts need not be measured. */
const isLonger = (text: string, bytes: number) => text.length * 3 > bytes && Buffer.byteLength(text) > bytes;

/**
Says why a path from outside cannot be one, or `undefined` if it can (attacks A01-A06). The root (empty path) is refused:
no operation acts on it.
*/
export function pathFault(path: string): string | undefined {
	if (path === '') {
		return 'is empty';
	}

	if (path.includes('\0')) {
		return 'contains a NUL byte';
	}

	if (hasLoneSurrogate(path)) {
		return 'is not valid Unicode';
	}

	if (isLonger(path, pathLimits.pathBytes)) {
		return `is longer than ${pathLimits.pathBytes} bytes`;
	}

	const components = path.split('/');
	if (components.length > pathLimits.depth) {
		return `is deeper than ${pathLimits.depth} folders`;
	}

	if (components[0] === reservedName) {
		return `lies in the reserved folder ${reservedName}`;
	}

	for (const component of components) {
		if (component === '' || component === '.' || component === '..') {
			return `has the component '${component}'`;
		}

		if (isLonger(component, pathLimits.componentBytes)) {
			return `has a component longer than ${pathLimits.componentBytes} bytes`;
		}
	}

	return undefined;
}

/** The folder that holds `path`; the root holds the components at the top. */
export function parentOf(path: Path): Path {
	const slash = path.lastIndexOf('/');
	return slash === -1 ? '' : path.slice(0, slash);
}

export function nameOf(path: Path): string {
	return path.slice(path.lastIndexOf('/') + 1);
}

export function joinPath(folder: Path, name: string): Path {
	return folder === '' ? name : `${folder}/${name}`;
}

/** Whether `path` is `folder` itself or lies anywhere below it. */
export function isWithin(folder: Path, path: Path): boolean {
	return folder === '' || path === folder || (path.length > folder.length && path[folder.length] === '/' && path.startsWith(folder));
}

/** Order for lists of paths: by UTF-16 code units, so that a folder comes before what is in it, on every machine alike. */
export function comparePaths(a: Path, b: Path): number {
	if (a === b) {
		return 0;
	}

	return a < b ? -1 : 1;
}

/** `path` as it is called after `from` was moved to `to`; unchanged when it does not lie within `from`. */
export function rebase(path: Path, from: Path, to: Path): Path {
	if (!isWithin(from, path)) {
		return path;
	}

	const rest = from === '' ? path : path.slice(from.length + 1);
	return rest === '' ? to : joinPath(to, rest);
}
