import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {pastOf} from '../../source/cli/past.js';
import {put, World} from './command.js';

const text = (folder: string, path: string) => readFileSync(join(folder, path), 'utf8');

test('the screen\'s history has a path\'s versions with their texts, puts them back here or elsewhere, and takes the last sync back', async t => {
	const world = await World.open(t);
	const here = world.folder('here', {'plan.md': 'one\n', 'd/old': 'old'});
	const there = world.folder('there');
	const server = await world.serve(there);
	await world.once('client', here, server.invite);
	const address = `127.0.0.1:${server.port}`;
	put(join(there, 'plan.md'), 'one\ntwo\n');
	await world.once('client', here, address);
	const past = pastOf({config: world.path('client'), data: world.path('client')}, {folder: here});

	const {rows, present} = await past.history('plan.md');
	t.like(present, {kind: 'file', size: 8});
	const [version] = rows;
	t.like(version, {
		what: 'replaced', isRestore: false, kind: 'file', size: 4, number: 1,
	});
	t.is(Math.round(((version?.keptUntilMilliseconds ?? 0) - (version?.whenMilliseconds ?? 0)) / 86_400_000), 30);
	t.deepEqual(await past.texts('plan.md', 1), {before: {kind: 'text', text: 'one\n'}, now: {kind: 'text', text: 'one\ntwo\n'}});
	await past.restoreTo('plan.md', 1, 'copy.md');
	t.is(text(here, 'copy.md'), 'one\n');
	await t.throwsAsync(past.restoreTo('plan.md', 1, 'copy.md'), {message: /overwrites nothing/v});
	await t.throwsAsync(past.restore('plan.md', 7), {message: /not kept/v});

	const preview = await past.preview('', 'before-last-cycle');
	t.deepEqual(preview.steps.map(({operation, path}) => [operation, path]), [['modified', 'plan.md']], 'what was made here since has no record, and stays');
	t.deepEqual(preview.uncertain, ['copy.md']);
	t.deepEqual(await past.putBack('', preview.timeMilliseconds), {steps: 1, problems: []});
	t.is(text(here, 'plan.md'), 'one\n');
	t.true(existsSync(join(here, 'copy.md')));
	t.false(await past.restore('plan.md', 1), 'it is that version already');
	await t.throwsAsync(past.preview('', {typed: '2001-01-01'}), {message: /reaches back/v});
});
