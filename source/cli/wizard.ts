import {homedir} from 'node:os';
import {join} from 'node:path';
import {FsyncError} from '../engine/fault.js';
import {loadOrCreateIdentity, shownId, type Identity} from '../engine/protocol/identity.js';
import {connect} from '../engine/protocol/tls-connection.js';
import {systemClock} from '../engine/system-clock.js';
import {identityFolder, type Home} from '../store/home.js';
import {listSessions} from '../store/session-store.js';
import type {PeerLook, SetupChoice, SetupControl} from '../ui/index.js';
import type {Context} from './context.js';
import {FolderSurvey} from './folder-survey.js';
import {absoluteFolder, refuseStateInside, requireFolder} from './folders.js';
import type {SyncInvocation} from './invocation.js';
import {strangerFault} from './knock.js';
import {parseRemote} from './remote.js';
import {addPatterns} from './rule-file.js';
import {runOnScreen} from './screen.js';
import {chooseSession, nameOfTarget, type Target} from './sessions.js';

/** Lets somebody set a session up on the screen. Resolves to what is to be run then; undefined when they leave. */
export async function runWizard(bare: SyncInvocation, context: Context): Promise<SyncInvocation | undefined> {
	const identity = await loadOrCreateIdentity(identityFolder(context.home));
	const {promise, resolve} = Promise.withResolvers<SetupChoice | undefined>();
	const {signal} = context.stop;
	signal.addEventListener('abort', () => {
		resolve(undefined);
	}, {once: true});
	const choice = await runOnScreen({
		context,
		output: bare.output,
		mount: ({mountSetup}, options) => mountSetup(setupControl(context.home, identity, resolve), options),
		work: async () => promise,
		summary: () => [],
	});
	return choice && invocationOf(choice, bare);
}

/** What was chosen, as the command line would have said it. Patterns go where they stay and travel: into the folder's own file. */
function invocationOf({folder, remote, mode, patterns, useGitignore}: SetupChoice, bare: SyncInvocation): SyncInvocation {
	addPatterns(folder, patterns);
	const written = pastedLine(remote);
	return {
		...bare, folder, ...(written !== '' && {remote: parseRemote(written)}), settings: {...bare.settings, mode, useGitignore}, isModeGiven: true,
	};
}

/** An invite line that was selected over several rows of a terminal comes with breaks in it. */
const pastedLine = (text: string): string => /^\s*fsync\d+:/v.test(text) ? text.replaceAll(/\s+/gv, '') : text.trim();

function setupControl(home: Home, identity: Identity, start: (choice: SetupChoice) => void): SetupControl {
	let survey: FolderSurvey | undefined;
	return {
		folder: process.cwd(),
		async lookAtFolder(text, signal) {
			const path = absoluteFolder(withHome(text.trim()));
			requireFolder(path);
			refuseStateInside(path, home);
			survey = new FolderSurvey(path);
			await survey.walk(signal);
			return survey.look();
		},
		lookAtPeer: async (text, folder, signal) => lookAtPeer(pastedLine(text), {
			home, identity, folder, signal,
		}),
		async countIgnored(choice, signal) {
			if (!survey) {
				throw new FsyncError('usage', 'Choose a folder first.');
			}

			return survey.count(choice, signal);
		},
		start,
	};
}

/** A shell would have done that. */
const withHome = (text: string): string => text === '~' || text.startsWith('~/') ? join(homedir(), text.slice(1)) : text;

type Asking = {readonly home: Home; readonly identity: Identity; readonly folder: string; readonly signal: AbortSignal};

async function lookAtPeer(text: string, {home, identity, folder, signal}: Asking): Promise<PeerLook> {
	const remote = text === '' ? undefined : parseRemote(text);
	const {target} = chooseSession({
		home, folder, remote, all: await listSessions(home),
	});
	const look = {name: nameOfTarget(target), ownDevice: shownId(identity.id)};
	if (target.kind === 'vault') {
		return {...look, kind: 'vault', isInvited: false};
	}

	const {peer, invite} = target;
	if (peer === undefined) {
		throw await strangerFault(target.address);
	}

	return {
		...look, kind: 'server', device: shownId(peer), isInvited: invite !== undefined, handshakeMilliseconds: await reach({...target, peer}, identity, signal),
	};
}

/** Shakes hands with the server that has this key, and with no other; says nothing, so that the invite stays good. Milliseconds. */
async function reach({address, peer}: Extract<Target, {kind: 'server'}> & {readonly peer: string}, identity: Identity, signal: AbortSignal): Promise<number> {
	const started = systemClock.monotonicMilliseconds();
	const {connection} = await connect({
		...address, peer, identity, clock: systemClock, signal,
	});
	const milliseconds = systemClock.monotonicMilliseconds() - started;
	connection.close();
	await connection.closed;
	return milliseconds;
}
