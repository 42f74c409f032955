import {
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {ignoringOf} from '../../source/cli/ignoring-rule.js';

test('a pattern is counted beside the rules that are there, and added to the rule file once', async t => {
	const folder = mkdtempSync(join(tmpdir(), 'fsync-tui-ignoring-'));
	t.teardown(() => {
		rmSync(folder, {recursive: true});
	});
	mkdirSync(join(folder, 'logs'));
	for (const name of ['logs/a', 'logs/b', 'logs/c.tmp', 'd.bak', 'kept']) {
		writeFileSync(join(folder, name), '12345');
	}

	const rules = join(folder, '.fsyncignore');
	writeFileSync(rules, '*.tmp');
	const ignoring = ignoringOf({
		folder, settings: {
			mode: 'two-way', ignorePatterns: ['*.bak'], useGitignore: false, chunking: 'fastcdc',
		},
	});
	const {signal} = new AbortController();
	t.deepEqual(await ignoring.look('/logs', signal), {files: 2, bytes: 10});
	t.deepEqual(await ignoring.look('*.bak', signal), {files: 0, bytes: 0});
	t.is(readFileSync(rules, 'utf8'), '*.tmp');
	await ignoring.add('/logs');
	await ignoring.add('/logs');
	t.is(readFileSync(rules, 'utf8'), '*.tmp\n/logs\n');
	t.deepEqual(await ignoring.look('/logs', signal), {files: 0, bytes: 0});
});
