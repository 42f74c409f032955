import {FsyncError} from '../engine/fault.js';
import {resolveHome} from '../store/home.js';
import {helpText, parseArguments} from './arguments.js';
import type {Context} from './context.js';
import {bugSentence, writeCrashFile} from './crash.js';
import {
	exitCode,
	exitCodeOfFault,
	exitCodeOfSignal,
	type ExitCode,
} from './exit-codes.js';
import type {Invocation, OutputOptions, SyncInvocation} from './invocation.js';
import {openReport, type Report} from './report.js';
import {wantsScreen} from './screen.js';
import {listenForStop} from './signals.js';
import {applyColorChoice} from './terminal.js';
import {isSystemError} from './system-error.js';
import {readVersion} from './version.js';

/** Until the arguments are read, and when they cannot be. */
const bareOutput: OutputOptions = {
	format: 'plain', verbosity: 'normal', hasColor: true, isAscii: false,
};

type Command = Exclude<Invocation, {command: 'text'}>;

/** Runs one command line to its end, and the process with it: nothing but this decides about exit codes. */
export async function main(argv: readonly string[]): Promise<never> {
	let report = openReport(bareOutput);
	const die = (code: ExitCode): never => {
		report.closeNow();
		process.exit(code);
	};

	const onBug = (error: unknown) => {
		report.say(describeBug(error));
		die(exitCode.bug);
	};

	process.on('uncaughtException', onBug);
	process.on('unhandledRejection', onBug);

	let code: ExitCode;
	try {
		const invocation = parseArguments(argv, readVersion());
		if (invocation.command === 'text') {
			report.result(invocation.text.trimEnd(), {type: 'text'});
			code = exitCode.inSync;
		} else {
			report = openReport(invocation.output, invocation.command === 'sync' && invocation.settings.run === 'plan');
			code = await runUntilStopped(invocation, report, die);
		}
	} catch (error) {
		code = tellFault(error, report);
	}

	await report.close();
	process.exit(code);
}

/** A signal decides about the exit code, however the command ended after it. */
async function runUntilStopped(invocation: Command, report: Report, die: (code: ExitCode) => void): Promise<ExitCode> {
	const stop = listenForStop(die);
	const code = await runToEnd(invocation, {home: resolveHome(), report, stop});
	const signal = stop.received();
	stop.dispose();
	return signal === undefined ? code : exitCodeOfSignal(signal);
}

async function runToEnd(invocation: Command, context: Context): Promise<ExitCode> {
	applyColorChoice(invocation.output.hasColor, process.env);
	try {
		return await dispatch(invocation, context);
	} catch (error) {
		return tellFault(error, context.report);
	}
}

/** Each command's code is loaded only when it is asked for. */
async function dispatch(invocation: Command, context: Context): Promise<ExitCode> {
	switch (invocation.command) {
		case 'sync': {
			const {runSync} = await import('./client.js');
			return await runSync(invocation, context) ?? setUp(invocation, context);
		}

		case 'serve': {
			const {runServe} = await import('./serve.js');
			return runServe(invocation, context);
		}

		case 'demo': {
			const {runDemo} = await import('./demo.js');
			return runDemo(invocation.output, context);
		}

		case 'invite': {
			const {runInvite} = await import('./invite.js');
			return runInvite(invocation, context);
		}

		case 'devices': {
			const {runDevices} = await import('./devices.js');
			return runDevices(context);
		}

		case 'revoke': {
			const {runRevoke} = await import('./devices.js');
			return runRevoke(invocation.device, context);
		}

		case 'status': {
			const {runStatus} = await import('./status.js');
			return runStatus(context);
		}

		case 'conflicts': {
			const {runConflicts} = await import('./conflicts.js');
			return runConflicts(invocation.folder, context);
		}

		case 'history': {
			const {runHistory} = await import('./history.js');
			return runHistory(invocation.path, context);
		}

		case 'restore': {
			const {runRestore} = await import('./restore.js');
			return runRestore(invocation, context);
		}

		default: {
			return dispatchDecision(invocation, context);
		}
	}
}

async function dispatchDecision(invocation: Extract<Command, {command: 'resolve' | 'halt' | 'answer'}>, context: Context): Promise<ExitCode> {
	if (invocation.command === 'resolve') {
		const {runResolve} = await import('./resolve.js');
		return runResolve(invocation, context);
	}

	const {runHalt, runAnswer} = await import('./halt.js');
	return invocation.command === 'halt' ? runHalt(invocation.folder, context) : runAnswer(invocation, context);
}

/** No folder was given and none is saved: on a terminal that is a first run. */
async function setUp(invocation: SyncInvocation, context: Context): Promise<ExitCode> {
	if (invocation.settings.run !== 'screen' || !wantsScreen(invocation.output)) {
		return nothingToDo(context);
	}

	const {runWizard} = await import('./wizard.js');
	const chosen = await runWizard(invocation, invocation.output, context);
	if (!chosen) {
		return exitCode.inSync;
	}

	const {runSync} = await import('./client.js');
	return await runSync(chosen, context) ?? exitCode.inSync;
}

/** No folder was given and none is saved: the help text is for people, an exit code for scripts. */
function nothingToDo({report}: Context): ExitCode {
	if (report.isJson || !process.stdout.isTTY) {
		throw new FsyncError('usage', 'There is no saved session yet: give a folder, fsync-tui FOLDER [REMOTE].');
	}

	report.result(helpText(readVersion()).trimEnd(), {type: 'text'});
	return exitCode.inSync;
}

function tellFault(error: unknown, report: Report): ExitCode {
	if (error instanceof FsyncError) {
		report.say(`fsync-tui: ${error.message}`);
		return exitCodeOfFault(error.code);
	}

	if (isSystemError(error)) {
		report.say(`fsync-tui: The system refused: ${error.message}.`);
		return exitCode.error;
	}

	report.say(describeBug(error));
	return exitCode.bug;
}

function describeBug(error: unknown): string {
	return `fsync-tui: ${bugSentence(error, writeCrashFile(error, resolveHome().data))}`;
}
