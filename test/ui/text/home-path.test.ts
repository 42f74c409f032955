import test from 'ava';
import {folderName, homePath} from '../../../source/ui/text/home-path.js';

test('the home folder is a tilde, and only it', t => {
	t.is(homePath('/home/ana/site', '/home/ana'), '~/site');
	t.is(homePath('/home/ana', '/home/ana'), '~');
	t.is(homePath('/home/anabel/site', '/home/ana'), '/home/anabel/site');
	t.is(homePath('/srv/site', ''), '/srv/site');
	t.is(homePath('/srv/site', '/'), '/srv/site');
	t.is(homePath(String.raw`C:\Users\ana\site`, String.raw`C:\Users\ana`), String.raw`~\site`);
});

test('a folder is called by its last name', t => {
	t.is(folderName('/home/ana/site/'), 'site');
	t.is(folderName(String.raw`C:\Users\ana`), 'ana');
	t.is(folderName('/'), '/');
});
