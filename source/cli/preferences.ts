import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Home} from '../store/home.js';
import type {ReadPreferences} from '../ui/index.js';

/** Where preferences for screens are looked for. The program reads this file and never writes it. */
export const preferencesFile = (home: Home): string => join(home.config, 'ui.json');

/** What somebody has chosen for their screens, read by what knows of screens; nothing where there is no file, and a warning where it cannot be read. */
export function loadPreferences(home: Home, readPreferences: (parsed: unknown) => ReadPreferences): ReadPreferences {
	try {
		const text = readFileSync(preferencesFile(home), 'utf8');
		return readPreferences(JSON.parse(text));
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'ENOENT' ? {preferences: {}, warnings: []} : {preferences: {}, warnings: [error instanceof SyntaxError ? `it is no JSON (${error.message})` : `it cannot be read (${String(error)})`]};
	}
}
