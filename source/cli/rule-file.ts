import {appendFileSync, existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {ignoreFileName} from '../engine/disk/ignore.js';

/** Adds patterns to a folder's own rule file, those that it has not got. */
export function addPatterns(folder: string, patterns: readonly string[]): void {
	const file = join(folder, ignoreFileName);
	const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
	const known = new Set(before.split(/\r?\n/v));
	const fresh = patterns.filter(pattern => !known.has(pattern));
	if (fresh.length > 0) {
		appendFileSync(file, `${before === '' || before.endsWith('\n') ? '' : '\n'}${fresh.join('\n')}\n`);
	}
}
