import {Buffer} from 'node:buffer';
import {setImmediate as turn} from 'node:timers/promises';
import test from 'ava';
import {FsyncError} from '../../source/ui/contract.js';
import {loading, type Loaded} from '../../source/ui/state/loaded.js';
import type {Helm} from '../../source/ui/screen.js';
import type {AnyWorld} from '../../source/ui/state/world.js';
import {openCockpit} from './opened.js';
import {sessions} from './states.js';

test('a key goes one level back; esc stays at the root and q quits there', t => {
	const {press, top, asked} = openCockpit();
	press('?');
	t.is(top().screen, 'help');
	press('q');
	t.is(top().screen, 'dashboard');
	press('esc', 'esc');
	t.is(top().screen, 'dashboard');
	t.deepEqual(asked, []);
	press('q');
	t.deepEqual(asked, ['quit']);
});

type Answer = {readonly answer: Loaded<string>};
const loader = () => {
	const {app, ...rest} = openCockpit();
	app.helm().open('help', undefined);
	return {...rest, app, helm: app.helm() as Helm<AnyWorld, Answer>};
};

test('what a screen loads is loading, then there', async t => {
	const {helm} = loader();
	const {promise, resolve} = Promise.withResolvers<string>();
	helm.load('answer', async () => promise);
	t.deepEqual(helm.scene().local.answer, loading);
	resolve('forty-two');
	await promise;
	await turn();
	t.deepEqual(helm.scene().local.answer, {status: 'ready', value: 'forty-two'});
});

test('a fault of a load is a sentence on the screen; a bug is told of, too', async t => {
	const {helm, asked} = loader();
	helm.load('answer', async () => {
		throw new FsyncError('usage', 'There is no such path.');
	});
	await turn();
	t.deepEqual(helm.scene().local.answer, {status: 'failed', message: 'There is no such path.'});
	t.deepEqual(asked, []);
	helm.load('answer', async () => {
		throw new TypeError('a bug');
	});
	await turn();
	t.deepEqual(asked, ['crash TypeError: a bug']);
});

test('leaving a screen and loading anew abort what was loading, and its outcome is dropped', async t => {
	const {helm, press} = loader();
	const signals: AbortSignal[] = [];
	const resolvers: Array<(value: string) => void> = [];
	const load = () => {
		helm.load('answer', async signal => {
			signals.push(signal);
			return new Promise<string>(resolve => {
				resolvers.push(resolve);
			});
		});
	};

	load();
	load();
	t.deepEqual(signals.map(({aborted}) => aborted), [true, false]);
	resolvers[0]!('late');
	await turn();
	t.deepEqual(helm.scene().local.answer, loading);
	press('esc');
	t.true(signals[1]!.aborted);
	resolvers[1]!('later');
	await turn();
	t.deepEqual(helm.scene().local.answer, loading);
});

test('the screens are about the session that is chosen', t => {
	const {app, press, sessions: both} = openCockpit([sessions.live, {...sessions.paused, id: 'notes'}]);
	press('s');
	app.helm().update(view => ({...view, session: 'notes'}));
	press('p');
	t.deepEqual(both.map(({calls}) => calls), [['syncNow'], ['resume']]);
});

test('lines are marked one by one, from mark to mark, all and none', t => {
	const {press, top} = openCockpit();
	const marks = () => [...top().lists.pending!.marks].toSorted();
	press('j', 'space', 'space');
	t.deepEqual(marks(), ['src/app/routes/index.ts', 'src/app/server.ts']);
	press('k', 'space');
	t.is(marks().length, 1);
	press('j', 'v');
	t.is(marks().length, 4);
	press('*');
	t.is(marks().length, 6);
	press('*');
	t.is(marks().length, 0);
	press('j', 'space', 'esc');
	t.is(marks().length, 0);
});

test('the path under the cursor can be copied', t => {
	const {press, asked, app} = openCockpit();
	press('j', 'y');
	t.deepEqual(asked, [`\u{1B}]52;c;${Buffer.from('src/app/server.ts').toString('base64')}\u{7}`]);
	t.is(app.view.get().message?.text, 'Copied src/app/server.ts');
});
