import {
	mountCockpit,
	mountDryRun,
	mountServerScreen,
	mountSetup,
} from '../../source/ui/mount.js';
import type {QuitReason, ScreenOptions} from '../../source/ui/options.js';
import type {ServerState, SessionState} from '../../source/ui/contract.js';
import {
	FakeClock,
	FakeCockpit,
	FakeServer,
	FakeSession,
	FakeSetup,
} from './fakes.js';
import {now} from './states.js';
import {FakeTerminal} from './terminal.js';

export type Size = {readonly columns: number; readonly rows: number};

function stage({columns, rows}: Size, options: Partial<ScreenOptions>) {
	const terminal = new FakeTerminal(columns, rows);
	const clock = new FakeClock(now);
	const reasons: QuitReason[] = [];
	const crashes: unknown[] = [];
	const all: ScreenOptions = {
		clock,
		stdout: terminal.stdout,
		stdin: terminal.stdin,
		home: '/home/ana',
		maxFps: Infinity,
		environment: {LANG: 'en_GB.UTF-8'},
		onQuit(reason) {
			reasons.push(reason);
		},
		onCrash(error) {
			crashes.push(error);
		},
		...options,
	};
	return {
		terminal, clock, reasons, crashes, options: all,
	};
}

/** A session's screen on a terminal in memory, once its first frame is there. */
export async function showSession(state: SessionState, size: Size, options: Partial<ScreenOptions> = {}) {
	const session = new FakeSession(state);
	const {options: all, ...parts} = stage(size, options);
	const cockpit = new FakeCockpit(session);
	const screen = mountCockpit(cockpit, all);
	await parts.terminal.shows('? help');
	return {
		...parts, session, screen, past: cockpit.past,
	};
}

/** A dry run on a terminal in memory, once its first frame is there. */
export async function showDryRun(state: SessionState, size: Size, options: Partial<ScreenOptions> = {}) {
	const session = new FakeSession(state);
	const {options: all, ...parts} = stage(size, options);
	const screen = mountDryRun(new FakeCockpit(session), all);
	await parts.terminal.shows('? help');
	return {...parts, session, screen};
}

/** The wizard on a terminal in memory, once its first frame is there. */
export async function showSetup(size: Size, options: Partial<ScreenOptions> = {}) {
	const setup = new FakeSetup();
	const {options: all, ...parts} = stage(size, options);
	const screen = mountSetup(setup, all);
	await parts.terminal.shows('1 of 4');
	return {...parts, setup, screen};
}

/** A cockpit with several sessions on a terminal in memory, once its first frame is there. */
export async function showCockpit(states: readonly SessionState[], size: Size, options: Partial<ScreenOptions> = {}) {
	const sessions = states.map(state => new FakeSession(state));
	const cockpit = new FakeCockpit(...sessions);
	const {options: all, ...parts} = stage(size, options);
	const screen = mountCockpit(cockpit, all);
	await parts.terminal.shows('? help');
	return {
		...parts, cockpit, sessions, screen,
	};
}

/** A server's screen on a terminal in memory, once its first frame is there. */
export async function showServer(state: ServerState, size: Size, options: Partial<ScreenOptions> = {}) {
	const server = new FakeServer(state);
	const {options: all, ...parts} = stage(size, options);
	const screen = mountServerScreen(server, all);
	await parts.terminal.shows('? help');
	return {...parts, server, screen};
}
