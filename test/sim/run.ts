import process from 'node:process';
import type {Tampering} from './machine.js';
import {Random} from './random.js';
import {withSeededBuiltins} from './seeded-builtins.js';
import {
	doubtRuins,
	excuseForgotten,
	excuseLosses,
	memoryNotAhead,
	resourcesBounded,
} from './invariants.js';
import {comeToRest} from './rest.js';
import type {Scenario} from './step.js';
import {perform} from './perform.js';
import type {Violation} from './violation.js';
import {World} from './world.js';

export type Outcome = {
	readonly violation: Violation | undefined;
	/** Digest of all that happened. */
	readonly trace: string;
	/** Tasks that the scheduler did, and the virtual time that went by. */
	readonly tasks: number;
	readonly milliseconds: number;
};

export type RunOptions = {readonly tamper?: Tampering; readonly tell?: ((line: string) => void) | undefined};

/**
One run, from the first step to the last invariant. Synchronous: to be called where no promise callback is running, or nothing would settle.
*/
export function run(scenario: Scenario, {tamper = {}, tell}: RunOptions = {}): Outcome {
	const world = new World(scenario, tamper);
	world.tell = tell;
	world.onPowerCut = (at, before, memory) => {
		memoryNotAhead(world, at, before);
		excuseLosses(world, at);
		doubtRuins(world, at);
		excuseForgotten(world, at, memory);
	};

	world.onLateEdit = at => {
		excuseLosses(world, at);
		doubtRuins(world, at);
	};

	const unhandled = (reason: unknown) => {
		world.unhandled(reason);
	};

	// A test runner listens too; what becomes of a killed program's promises is none of its business.
	const others = process.listeners('unhandledRejection');
	// Errors of the simulated disk are made by the thousand, and where they were made is of interest only to whoever looks for a fault.
	const stackTraceLimit = tell ? undefined : limitStackTraces(0);
	process.removeAllListeners('unhandledRejection');
	process.on('unhandledRejection', unhandled);
	// What a killed program left is looked after by nobody until the world is forgotten, and Node would tell of that.
	process.on('rejectionHandled', ignore);
	try {
		return withSeededBuiltins({random: new Random(scenario.seed, 'builtins'), wallMilliseconds: () => world.machines[0]!.wall()}, () => {
			const outcome = live(world, scenario);
			world.forget();
			return outcome;
		});
	} finally {
		limitStackTraces(stackTraceLimit);
		process.off('unhandledRejection', unhandled);
		process.off('rejectionHandled', ignore);
		for (const other of others) {
			process.on('unhandledRejection', other);
		}
	}
}

function ignore(): void {
	// Nothing.
}

/** Sets V8's limit, and returns what it was. */
function limitStackTraces(limit: number | undefined): number {
	const errors: {stackTraceLimit: number} = Error;
	const before = errors.stackTraceLimit;
	errors.stackTraceLimit = limit ?? before;
	return before;
}

function live(world: World, scenario: Scenario): Outcome {
	try {
		for (const at of world.machines.keys()) {
			world.start(at);
		}

		for (const [index, step] of scenario.steps.entries()) {
			world.at = index + 1;
			perform(world, step);
			resourcesBounded(world, false);
			if (world.violation) {
				break;
			}
		}

		world.at = scenario.steps.length + 1;
		if (!world.violation) {
			comeToRest(world, scenario);
		}
	} catch (error) {
		world.fail('bug', error instanceof Error ? error.stack ?? error.message : String(error));
	}

	return {
		violation: world.violation, trace: world.trace.digest, tasks: world.scheduler.steps, milliseconds: world.scheduler.now,
	};
}
