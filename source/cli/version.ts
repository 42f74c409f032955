import {readFileSync} from 'node:fs';
import {findPackageJSON} from 'node:module';

/** This program's version, from the package.json that it came with. */
export function readVersion(): string {
	const text = readFileSync(findPackageJSON(import.meta.url)!, 'utf8');
	return (JSON.parse(text) as {version: string}).version;
}
