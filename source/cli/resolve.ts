import {
	basename,
	dirname,
	join,
	relative,
	resolve,
} from 'node:path';
import {decide} from '../engine/core/decision.js';
import type {Keep} from '../engine/core/plan.js';
import {FsyncError} from '../engine/fault.js';
import type {OpenConflict} from '../engine/session/open-conflicts.js';
import type {SessionRecord} from '../engine/session/session-store.js';
import {cleanText} from '../ui/text/clean-text.js';
import {carryOut, type Fate} from './carry-out.js';
import {loadReports, loadSessionReport, type Reported} from './conflicts.js';
import type {Context} from './context.js';
import {exitCode, type ExitCode} from './exit-codes.js';
import {absoluteFolder, isInside} from './folders.js';
import type {Invocation} from './invocation.js';

type Found = {readonly record: SessionRecord; readonly conflict: OpenConflict};

const outcomes: Readonly<Record<Keep, string>> = {
	local: 'the local version is on both sides; the other one is in the trash on the server',
	remote: 'the remote version is on both sides; the other one is in the trash here',
	both: 'both versions are on both sides, the loser under a name of its own',
};

/** Decides about one conflict and has that carried out. */
export async function runResolve({path, keep, output}: Extract<Invocation, {command: 'resolve'}>, context: Context): Promise<ExitCode> {
	const {record, conflict} = findConflict(await loadReports(context.home, undefined), path);
	if (conflict.reason === 'mode-forbids') {
		throw new FsyncError('usage', `The direction of this session does not allow what '${cleanText(conflict.path)}' needs: run it with --mode two-way to make both sides equal.`);
	}

	const fate = await carryOut(record, {about: 'conflict', decision: decide(conflict, keep)}, {context, output});
	return fate.state === 'done' ? tellDone({record, conflict, keep}, fate, context) : tellWaiting(conflict, fate.state, context);
}

async function tellDone({record, conflict: {path}, keep}: Found & {readonly keep: Keep}, {outcome}: Fate & {readonly state: 'done'}, {home, report}: Context): Promise<ExitCode> {
	const {conflicts, halt} = await loadSessionReport(home, record);
	if (halt && outcome?.status === 'halted') {
		report.say(`It is decided and waits, for the session is halted. ${cleanText(halt.message)}`);
		return exitCode.halted;
	}

	if (conflicts.some(open => open.path === path)) {
		report.say(`'${cleanText(path)}' could not be resolved as it was decided: it has changed meanwhile. Look at both versions and decide again.`);
		return exitCode.conflicts;
	}

	report.result(`resolved: ${cleanText(path)}: ${outcomes[keep]}.`, {
		type: 'resolved', folder: record.folder, remote: record.remote, path, keep, conflicts: conflicts.length,
	});
	return conflicts.length === 0 ? exitCode.inSync : exitCode.conflicts;
}

function tellWaiting({path}: OpenConflict, state: Exclude<Fate['state'], 'done'>, {report}: Context): ExitCode {
	const what = `'${cleanText(path)}' is decided`;
	report.say(state === 'waits-for-server'
		? `${what}. The server cannot be reached now: it is carried out at the next sync.`
		: `${what}. The session that runs carries it out as soon as it can.`);
	return state === 'waits-for-server' ? exitCode.unreachable : exitCode.conflicts;
}

/** The conflict that a person means: by the file's place on this machine, or by its path as the list of conflicts shows it. */
function findConflict(reports: readonly Reported[], text: string): Found {
	const folder = absoluteFolder(dirname(resolve(text)));
	const place = join(folder, basename(text));
	const open = reports.flatMap(({record, session}) => session.conflicts.map(conflict => ({record, conflict})));
	const isAt = (conflict: OpenConflict, path: string) => conflict.path === path || conflict.localPath === path;
	const byPlace = open.filter(({record, conflict}) => isInside(record.folder, place) && isAt(conflict, relative(record.folder, place)));
	const found = byPlace.length > 0 ? byPlace : open.filter(({conflict}) => isAt(conflict, text) || conflict.remotePath === text);
	const [first, second] = found;
	if (!first) {
		throw new FsyncError('usage', `There is no conflict at '${cleanText(text)}': fsync-tui conflicts lists those that are held.`);
	}

	if (second && second.record.folder !== first.record.folder) {
		throw new FsyncError('usage', `There are several conflicts at '${cleanText(text)}': give the path with its folder, ${cleanText(join(first.record.folder, first.conflict.path))}.`);
	}

	return first;
}
