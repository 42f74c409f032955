import {spawn, type ChildProcess} from 'node:child_process';
import {Writable} from 'node:stream';
import {CommandLine} from '../../source/cli/command-line.js';
import {stopSignals, type StopSignal} from '../../source/cli/exit-codes.js';
import {stopOnSignals, type StopRequest} from '../../source/cli/signals.js';

type Take = (text: string) => void;

/** A command line that runs: in this process, or in one of its own. */
export type Run = {
	readonly ended: Promise<{readonly code: number | undefined; readonly signal: NodeJS.Signals | undefined}>;
	kill(signal: NodeJS.Signals): void;
	/** Ends it as soon as that can be. */
	discard(): void;
	/** Throws when it has none of its own. */
	process(): ChildProcess;
};

export type Launch = (takes: {readonly stdout: Take; readonly stderr: Take}) => Run;

/** Runs a script with Node. `wrapper`: a command that runs another one, with its arguments; the program becomes the process that it is. */
export function inOwnProcess(scriptAndArguments: readonly string[], environment: Record<string, string>, wrapper: readonly string[]): Launch {
	return ({stdout, stderr}) => {
		const [file, ...before] = [...wrapper, process.execPath];
		const child = spawn(file, [...before, ...scriptAndArguments], {env: environment, stdio: ['ignore', 'pipe', 'pipe'], cwd: environment.HOME});
		child.stdout.setEncoding('utf8').on('data', stdout);
		child.stderr.setEncoding('utf8').on('data', stderr);
		return {
			ended: new Promise(resolve => {
				child.once('close', (code, signal) => {
					resolve({code: code ?? undefined, signal: signal ?? undefined});
				});
			}),
			kill(signal) {
				child.kill(signal);
			},
			discard() {
				child.kill('SIGKILL');
			},
			process: () => child,
		};
	};
}

const isStopSignal = (signal: NodeJS.Signals): signal is StopSignal => (stopSignals as readonly NodeJS.Signals[]).includes(signal);

/** Runs a command line here, without a process of its own: signals are only told, and nothing can kill it. */
export function inThisProcess(argv: readonly string[], environment: Record<string, string>): Launch {
	return ({stdout, stderr}) => {
		let stop: StopRequest | undefined;
		const asked: StopSignal[] = [];
		const {promise: died, resolve: die} = Promise.withResolvers<number>();
		const commandLine = new CommandLine({
			surroundings: {isInputTerminal: false, isOutputTerminal: false, environment},
			stdout: textStream(stdout),
			stderr: textStream(stderr),
			listenForStop() {
				// Without the limit to a clean stop: what is left running here would write into folders that the next test removes.
				stop = stopOnSignals();
				for (const signal of asked) {
					stop.raise(signal);
				}

				return stop;
			},
			keepHeapSmall() {/* It would hold for the tests themselves, and threads that they start later could use no compiled code that was kept. */},
			exit: die,
		});
		const kill = (signal: StopSignal) => {
			if (stop === undefined) {
				asked.push(signal);
			} else {
				stop.raise(signal);
			}
		};

		return {
			ended: Promise.race([commandLine.run(argv), died]).then(code => ({code, signal: undefined})),
			kill(signal) {
				if (!isStopSignal(signal)) {
					throw new Error(`${signal} needs a process of its own: start this one by 'spawn'.`);
				}

				kill(signal);
			},
			discard() {
				kill('SIGTERM');
			},
			process() {
				throw new Error('This command has no process of its own: start it by \'spawn\'.');
			},
		};
	};
}

function textStream(take: Take): Writable {
	return new Writable({
		decodeStrings: false,
		write(chunk, _encoding, done) {
			take(String(chunk));
			done();
		},
	});
}
