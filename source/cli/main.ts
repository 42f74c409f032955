import process from 'node:process';
import {CommandLine} from './command-line.js';
import {exitCode} from './exit-codes.js';
import {keepHeapSmall} from './heap.js';
import type {Host} from './host.js';
import {listenForStop} from './signals.js';
import {currentSurroundings} from './terminal.js';

/** Runs one command line to its end, and the process with it. */
export async function main(argv: readonly string[]): Promise<never> {
	const host: Host = {
		surroundings: currentSurroundings(),
		stdout: process.stdout,
		stderr: process.stderr,
		listenForStop,
		keepHeapSmall,
		exit(code) {
			process.exit(code);
		},
	};
	const commandLine = new CommandLine(host);
	const onBug = (error: unknown) => {
		commandLine.tellBug(error);
		commandLine.die(exitCode.bug);
	};

	process.on('uncaughtException', onBug);
	process.on('unhandledRejection', onBug);
	process.exit(await commandLine.run(argv));
}
