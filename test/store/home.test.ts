import {join} from 'node:path';
import test from 'ava';
import {FsyncError} from '../../source/engine/fault.js';
import {
	accessFolder,
	identityFolder,
	resolveHome,
	sessionFolder,
	shareFolder,
	vaultRoot,
} from '../../source/store/home.js';

const home = {config: '/config', data: '/data'};

test('$FSYNC_TUI_HOME holds everything, made absolute', t => {
	t.deepEqual(resolveHome({FSYNC_TUI_HOME: '/somewhere/else/'}), {config: '/somewhere/else', data: '/somewhere/else'});
	t.is(resolveHome({FSYNC_TUI_HOME: 'here'}).data, join(process.cwd(), 'here'));
});

test('without it the platform says where, and an empty value is none', t => {
	const {config, data} = resolveHome({FSYNC_TUI_HOME: ''});
	t.deepEqual(resolveHome({}), {config, data});
	t.regex(config, /fsync-tui/v);
	t.regex(data, /fsync-tui/v);
});

test('what says who we are is kept apart from what can be made anew', t => {
	t.is(identityFolder(home), '/config/identity');
	t.is(accessFolder(home), '/config/access');
	t.is(sessionFolder(home, 'a1-b2'), '/data/sessions/a1-b2');
	t.is(vaultRoot(home, 'default'), '/data/vaults/default');
});

test('a served root has one state folder, however its path is written', t => {
	t.is(shareFolder(home, '/srv/site'), shareFolder(home, '/srv/../srv/site/'));
	t.not(shareFolder(home, '/srv/site'), shareFolder(home, '/srv/site2'));
	t.regex(shareFolder(home, '/srv/site'), /^\/data\/shares\/[\da-f]{32}$/v);
});

for (const name of ['', '.', '..', '../x', 'a/b', '.hidden', 'x'.repeat(200), 'a\0b', '-rf']) {
	test(`A40: '${name.slice(0, 10).replace('\0', String.raw`\0`)}' (${name.length}) is no vault's name`, t => {
		const error = t.throws(() => vaultRoot(home, name), {instanceOf: FsyncError});
		t.is(error.code, 'usage');
	});
}

for (const id of ['', '..', 'a/b', 'x'.repeat(200), 'a.b']) {
	test(`'${id.slice(0, 10)}' (${id.length}) is no session's id`, t => {
		t.throws(() => sessionFolder(home, id), {instanceOf: FsyncError});
	});
}
