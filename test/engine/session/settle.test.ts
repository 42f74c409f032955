import test from 'ava';
import {FsyncError} from '../../../source/engine/fault.js';
import type {Link} from '../../../source/engine/session/link.js';
import {RemoteView} from '../../../source/engine/session/remote-view.js';
import type {SessionStore} from '../../../source/engine/session/session-store.js';
import {settle} from '../../../source/engine/session/settle.js';
import {file, folder} from './trees.js';

const carried = {
	ancestor: folder({a: file('both')}), local: folder({a: file('both')}), isStale: false, isDone: true, hasMoved: false,
};
const head = {generation: 7, lineage: 'x'};

function scene(change: {readonly saveTrees?: () => Promise<void>; readonly acknowledge?: () => Promise<void>} = {}) {
	const done: string[] = [];
	const note = (what: string) => async () => {
		done.push(what);
	};

	const settling = {
		store: {saveTrees: note('trees'), saveJournal: note('journal'), ...change} as unknown as SessionStore,
		link: {acknowledge: note('told'), ...change} as unknown as Link,
		view: new RemoteView(folder(), head),
		keep() {
			done.push('kept');
		},
	};
	return {done, settling};
}

test('what was carried out is kept, then saved, then the journal goes, and the server hears of it last', async t => {
	const {done, settling} = scene();
	await settle(settling, carried, true);
	t.deepEqual(done, ['kept', 'trees', 'journal', 'told']);
});

test('what cannot be saved counts in memory all the same, and the journal stays', async t => {
	const {done, settling} = scene({
		async saveTrees() {
			throw new FsyncError('no-space', 'The disk is full.');
		},
	});
	await t.throwsAsync(settle(settling, carried, true), {code: 'no-space'});
	t.deepEqual(done, ['kept']);
});

test('a line that breaks before the server hears of it takes nothing back', async t => {
	const {done, settling} = scene({
		async acknowledge() {
			throw new FsyncError('unreachable', 'Gone.');
		},
	});
	await settle(settling, carried, false);
	t.deepEqual(done, ['kept', 'trees']);
});
