import {isUtf8} from 'node:buffer';
import {pathFault, type Path} from '../core/path.js';
import type {HeaderReader} from './header-reader.js';

/*
Many texts in one byte string, joined by NUL, which no path and no link text contains: one value to read instead of thousands, and it
compresses well. Decoding keeps a byte order mark at the start, which belongs to a name.
*/

export function encodeText(text: string): Uint8Array {
	return Buffer.from(text, 'utf8');
}

export function encodeTexts(texts: readonly string[]): Uint8Array {
	return Buffer.from(texts.join('\0'), 'utf8');
}

export function decodeTexts(reader: HeaderReader, field: string, count: number): readonly string[] {
	const bytes = reader.bytes(field);
	if (!isUtf8(bytes)) {
		throw reader.fault(field, 'are not valid UTF-8');
	}

	if (count === 0 && bytes.length === 0) {
		return [];
	}

	const texts = bytes.toString('utf8').split('\0');
	if (texts.length !== count) {
		throw reader.fault(field, `are ${texts.length}, expected were ${count}`);
	}

	return texts;
}

export function decodePaths(reader: HeaderReader, field: string, count: number): readonly Path[] {
	const paths = decodeTexts(reader, field, count);
	for (const path of paths) {
		checkPath(reader, field, path);
	}

	return paths;
}

export function decodePath(reader: HeaderReader, field: string): Path {
	const path = reader.text(field, {});
	checkPath(reader, field, path);
	return path;
}

function checkPath(reader: HeaderReader, field: string, path: string): void {
	const fault = pathFault(path);
	if (fault !== undefined) {
		throw reader.fault(field, fault);
	}
}
