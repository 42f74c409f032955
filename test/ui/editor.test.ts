import {
	chmodSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {openEditor} from '../../source/ui/editor.js';
import {openCockpit} from './opened.js';

test('the editor is VISUAL, else EDITOR, with its options, and the file is one word whatever is in its name', async t => {
	const folder = mkdtempSync(join(tmpdir(), 'fsync-tui-editor-'));
	t.teardown(() => {
		rmSync(folder, {recursive: true});
	});
	const script = join(folder, 'editor');
	writeFileSync(script, `#!/bin/sh\nprintf '%s\\n' "$@" > '${folder}/seen'\n`);
	chmodSync(script, 0o755);
	const path = {PATH: process.env.PATH};
	await openEditor('a "b" $(c)', {...path, VISUAL: `${script} --wait`, EDITOR: 'false'});
	t.is(readFileSync(join(folder, 'seen'), 'utf8'), '--wait\na "b" $(c)\n');
	await openEditor('d', {...path, VISUAL: ' ', EDITOR: script});
	t.is(readFileSync(join(folder, 'seen'), 'utf8'), 'd\n');
});

test('an editor that is not there is told of', async t => {
	await t.throwsAsync(openEditor('file', {PATH: process.env.PATH, EDITOR: 'no-such-editor-anywhere'}), {message: /no-such-editor-anywhere/v});
});

test('e opens the file under the cursor', t => {
	const {press, asked} = openCockpit();
	press('j', 'e');
	t.deepEqual(asked, ['edit /home/ana/site/src/app/server.ts']);
});
