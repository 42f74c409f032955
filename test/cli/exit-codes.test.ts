import test from 'ava';
import {
	exitCodeOfFault,
	exitCodeOfOutcome,
	exitCodeOfSignal,
	type StopSignal,
} from '../../source/cli/exit-codes.js';
import type {FaultCode} from '../../source/engine/fault.js';
import type {SessionOutcome} from '../../source/engine/index.js';

const faults: Readonly<Record<FaultCode, number>> = {
	usage: 2, unreachable: 5, timeout: 5, 'not-paired': 6, 'wrong-identity': 6, revoked: 6, forbidden: 6, root: 7, halted: 7, locked: 8,
	version: 1, protocol: 1, store: 1, limit: 1, 'no-version': 1, 'no-space': 1, internal: 1,
};

for (const [code, expected] of Object.entries(faults)) {
	test(`a fault '${code}' ends with ${expected}`, t => {
		t.is(exitCodeOfFault(code as FaultCode), expected);
	});
}

const outcomes: Readonly<Record<SessionOutcome['status'], number>> = {
	'in-sync': 0, planned: 0, stopped: 0, conflicts: 3, problems: 4, halted: 7,
};

for (const [status, expected] of Object.entries(outcomes)) {
	test(`a session that ends '${status}' ends with ${expected}`, t => {
		t.is(exitCodeOfOutcome(status as SessionOutcome['status']), expected);
	});
}

const signals: Readonly<Record<StopSignal, number>> = {SIGHUP: 129, SIGINT: 130, SIGTERM: 143};

for (const [signal, expected] of Object.entries(signals)) {
	test(`${signal} ends with ${expected}`, t => {
		t.is(exitCodeOfSignal(signal as StopSignal), expected);
	});
}
