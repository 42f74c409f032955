import {systemClock} from '../engine/system-clock.js';
import type {EngineEvent} from '../engine/session/state.js';
import type {Host} from './host.js';
import type {OutputOptions} from './invocation.js';
import {jsonEvent, jsonLine, type LineContent} from './json-lines.js';
import {createLineOutput} from './line-output.js';
import {openLogFile, type LogFile} from './log-file.js';
import {createPlainLines, type PlainLines} from './plain-lines.js';

/** What a reader that does not read is waited for at the end. */
const flushMilliseconds = 1000;

/** Events of which there may be one for each file, and which are no trouble: `--quiet` leaves them out. */
const perPath = new Set<EngineEvent['type']>(['applied', 'transfer']);

/** Where a command says what happens: events and results on stdout, everything else on stderr, all of it in the log file. */
export type Report = {
	readonly isJson: boolean;
	event(event: EngineEvent): void;
	/** A command's result: a line for people, or an object with a type for `--json`. */
	result(text: string, content: LineContent): void;
	/** Something for people that is no result: hints and errors, on stderr. */
	say(text: string): void;
	/** Something for the log file alone. */
	note(text: string): void;
	/** Nothing more goes to stdout while a screen owns it; events still go to the log file. */
	mute(): void;
	close(): Promise<void>;
	closeNow(): void;
};

type Targets = {readonly plain: PlainLines; readonly full: PlainLines; readonly logFile: LogFile | undefined};

function openTargets(options: OutputOptions, isDryRun: boolean): Targets {
	return {
		plain: createPlainLines({verbosity: options.verbosity, isAscii: options.isAscii, isDryRun}),
		full: createPlainLines({verbosity: 'verbose', isAscii: false, isDryRun: false}),
		logFile: options.logFile === undefined ? undefined : openLogFile(options.logFile, systemClock),
	};
}

export function openReport({stdout, stderr}: Pick<Host, 'stdout' | 'stderr'>, options: OutputOptions, isDryRun = false): Report {
	const {plain, full, logFile} = openTargets(options, isDryRun);
	const isJson = options.format === 'json';
	const stdoutLines = createLineOutput(stdout);
	const stderrLines = createLineOutput(stderr);
	let isMuted = false;

	const json = (event: EngineEvent) => options.verbosity === 'quiet' && perPath.has(event.type) ? [] : [jsonEvent(systemClock, event, isDryRun)];
	const lines = (event: EngineEvent) => isJson ? json(event) : plain(event);

	return {
		isJson,
		event(event) {
			for (const line of isMuted ? [] : lines(event)) {
				stdoutLines.line(line);
			}

			for (const line of logFile ? full(event) : []) {
				logFile?.line(line);
			}
		},
		result(text, content) {
			stdoutLines.line(isJson ? jsonLine(systemClock, content) : text);
		},
		say(text) {
			stderrLines.line(text);
			logFile?.line(text);
		},
		note(text) {
			logFile?.line(text);
		},
		mute() {
			isMuted = true;
		},
		async close() {
			await Promise.all([stdoutLines.flush(flushMilliseconds), stderrLines.flush(flushMilliseconds)]);
			const dropped = stdoutLines.dropped();
			if (dropped > 0) {
				logFile?.line(`${dropped} lines were not printed, for nobody read them.`);
			}

			logFile?.close();
		},
		closeNow() {
			stdoutLines.flushNow();
			stderrLines.flushNow();
		},
	};
}
