/** A folder with the user's home written as `~`. */
export function homePath(folder: string, home: string): string {
	if (home === '' || home === '/') {
		return folder;
	}

	if (folder === home) {
		return '~';
	}

	const separator = folder[home.length] ?? '';
	return folder.startsWith(home) && (separator === '/' || separator === '\\') ? `~${folder.slice(home.length)}` : folder;
}

/** The last name of a folder's path, of either platform's kind. */
export const folderName = (folder: string): string => folder.split(/[\/\\]/v).findLast(name => name !== '') ?? folder;
