import {Buffer} from 'node:buffer';
import fs from 'node:fs';
import {errnoError} from './confinement.js';
import type {FolderEntry} from './file-system.js';

/** The text of bytes that are valid UTF-8; undefined for others, which Node would decode to something else (fact M7). */
function decode(bytes: Uint8Array): string | undefined {
	const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
	return Buffer.from(text).equals(bytes) ? text : undefined;
}

function toEntry(bytes: Uint8Array): FolderEntry {
	const name = decode(bytes);
	const show = (byte: number) => byte >= 0x20 && byte < 0x7F ? String.fromCodePoint(byte) : String.raw`\x` + byte.toString(16).padStart(2, '0');
	return {name, shown: name ?? Array.from(bytes, byte => show(byte)).join('')};
}

const replacement = '\u{FFFD}';

/** Lists a folder. Only one with a name that may not be UTF-8 is listed a second time, as bytes. */
export function listNames(location: string): FolderEntry[] {
	const names = fs.readdirSync(location);
	return names.some(name => name.includes(replacement))
		? fs.readdirSync(location, {encoding: 'buffer'}).map(name => toEntry(name))
		: names.map(name => ({name, shown: name}));
}

/** A symlink's text; throws EILSEQ when it is not valid UTF-8. */
export function readTarget(location: string): string {
	const target = decode(fs.readlinkSync(location, {encoding: 'buffer'}));
	if (target === undefined) {
		throw errnoError('EILSEQ', 'the link text is not valid UTF-8', location);
	}

	return target;
}
