import {App, type AppSettings, type Kind} from '../../source/ui/app.js';
import {cockpitKind, serverKind} from '../../source/ui/screens/kinds.js';
import {createDispatcher} from '../../source/ui/dispatcher.js';
import {pressesOf} from '../../source/ui/keys/chord.js';
import {topOf} from '../../source/ui/state/view-state.js';
import type {ServerState, SessionState} from '../../source/ui/contract.js';
import {
	FakeClock,
	FakeCockpit,
	FakeServer,
	FakeSession,
} from './fakes.js';
import {unicodeLook} from './look.js';
import {now, server as usualServer, sessions} from './states.js';

const named: Readonly<Record<string, string>> = {
	esc: 'escape', enter: 'return', up: 'upArrow', down: 'downArrow', left: 'leftArrow', right: 'rightArrow', tab: 'tab', backspace: 'backspace',
};

/** An app without a terminal: its screens' states and keys, and what they asked for beside the engine. */
function open(kind: Kind, size: AppSettings['size']) {
	const asked: string[] = [];
	const note = (text: string) => () => {
		asked.push(text);
	};

	const app = new App(kind, {
		clock: new FakeClock(now),
		look: unicodeLook,
		size,
		maxFps: Infinity,
		remapping: {},
		signal(sequence) {
			asked.push(sequence);
		},
		onCrash(error) {
			asked.push(`crash ${String(error)}`);
		},
		program: {
			quit: note('quit'),
			leave: note('leave'),
			suspend: note('suspend'),
			redraw: note('redraw'),
			toggleMouse() {
				asked.push('mouse');
				return true;
			},
			async edit(file) {
				asked.push(`edit ${file}`);
			},
			async lend(task) {
				await task();
			},
		},
	});
	const dispatcher = createDispatcher(app.view, app);
	return {
		app,
		asked,
		dispatcher,
		top: () => topOf(app.view.get()),
		/** Presses keys by their names, or what a text consists of. */
		press(...keys: readonly string[]) {
			for (const key of keys) {
				const presses = named[key] === undefined ? pressesOf(key === 'space' ? ' ' : key, {}) : pressesOf('', {[named[key]]: true});
				for (const press of presses) {
					dispatcher.press(press);
				}
			}
		},
	};
}

const usualSize = {columns: 80, rows: 24};

export function openCockpit(states: readonly SessionState[] = [sessions.live], size = usualSize) {
	const fakes = states.map(state => new FakeSession(state));
	const cockpit = new FakeCockpit(...fakes);
	return {
		...open(cockpitKind(cockpit), size), cockpit, sessions: fakes, session: fakes[0]!, past: cockpit.past,
	};
}

export function openServer(state: ServerState = usualServer, size = usualSize) {
	const server = new FakeServer(state);
	return {...open(serverKind(server), size), server};
}
