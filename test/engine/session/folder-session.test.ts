import test from 'ava';
import {systemClock} from '../../../source/engine/system-clock.js';
import {BackOff} from '../../../source/engine/session/back-off.js';
import {FolderSession, type FolderSessionParts} from '../../../source/engine/session/folder-session.js';

test('a session that is asked to end while it is being put together ends, and dials nobody', async t => {
	let dials = 0;
	let isClosed = false;
	const session = new FolderSession({
		syncing: {
			async close() {
				isClosed = true;
			},
		},
		async dial() {
			dials++;
			return new Promise(() => {/* Nobody answers. */});
		},
		backOff: new BackOff(() => 0.5),
		clock: systemClock,
	} as unknown as FolderSessionParts);
	t.deepEqual(await session.watch(AbortSignal.abort()), {status: 'stopped'});
	t.is(dials, 0);
	t.true(isClosed);
});
