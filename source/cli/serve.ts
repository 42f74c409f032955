import {existsSync} from 'node:fs';
import {FsyncError} from '../engine/fault.js';
import {loadOrCreateIdentity} from '../engine/protocol/identity.js';
import {systemClock} from '../engine/system-clock.js';
import {startServer, type Server} from '../server/index.js';
import type {ServerOptions, ShareOptions} from '../server/options.js';
import type {ProcessCounters} from '../server/usage-gauge.js';
import {openAccessStore} from '../store/access-store.js';
import {
	accessFolder,
	identityFolder,
	shareFolder,
	type Home,
} from '../store/home.js';
import {openShareStore} from '../store/share-store.js';
import {deviceName, type Context} from './context.js';
import {exitCode, type ExitCode} from './exit-codes.js';
import {
	absoluteFolder,
	isInside,
	refuseLogInside,
	refuseStateInside,
	requireFolder,
} from './folders.js';
import type {ServeInvocation, ShareSetting} from './invocation.js';
import {runOnScreen, wantsScreen} from './screen.js';
import {saveServed} from './served.js';
import {serverSummary} from './summary.js';

/** Serves folders until it is told to stop. */
export async function runServe(invocation: ServeInvocation, context: Context): Promise<ExitCode> {
	if (wantsScreen(invocation.output, context.surroundings)) {
		context.report.mute();
	}

	const server = await open(invocation, context);
	try {
		await untilStopped(server, invocation, context);
	} finally {
		await server.close();
	}

	return exitCode.inSync;
}

async function open({listen, shares, isReadOnly, tuning, output}: ServeInvocation, {home, report, keepHeapSmall}: Context): Promise<Server> {
	const roots = checkedRoots(shares, home);
	for (const {path} of roots) {
		refuseLogInside(path, output.logFile);
	}

	const options = {
		...tuning,
		...listen,
		identity: await loadOrCreateIdentity(identityFolder(home)),
		deviceName: deviceName(),
		access: await openAccessStore(accessFolder(home)),
		shares: await Promise.all(roots.map(async ({name, path}): Promise<ShareOptions> => ({
			name, root: path, isReadOnly, store: await openShareStore(shareFolder(home, path)),
		}))),
		clock: systemClock,
		counters: processCounters,
		onEvent(event) {
			report.event(event);
		},
	} satisfies ServerOptions;
	keepHeapSmall();
	const server = await startServer(options);
	await saveServed(home, {
		host: server.host,
		port: server.port,
		process: process.pid,
		shares: roots.map(({name, path}) => ({name, root: path, isReadOnly})),
	});
	return server;
}

function processCounters(): ProcessCounters {
	const {user, system} = process.cpuUsage();
	return {cpuMilliseconds: (user + system) / 1000, memoryBytes: process.memoryUsage.rss()};
}

/** Every root is a folder, holds no state of ours, and lies in no other: a file in two shares would have two histories. */
function checkedRoots(shares: readonly ShareSetting[], home: Home): readonly ShareSetting[] {
	const roots = shares.map(({name, path}) => ({name, path: absoluteFolder(path)}));
	for (const {path} of roots) {
		requireServed(path, home);
		requireFolder(path);
		refuseStateInside(path, home);
	}

	for (const one of roots) {
		const other = roots.find(({name, path}) => name !== one.name && isInside(path, one.path));
		if (other) {
			throw new FsyncError('usage', `The share ${one.name} (${one.path}) lies in the share ${other.name} (${other.path}): serve one of them.`);
		}
	}

	return roots;
}

/** A folder that was served before and is away is nothing that somebody should create anew (rule 34). */
function requireServed(path: string, home: Home): void {
	if (existsSync(shareFolder(home, path)) && !existsSync(path)) {
		throw new FsyncError('root', `${path} was served before and is not there. Mount its disk or put the folder back.`);
	}
}

async function untilStopped(server: Server, {output}: ServeInvocation, context: Context): Promise<void> {
	const work = async () => stopped(context.stop.signal);
	if (!wantsScreen(output, context.surroundings)) {
		return work();
	}

	return runOnScreen({
		context,
		output,
		mount: ({mountServerScreen}, options) => mountServerScreen(server, options),
		work,
		summary: () => serverSummary(server.state()),
	});
}

async function stopped(signal: AbortSignal): Promise<void> {
	if (!signal.aborted) {
		await new Promise<void>(resolve => {
			signal.addEventListener('abort', () => {
				resolve();
			}, {once: true});
		});
	}
}
