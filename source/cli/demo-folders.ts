import {
	mkdirSync,
	mkdtempSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';

/** The folders of a demo; all of them go with `remove`. */
export type DemoFolders = {readonly here: string; readonly there: string; readonly state: string; remove(): void};

const filmBytes = 24 * 1024 * 1024;
const sourceFiles = 40;

/** Bytes that do not compress and are the same each time (xorshift32; Marsaglia, 2003). */
export function noise(length: number, seed: number): Uint8Array {
	const words = new Int32Array(Math.ceil(length / 4));
	const whole = Math.floor(length / 4);
	let state = seed;
	for (let index = 0; index < whole; index++) {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		words[index] = state;
	}

	return Buffer.from(words.buffer, 0, length);
}

function write(folder: string, path: string, content: string | Uint8Array): void {
	const file = join(folder, path);
	mkdirSync(dirname(file), {recursive: true});
	writeFileSync(file, content);
}

/** Makes a folder here and one for the server, each with a few files of its own. */
export function makeDemoFolders(): DemoFolders {
	const root = mkdtempSync(join(tmpdir(), 'fsync-tui-demo-'));
	const [here, there, state] = ['site', 'server', 'state'].map(name => join(root, name)) as [string, string, string];
	write(here, 'readme.md', '# A site\n\nThis folder is kept the same on both sides.\n');
	write(here, 'notes/milestones.md', '- Beta: 12 December\n- GA: spring\n');
	write(here, 'film.bin', noise(filmBytes, 1));
	for (let index = 0; index < sourceFiles; index++) {
		write(here, `source/page-${index}.ts`, `export const page = ${index};\n`.repeat(20));
	}

	write(there, 'from-the-server/welcome.txt', 'This file was on the server first.\n');
	mkdirSync(state);
	return {
		here,
		there,
		state,
		remove() {
			rmSync(root, {recursive: true, force: true});
		},
	};
}
