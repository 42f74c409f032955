import {once} from 'node:events';
import {randomBytes} from 'node:crypto';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import type {EngineEvent, Session} from '../engine/index.js';
import {FsyncError} from '../engine/fault.js';
import {loadOrCreateIdentity} from '../engine/protocol/identity.js';
import {createSession} from '../engine/session/session.js';
import {systemClock} from '../engine/system-clock.js';
import {identityFolder, type Home} from '../store/home.js';
import {createSession as rememberSession} from '../store/session-store.js';
import {cockpitOf} from './cockpit.js';
import {pastOf} from './past.js';
import {deviceName, type Context} from './context.js';
import {demoEdits, demoRound} from './demo-edits.js';
import {makeDemoFolders, type DemoFolders} from './demo-folders.js';
import {openEmbeddedServer} from './embedded-server.js';
import {exitCode, type ExitCode} from './exit-codes.js';
import {ignoringOf} from './ignoring-rule.js';
import type {OutputOptions, Tuning} from './invocation.js';
import {runOnScreen, wantsScreen} from './screen.js';
import {sessionSummary} from './summary.js';
import {differingPaths, listTree} from './tree-listing.js';

const share = 'demo';
/** Between two edits on a screen: long enough to see what each one leads to. */
const pauseMilliseconds = 2500;
/** An edit that has not arrived after this long has not worked. */
const patienceMilliseconds = 30_000;

/** A throwaway folder and server with edits going on: on a terminal until somebody quits, otherwise once through the script. */
export async function runDemo(output: OutputOptions, context: Context): Promise<ExitCode> {
	const folders = makeDemoFolders();
	// Whatever ends this process, nothing is left behind.
	process.once('exit', folders.remove);
	try {
		return await runIn(folders, output, context);
	} finally {
		folders.remove();
	}
}

async function runIn(folders: DemoFolders, output: OutputOptions, context: Context): Promise<ExitCode> {
	const isOnScreen = wantsScreen(output, context.surroundings);
	// On a screen the debounce is part of what there is to see.
	const tuning: Tuning = {quietMilliseconds: isOnScreen ? 700 : 50, ceilingMilliseconds: 3000, chunking: 'fastcdc'};
	const home: Home = {config: folders.state, data: folders.state};
	const client = await loadOrCreateIdentity(identityFolder(home));
	const serverState = join(folders.state, 'server');
	const server = await openEmbeddedServer({
		home: {config: serverState, data: serverState}, serverName: 'demo-server', share, root: folders.there, client, tuning,
	});
	try {
		const store = await rememberSession(home, {
			id: randomBytes(16).toString('hex'), folder: folders.here, remote: `demo-server/${share}`, peer: server.address.peer, createdMilliseconds: systemClock.wallMilliseconds(),
		});
		const bus = new EventTarget();
		const session = createSession({
			...tuning,
			store,
			identity: client,
			deviceName: deviceName(),
			remote: server.address,
			mode: 'two-way',
			prefer: 'hold',
			run: 'watch',
			ignorePatterns: [],
			useGitignore: false,
			acceptDeletions: false,
			clock: systemClock,
			onEvent(event: EngineEvent) {
				context.report.event(event);
				bus.dispatchEvent(new Event(event.type));
			},
		});
		return await (isOnScreen ? show(session, folders, {output, context}) : playOnce(session, folders, {bus, context}));
	} finally {
		await server.close();
	}
}

async function show(session: Session, folders: DemoFolders, {output, context}: {output: OutputOptions; context: Context}): Promise<ExitCode> {
	const {signal} = context.stop;
	const beside = {past: pastOf({config: folders.state, data: folders.state}, {folder: folders.here}), ignoring: ignoringOf({folder: folders.here})};
	return runOnScreen({
		context,
		output,
		mount: ({mountCockpit}, options) => mountCockpit(cockpitOf(session, beside), options),
		async work() {
			await Promise.all([session.start(signal), editWithoutEnd(folders, signal)]);
			return exitCode.inSync;
		},
		summary: () => sessionSummary(session.state()),
	});
}

async function editWithoutEnd(folders: DemoFolders, signal: AbortSignal): Promise<void> {
	for (const edit of demoEdits(folders)) {
		await pause(pauseMilliseconds, undefined, {signal}).catch(() => undefined);
		if (signal.aborted) {
			return;
		}

		edit.make();
	}
}

type Play = {readonly bus: EventTarget; readonly context: Context};

/** Plays one round of edits, waits after each until both sides are equal, and says so. */
async function playOnce(session: Session, folders: DemoFolders, {bus, context: {report, stop}}: Play): Promise<ExitCode> {
	const over = new AbortController();
	const signal = AbortSignal.any([over.signal, stop.signal]);
	const running = session.start(signal);
	const say = (text: string) => {
		report.result(`demo: ${text}`, {type: 'demo', text});
	};

	try {
		say(`${folders.here} and the server's ${folders.there}`);
		await Promise.race([running, untilEqual(folders, bus, signal)]);
		for (const edit of demoRound(folders, 1)) {
			if (stop.signal.aborted) {
				return exitCode.inSync;
			}

			say(edit.says);
			edit.make();
			await Promise.race([running, untilEqual(folders, bus, signal)]);
		}

		return tellResult(folders, say);
	} finally {
		over.abort();
		await running;
	}
}

function tellResult({here, there}: DemoFolders, say: (text: string) => void): ExitCode {
	const tree = listTree(here);
	const differing = differingPaths(tree, listTree(there));
	say(differing.length === 0 ? `both folders are equal: ${tree.size} files and folders compared byte by byte` : `the folders differ: ${differing.join(', ')}`);
	return differing.length === 0 ? exitCode.inSync : exitCode.error;
}

async function untilEqual({here, there}: DemoFolders, bus: EventTarget, stopped: AbortSignal): Promise<void> {
	const patience = AbortSignal.timeout(patienceMilliseconds);
	const signal = AbortSignal.any([patience, stopped]);
	for (;;) {
		const differing = differingPaths(listTree(here), listTree(there));
		if (differing.length === 0 || stopped.aborted) {
			return;
		}

		if (patience.aborted) {
			throw new FsyncError('timeout', `The two sides of the demo still differ after ${patienceMilliseconds / 1000} s: ${differing.slice(0, 5).join(', ')}.`);
		}

		await once(bus, 'in-sync', {signal}).catch(() => undefined);
	}
}
