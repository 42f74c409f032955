import {FsyncError} from '../engine/fault.js';
import type {ReportedHalt, SessionRecord} from '../engine/session/session-store.js';
import type {HaltAnswer} from '../engine/core/verdict.js';
import {cleanText} from '../ui/text/clean-text.js';
import {formatCounted} from '../ui/text/count.js';
import {carryOut, type Fate} from './carry-out.js';
import {loadReports, loadSessionReport} from './conflicts.js';
import type {Context} from './context.js';
import {exitCode, exitCodeOfOutcome, type ExitCode} from './exit-codes.js';
import type {Invocation} from './invocation.js';

/** Paths that are shown one by one. */
const pathsShown = 10;

type Halted = {readonly record: SessionRecord; readonly halt: ReportedHalt};

const done: Readonly<Record<HaltAnswer, string>> = {
	accept: 'the deletion was carried out; the other side has its versions in the trash',
	'put-back': 'what had vanished is back from the other side',
};

/** Shows why sessions are halted, with the list that somebody has to look at. */
export async function runHalt(folder: string | undefined, context: Context): Promise<ExitCode> {
	const halted = await haltedSessions(folder, context);
	for (const {record, halt} of halted) {
		const {code, message, count, paths} = halt;
		context.report.result([`${cleanText(record.folder)}: ${cleanText(message)}`, ...pathLines(halt)].join('\n'), {
			type: 'halt', folder: record.folder, remote: record.remote, code, message, count, paths,
		});
	}

	if (halted.length === 0) {
		context.report.say('No session is halted.');
	}

	return halted.length === 0 ? exitCode.inSync : exitCode.halted;
}

/** Answers the deletions that a session is halted for. */
export async function runAnswer({answer, folder, output}: Extract<Invocation, {command: 'answer'}>, context: Context): Promise<ExitCode> {
	const halted = await haltedSessions(folder, context);
	const [first] = halted;
	if (!first) {
		context.report.say('No session is halted.');
		return exitCode.inSync;
	}

	if (halted.length > 1) {
		throw new FsyncError('usage', `${halted.length} sessions are halted: say which one, fsync-tui halt ${answer} ${first.record.folder}.`);
	}

	const {record, halt} = first;
	if (halt.mark === undefined) {
		throw new FsyncError('halted', `${halt.message} There is nothing to answer: the session goes on by itself when the folder is what it was.`);
	}

	const fate = await carryOut(record, {about: 'halt', answer, mark: halt.mark}, {context, output});
	return fate.state === 'done' ? tellDone(first, answer, {fate, context}) : tellWaiting(fate.state, context);
}

async function haltedSessions(folder: string | undefined, {home}: Context): Promise<readonly Halted[]> {
	const reports = await loadReports(home, folder);
	return reports.flatMap(({record, session: {halt}}) => halt ? [{record, halt}] : []);
}

function pathLines({paths, count}: ReportedHalt): string[] {
	const shown = paths.slice(0, pathsShown);
	return [...shown.map(path => `  ${cleanText(path)}`), ...(count > shown.length ? [`  and ${count - shown.length} more`] : [])];
}

async function tellDone({record, halt: {count}}: Halted, answer: HaltAnswer, {fate: {outcome}, context: {home, report}}: {readonly fate: Fate & {readonly state: 'done'}; readonly context: Context}): Promise<ExitCode> {
	const {halt} = await loadSessionReport(home, record);
	if (halt) {
		report.say(`The session is still halted. ${cleanText(halt.message)}`);
		return exitCode.halted;
	}

	report.result(`${answer === 'accept' ? 'accepted' : 'put back'}: ${formatCounted(count, 'path')}: ${done[answer]}.`, {
		type: 'answered', folder: record.folder, remote: record.remote, answer, count,
	});
	return outcome ? exitCodeOfOutcome(outcome.status) : exitCode.inSync;
}

function tellWaiting(state: Exclude<Fate['state'], 'done'>, {report}: Context): ExitCode {
	report.say(state === 'waits-for-server'
		? 'That is noted. The server cannot be reached now: it is carried out at the next sync.'
		: 'That is noted. The session that runs carries it out as soon as it can.');
	return state === 'waits-for-server' ? exitCode.unreachable : exitCode.halted;
}
