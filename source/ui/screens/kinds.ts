import {cockpitSource} from '../state/cockpit-source.js';
import {sessionConditions, sessionKeys} from '../keys/session.js';
import type {CockpitControl, ServerWorld, SessionWorld} from '../state/world.js';
import type {Kind} from '../app.js';
import type {ServerControl} from '../contract.js';
import type {SetupControl, SetupWorld} from '../state/setup.js';
import {serverScreens, sessionScreens, setupScreens} from './registry.js';

/** What the view of a dry run is made of. */
export const dryRunKind = (control: CockpitControl): Kind<SessionWorld> => ({...cockpitKind(control), root: 'plan'});

/** What a cockpit of sessions is made of. */
export const cockpitKind = (control: CockpitControl): Kind<SessionWorld> => ({
	control,
	source: view => cockpitSource(control, view),
	screens: sessionScreens,
	root: 'dashboard',
	keys: sessionKeys,
	conditions: sessionConditions,
});

/** What the view of a server is made of. */
export const serverKind = (control: ServerControl): Kind<ServerWorld> => ({
	control,
	source: () => control,
	screens: serverScreens,
	root: 'server',
	keys: [],
	conditions: () => ({}),
});

const nothing = {};

/** What the first run is made of: nothing happens by itself. */
export const setupKind = (control: SetupControl): Kind<SetupWorld> => ({
	control,
	source: () => ({
		state: () => nothing,
		subscribe: () => () => undefined,
	}),
	screens: setupScreens,
	root: 'wizard',
	keys: [],
	conditions: () => ({}),
});
