import crypto from 'node:crypto';
import {syncBuiltinESMExports} from 'node:module';
import timers from 'node:timers/promises';
import type {Random} from './random.js';

/** What a run takes from Node itself and must not: chance, the calendar, and turns of the event loop. */
export type Builtins = {readonly random: Random; readonly wallMilliseconds: () => number};

let present: Builtins | undefined;
let isInstalled = false;

/**
Runs something while Node's own sources of chance and time answer from the seed. Ports bring the engine most of what it needs; this
catches names of temporary files and the like, in our code and in any library's. Outside of `work` the sources are as ever.
*/
export function withSeededBuiltins<Result>(builtins: Builtins, work: () => Result): Result {
	install();
	present = builtins;
	try {
		return work();
	} finally {
		present = undefined;
	}
}

/** Once, for telling all modules of it takes a while. */
function install(): void {
	if (isInstalled) {
		return;
	}

	isInstalled = true;
	const {randomBytes, randomInt} = crypto;
	const {setImmediate} = timers;
	const {setInterval} = globalThis;
	const {now} = Date;
	const {random} = Math;
	Object.assign(crypto, {
		randomBytes: (length: number) => present ? present.random.bytes(length) : randomBytes(length),
		randomInt: (end: number) => present ? present.random.below(end) : randomInt(end),
	});
	Object.assign(timers, {setImmediate: async (value: unknown) => present ? value : setImmediate(value)});
	// Nobody but the scheduler has time in a run. A timer of Node's would never go off, and keep the whole world of a program that was killed for ever.
	globalThis.setInterval = ((...input: Parameters<typeof setInterval>) => present ? {unref() {/* It keeps nothing running. */}} : setInterval(...input)) as typeof setInterval;
	Date.now = () => present ? Math.floor(present.wallMilliseconds()) : now();
	Math.random = () => present ? present.random.fraction() : random();
	syncBuiltinESMExports();
}
