import {existsSync, readFileSync} from 'node:fs';
import test from 'ava';

const root = new URL('../../', import.meta.url);
const table = readFileSync(new URL('docs/reliability.md', root), 'utf8').split('## Faults F01-F56', 2)[1]!;
const numbers = Array.from({length: 56}, (_, index) => `F${String(index + 1).padStart(2, '0')}`);

test('each fault has one row, with a test that names it', t => {
	for (const number of numbers) {
		const rows = table.split('\n').filter(line => line.startsWith(`| ${number} |`));
		t.is(rows.length, 1, number);
		const files = Array.from(rows[0]!.matchAll(/`(?<file>test\/[^`]+\.test\.ts)`/gv), match => match.groups!.file!);
		t.true(files.length > 0, `${number} names no test`);
		for (const file of files) {
			const place = new URL(file, root);
			t.true(existsSync(place), `${number}: ${file} does not exist`);
			t.regex(readFileSync(place, 'utf8'), new RegExp(String.raw`\b${number}\b`, 'v'), `${number}: ${file} does not name it`);
		}
	}
});
