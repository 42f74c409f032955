import type {FaultCode} from '../engine/fault.js';
import type {SessionOutcome} from '../engine/session/options.js';

/** The command's exit codes; scripts rely on them (see readme.md). */
export const exitCode = {
	inSync: 0,
	error: 1,
	usage: 2,
	conflicts: 3,
	problems: 4,
	unreachable: 5,
	notPaired: 6,
	halted: 7,
	locked: 8,
	bug: 70,
} as const;

export type ExitCode = number;

const byFault: Readonly<Record<FaultCode, ExitCode>> = {
	usage: exitCode.usage,
	unreachable: exitCode.unreachable,
	timeout: exitCode.unreachable,
	'not-paired': exitCode.notPaired,
	'wrong-identity': exitCode.notPaired,
	revoked: exitCode.notPaired,
	forbidden: exitCode.notPaired,
	root: exitCode.halted,
	halted: exitCode.halted,
	locked: exitCode.locked,
	version: exitCode.error,
	protocol: exitCode.error,
	store: exitCode.error,
	limit: exitCode.error,
	'no-space': exitCode.error,
	'no-version': exitCode.error,
	// The peer's bug, told over the wire; a bug of this process is a plain error and ends with 70.
	internal: exitCode.error,
};

const byOutcome: Readonly<Record<SessionOutcome['status'], ExitCode>> = {
	'in-sync': exitCode.inSync,
	planned: exitCode.inSync,
	stopped: exitCode.inSync,
	conflicts: exitCode.conflicts,
	problems: exitCode.problems,
	halted: exitCode.halted,
};

export function exitCodeOfFault(code: FaultCode): ExitCode {
	return byFault[code];
}

export function exitCodeOfOutcome(status: SessionOutcome['status']): ExitCode {
	return byOutcome[status];
}

const signalNumbers = {SIGHUP: 1, SIGINT: 2, SIGTERM: 15} as const;
export type StopSignal = keyof typeof signalNumbers;
export const stopSignals = Object.keys(signalNumbers) as readonly StopSignal[];

/** 128 plus the signal's number, as shells count it. */
export function exitCodeOfSignal(signal: StopSignal): ExitCode {
	return 128 + signalNumbers[signal];
}
