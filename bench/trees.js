// Deterministic trees to measure with: the same seed gives the same bytes on every machine.
import {
	closeSync,
	mkdirSync,
	openSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import path from 'node:path';

/** A small fast generator (xorshift128), good enough to make bytes that do not compress and do not repeat. */
export function randomSource(seed) {
	let [a, b, c, d] = [seed ^ 0x9E_37_79_B9, 0x24_3F_6A_88, 0xB7_E1_51_62, seed + 1];
	return () => {
		const t = a ^ (a << 11);
		[a, b, c] = [b, c, d];
		d = d ^ (d >>> 19) ^ t ^ (t >>> 8);
		return d >>> 0;
	};
}

export function randomBytes(seed, length) {
	const next = randomSource(seed);
	const words = new Uint32Array(Math.ceil(length / 4));
	for (let index = 0; index < words.length; index++) {
		words[index] = next();
	}

	return Buffer.from(words.buffer, words.byteOffset, length);
}

const words = 'the of and folder file chunk server client rename delta between change value return const import from export function async await type string number boolean path node tree session state'.split(' ');

/** Text-like bytes: they compress about as source code does. */
export function textBytes(next, length) {
	let text = '';
	while (text.length < length) {
		const word = words[next() % words.length];
		text += next() % 9 === 0 ? `${word}${next() % 10_000}\n` : `${word} `;
	}

	return Buffer.from(text.slice(0, length));
}

/**
`count` small files, fifty to a folder, two levels deep; 1 to 8 kB of text, a fifth of them random bytes. 100,000 of them
are about 430 MB.
*/
export function makeSmallFiles(root, count, seed = 1) {
	const next = randomSource(seed);
	let bytes = 0;
	for (let folder = 0; folder * 50 < count; folder++) {
		const at = path.join(root, `part-${folder % 2}`, `group-${String(Math.floor(folder / 40)).padStart(3, '0')}`, `folder-${folder}`);
		mkdirSync(at, {recursive: true});
		for (let file = 0; file < 50 && (folder * 50) + file < count; file++) {
			const length = 600 + (next() % 7400);
			const content = file % 5 === 0 ? randomBytes(next(), length) : textBytes(next, length);
			writeFileSync(path.join(at, `file-${file}.txt`), content);
			bytes += length;
		}
	}

	return bytes;
}

/** Writes (or with `flags` `a` appends) bytes that neither compress nor repeat, a few MiB at a time; each 8 MiB take the next seed. */
export function writeRandomFile(file, bytes, seed, flags = 'w') {
	const pieceBytes = 8 * 1_048_576;
	const output = openSync(file, flags);
	for (let at = 0; at < bytes; at += pieceBytes) {
		writeSync(output, randomBytes(seed + Math.floor(at / pieceBytes) + 1, Math.min(pieceBytes, bytes - at)));
	}

	closeSync(output);
}

/** Where the file of this number stands: fifty to a folder, four hundred of these to a part. */
export const tinyFile = number => `part-${Math.floor(number / 20_000)}/folder-${Math.floor(number / 50) % 400}/file-${number % 50}`;

/** Files of some fifty bytes, each of its own content. */
export function makeTinyFiles(root, count) {
	for (let number = 0; number < count; number++) {
		const file = path.join(root, tinyFile(number));
		if (number % 50 === 0) {
			mkdirSync(path.dirname(file), {recursive: true});
		}

		writeFileSync(file, `file ${number} of ${count} ${(number * 2_654_435_761 % 4_294_967_296).toString(36)}\n`);
	}
}
