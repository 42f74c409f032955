import {startSpareThread} from '../engine/disk/disk-thread.js';
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
import type {Host} from './host.js';
import type {Invocation, OutputOptions, SyncInvocation} from './invocation.js';
import {openReport, type Report} from './report.js';
import {wantsScreen} from './screen.js';
import {applyColorChoice, canShowScreen} from './terminal.js';
import {isSystemError} from './system-error.js';
import {readVersion} from './version.js';

/** Until the arguments are read, and when they cannot be. */
const bareOutput: OutputOptions = {
	format: 'plain', verbosity: 'normal', hasColor: true, isAscii: false,
};

type Command = Exclude<Invocation, {command: 'text'}>;

/** One command line from its arguments to its exit code: nothing else decides about exit codes. */
export class CommandLine {
	readonly #host: Host;
	#report: Report;

	constructor(host: Host) {
		this.#host = host;
		this.#report = openReport(host, bareOutput);
	}

	/** Resolves to the exit code when everything is said. */
	async run(argv: readonly string[]): Promise<ExitCode> {
		let code: ExitCode;
		try {
			code = await this.#runArguments(argv);
		} catch (error) {
			code = this.#tellFault(error);
		}

		await this.#report.close();
		return code;
	}

	/** Something threw that nothing expects: says so, and where more is written about it. */
	tellBug(error: unknown): void {
		const {data} = resolveHome(this.#host.surroundings.environment);
		this.#report.say(`fsync-tui: ${bugSentence(error, writeCrashFile(error, data))}`);
	}

	/** Says what is still to be said, as far as that needs no waiting, and ends. */
	die(code: ExitCode): void {
		this.#report.closeNow();
		this.#host.exit(code);
	}

	async #runArguments(argv: readonly string[]): Promise<ExitCode> {
		const invocation = parseArguments(argv, readVersion());
		if (invocation.command === 'text') {
			this.#report.result(invocation.text.trimEnd(), {type: 'text'});
			return exitCode.inSync;
		}

		this.#report = openReport(this.#host, invocation.output, invocation.command === 'sync' && invocation.settings.run === 'plan');
		return this.#runUntilStopped(invocation);
	}

	/** A signal decides about the exit code, however the command ended after it. */
	async #runUntilStopped(invocation: Command): Promise<ExitCode> {
		const {environment} = this.#host.surroundings;
		const stop = this.#host.listenForStop(code => {
			this.die(code);
		});
		applyColorChoice(invocation.output.hasColor, environment);
		let code: ExitCode;
		try {
			const context = {
				home: resolveHome(environment), surroundings: this.#host.surroundings, report: this.#report, stop, keepHeapSmall: this.#host.keepHeapSmall,
			};
			code = await dispatch(invocation, context);
		} catch (error) {
			code = this.#tellFault(error);
		}

		const signal = stop.received();
		stop.dispose();
		return signal === undefined ? code : exitCodeOfSignal(signal);
	}

	#tellFault(error: unknown): ExitCode {
		if (error instanceof FsyncError) {
			this.#report.say(`fsync-tui: ${error.message}`);
			return exitCodeOfFault(error.code);
		}

		if (isSystemError(error)) {
			this.#report.say(`fsync-tui: The system refused: ${error.message}.`);
			return exitCode.error;
		}

		this.tellBug(error);
		return exitCode.bug;
	}
}

/** Each command's code is loaded only when it is asked for. */
async function dispatch(invocation: Command, context: Context): Promise<ExitCode> {
	switch (invocation.command) {
		case 'sync': {
			if (invocation.settings.run !== 'screen' || !wantsScreen(invocation.output, context.surroundings)) {
				startSpareThread();
			}

			const {runSync} = await import('./client.js');
			return await runSync(invocation, context) ?? setUp(invocation, context);
		}

		case 'serve': {
			startSpareThread();
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

		default: {
			return dispatchPath(invocation, context);
		}
	}
}

/** The commands about one path, and those that decide. */
async function dispatchPath(invocation: Extract<Command, {command: 'why' | 'history' | 'restore' | 'resolve' | 'halt' | 'answer'}>, context: Context): Promise<ExitCode> {
	switch (invocation.command) {
		case 'why': {
			const {runWhy} = await import('./why.js');
			return runWhy(invocation.path, invocation.output, context);
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
	if (invocation.settings.run !== 'screen' || !canShowScreen(context.surroundings) || invocation.output.format !== 'auto') {
		return nothingToDo(context);
	}

	const {runWizard} = await import('./wizard.js');
	const chosen = await runWizard(invocation, context);
	if (!chosen) {
		return exitCode.inSync;
	}

	const {runSync} = await import('./client.js');
	return await runSync(chosen, context) ?? exitCode.inSync;
}

/** No folder was given and none is saved: the help text is for people, an exit code for scripts. */
function nothingToDo({report, surroundings}: Context): ExitCode {
	if (report.isJson || !surroundings.isOutputTerminal) {
		throw new FsyncError('usage', 'There is no saved session yet: give a folder, fsync-tui FOLDER [REMOTE].');
	}

	report.result(helpText(readVersion()).trimEnd(), {type: 'text'});
	return exitCode.inSync;
}
