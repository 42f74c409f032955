import crypto from 'node:crypto';
import {syncBuiltinESMExports} from 'node:module';
import timers from 'node:timers/promises';
import type {Random} from './random.js';

/** What a run takes from Node itself and must not: chance, the calendar, and turns of the event loop. */
export type Builtins = {readonly random: Random; readonly wallMilliseconds: () => number};

/**
Runs something while Node's own sources of chance and time answer from the seed. Ports bring the engine most of what it needs; this
catches names of temporary files and the like, in our code and in any library's.
*/
export function withSeededBuiltins<Result>({random, wallMilliseconds}: Builtins, work: () => Result): Result {
	const {randomBytes, randomInt, randomUUID} = crypto;
	const {setImmediate} = timers;
	const {now} = Date;
	const {random: mathRandom} = Math;
	Object.assign(crypto, {
		randomBytes: (length: number) => random.bytes(length),
		randomInt: (end: number) => random.below(end),
		randomUUID: () => random.hex(32),
	});
	Object.assign(timers, {setImmediate: async (value: unknown) => value});
	Date.now = () => Math.floor(wallMilliseconds());
	Math.random = () => random.fraction();
	syncBuiltinESMExports();
	try {
		return work();
	} finally {
		Object.assign(crypto, {randomBytes, randomInt, randomUUID});
		Object.assign(timers, {setImmediate});
		Date.now = now;
		Math.random = mathRandom;
		syncBuiltinESMExports();
	}
}
