import test from 'ava';
import {
	bindingOf,
	fixedChords,
	footerKeys,
	tableOf,
} from '../../../source/ui/keys/table.js';
import {serverScreens, sessionScreens} from '../../../source/ui/screens/registry.js';
import type {KeyBinding, Screen} from '../../../source/ui/screen.js';
import type {SessionState} from '../../../source/ui/contract.js';
import {openCockpit, openServer} from '../opened.js';
import {freshServer, sessions} from '../states.js';
import {clashesOf} from './explore.js';

const worlds = [
	{world: 'a cockpit', screens: sessionScreens, app: openCockpit().app},
	{world: 'a server', screens: serverScreens, app: openServer().app},
] as const;

for (const {world, screens, app} of worlds) {
	for (const {name} of screens) {
		test(`no chord means two things on the screen ${name} of ${world}, in any combination of facts`, t => {
			const table = app.table(name);
			for (const chord of new Set(table.flatMap(binding => binding.chords))) {
				t.deepEqual(clashesOf(table.filter(binding => binding.chords.includes(chord))), [], chord);
			}
		});

		test(`the screen ${name} of ${world} takes no chord that means the same everywhere, and esc never quits`, t => {
			const own = app.screen(name).keys.flatMap(binding => binding.chords);
			t.deepEqual(own.filter(chord => fixedChords.has(chord)), []);
			t.false(app.table(name).some(({chords, action}) => chords.includes('esc') && (action === 'quit' || action === 'leave')));
		});
	}
}

test('the search for clashes finds one', t => {
	const binding = (fact: string): KeyBinding => ({
		action: fact, chords: ['x'], group: 'APP', help: fact, isValid: is => is[fact] ?? false, run() {
			t.fail();
		},
	});
	t.deepEqual(clashesOf([binding('isA'), binding('isB')]), [{isA: true, isB: true}]);
});

const actions: ReadonlyArray<readonly [when: string, state: SessionState, chord: string, action: string | undefined]> = [
	['live', sessions.inSync, 'p', 'pause'],
	['paused', sessions.paused, 'p', 'resume'],
	['paused', sessions.paused, 's', undefined],
	['live', sessions.inSync, 's', 'sync'],
	['live', sessions.inSync, 'r', undefined],
	['offline', sessions.offline, 'r', 'reconnect'],
	['halted', sessions.halted, 'p', undefined],
	['halted', sessions.halted, 'S', 'rescan'],
	['stopped', sessions.stopped, 'S', undefined],
	['live', sessions.inSync, 'q', 'quit'],
	['live', sessions.inSync, 'esc', undefined],
	['live', sessions.inSync, 'D', undefined],
	['live', sessions.inSync, 'R', undefined],
	['live', sessions.inSync, 'P', undefined],
	['halted for deletions', sessions.halted, 'D', 'accept-deletion'],
	['halted for deletions', sessions.halted, 'R', 'put-back'],
	['halted for a root', {...sessions.halted, halt: {code: 'root', message: '', paths: []}}, 'D', undefined],
	['stopped', sessions.stopped, 'j', undefined],
];

for (const [when, state, chord, action] of actions) {
	test(`when ${when}, ${chord} does ${action ?? 'nothing'}`, t => {
		const {app} = openCockpit([state]);
		t.is(bindingOf(app.table(), chord, app.conditions())?.action, action);
	});
}

test('a server has its invite to copy, and no session\'s keys', t => {
	const {app} = openServer(freshServer);
	t.is(bindingOf(app.table(), 'y', app.conditions())?.action, 'copy-invite');
	t.is(bindingOf(app.table(), 'p', app.conditions()), undefined);
});

test('every key of the footer does what the footer says', t => {
	for (const state of Object.values(sessions)) {
		const {app} = openCockpit([state]);
		for (const binding of footerKeys(app.table(), app.conditions())) {
			t.is(bindingOf(app.table(), binding.chords[0]!, app.conditions())?.action, binding.action);
		}
	}
});

const binding = (action: string, ...chords: readonly string[]): KeyBinding => ({
	action, chords, shown: chords[0]!, group: 'APP', help: action, isValid: () => true, run() {
		// Nothing is pressed here.
	},
});
const screen = (name: Screen['name'], keys: readonly KeyBinding[], entrances: readonly KeyBinding[] = []) =>
	({name, keys, entrances}) as unknown as Screen;

test('a screen\'s own keys go before those that lead elsewhere and those that all have', t => {
	const why = screen('why', [binding('own', 'h', 'x')]);
	const table = tableOf(why, {shared: [binding('shared', 'x', 'z'), binding('gone', 'h')], screens: [why, screen('history', [], [binding('open-history', 'h'), binding('open-more', 'm')])]});
	t.deepEqual(table.map(({action, chords}) => [action, ...chords]), [['own', 'h', 'x'], ['open-more', 'm'], ['shared', 'z']]);
});

test('no screen leads to itself', t => {
	const why = screen('why', [], [binding('open-why', 'w')]);
	t.deepEqual(tableOf(why, {shared: [], screens: [why]}), []);
});

test('an action can be given other chords, which then are what the footer shows', t => {
	const why = screen('why', [binding('own', 'h')]);
	const [own, shared] = tableOf(why, {shared: [binding('shared', 'x')], screens: [why], remapping: {own: ['x'], shared: ['y']}});
	t.deepEqual([own?.chords, own?.shown, shared?.chords], [['x'], undefined, ['y']]);
});
