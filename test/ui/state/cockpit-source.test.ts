import test from 'ava';
import {cockpitSource} from '../../../source/ui/state/cockpit-source.js';
import {createStore} from '../../../source/ui/state/store.js';
import type {ViewState} from '../../../source/ui/state/view-state.js';
import {FakeCockpit, FakeSession} from '../fakes.js';
import {sessions} from '../states.js';

test('a cockpit is the same object until one of its sessions changes', t => {
	const [one, two] = [new FakeSession(sessions.live), new FakeSession({...sessions.inSync, id: 'other'})];
	const source = cockpitSource(new FakeCockpit(one, two), createStore({} as ViewState));
	const state = source.state();
	t.is(source.state(), state);
	two.patch({queuedTransfers: 7});
	const next = source.state();
	t.not(next, state);
	t.is(next.sessions[0], state.sessions[0]);
	t.is(next.sessions[1]?.state.queuedTransfers, 7);
});
