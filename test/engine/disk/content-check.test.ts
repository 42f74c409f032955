import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {checksumOfBytes} from '../../../source/engine/content/digest.js';
import {digestBytes} from '../../../source/engine/content/recipe-builder.js';
import {copyContent, type ContentName} from '../../../source/engine/disk/content-check.js';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import {seededBytes} from '../content/seeded-bytes.js';
import {scratchFolder} from './scratch-folder.js';

const sizes = [0, 1, 16 * 1024, 16 * 1024 + 1, 100_000, 256 * 1024, 256 * 1024 + 1, 1024 * 1024, 1024 * 1024 + 1, 3_000_000];

type Named = ContentName & {readonly checksum?: Uint8Array};

type Row = {
	/** What is asked for, where the file holds `bytes`. */
	readonly wanted: (bytes: Uint8Array) => Named;
	readonly isRight: boolean;
};

/** Another content of the same size. */
function altered(bytes: Uint8Array): Uint8Array {
	const other = Uint8Array.from(bytes);
	other[0]! ^= 1;
	return other;
}

const rows: Record<string, Row> = {
	'the content by its name': {wanted: bytes => digestBytes(bytes), isRight: true},
	'the content by its name in chunks of one size': {wanted: bytes => digestBytes(bytes, 'fixed'), isRight: true},
	'the content with its checksum': {wanted: bytes => ({...digestBytes(bytes), checksum: checksumOfBytes(bytes)}), isRight: true},
	'the content with a wrong checksum, whose name has the last word': {wanted: bytes => ({...digestBytes(bytes), checksum: checksumOfBytes(seededBytes(1, 9))}), isRight: true},
	'a larger content': {wanted: bytes => digestBytes(Buffer.concat([bytes, bytes, Buffer.from('x')])), isRight: false},
	'another content of the same size': {wanted: bytes => digestBytes(bytes.length === 0 ? Buffer.from('x') : altered(bytes)), isRight: false},
	'another content of the same size, with its checksum': {
		wanted(bytes) {
			const other = bytes.length === 0 ? Buffer.from('x') : altered(bytes);
			return {...digestBytes(other), checksum: checksumOfBytes(other)};
		},
		isRight: false,
	},
};

for (const [name, {wanted, isRight}] of Object.entries(rows)) {
	test(`a copy is ${isRight ? 'right' : 'refused'} where what is asked for is ${name}`, t => {
		const root = scratchFolder(t);
		const files = openFileSystem(root);
		for (const size of sizes) {
			const bytes = seededBytes(size + 3, size);
			writeFileSync(join(root, 'from'), bytes);
			const from = {files, handle: files.openRead('from')};
			const to = {files, handle: files.openWrite(`to ${size}`)};
			t.is(copyContent(from, to, wanted(bytes)), isRight, `${size} bytes`);
			files.close(from.handle);
			files.close(to.handle);
			t.true(readFileSync(join(root, `to ${size}`)).equals(bytes), `${size} bytes`);
		}
	});
}
