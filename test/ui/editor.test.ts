import test from 'ava';
import {editorCommand, openEditor} from '../../source/ui/editor.js';
import {openCockpit} from './opened.js';

test('the editor is VISUAL, else EDITOR, else vi, with its arguments', t => {
	t.deepEqual(editorCommand({VISUAL: 'code --wait', EDITOR: 'nano'}), ['code', '--wait']);
	t.deepEqual(editorCommand({VISUAL: ' ', EDITOR: 'nano'}), ['nano']);
	t.deepEqual(editorCommand({}), ['vi']);
});

test('an editor that is not there is told of', async t => {
	await t.throwsAsync(openEditor('file', {EDITOR: 'no-such-editor-anywhere', PATH: '/nowhere'}), {code: 'ENOENT'});
});

test('e opens the file under the cursor', t => {
	const {press, asked} = openCockpit();
	press('j', 'e');
	t.deepEqual(asked, ['edit /home/ana/site/src/app/server.ts']);
});
