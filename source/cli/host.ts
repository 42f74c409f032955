import type {StopRequest} from './signals.js';
import type {Surroundings} from './terminal.js';
import type {OutputStream} from './line-output.js';

/** What a command line runs in: as a rule a process of its own, with its streams, its environment and its signals. */
export type Host = {
	readonly surroundings: Surroundings;
	readonly stdout: OutputStream;
	readonly stderr: OutputStream;
	/** `die` ends the command line at once with an exit code: a clean stop took too long, or somebody insists. */
	listenForStop(die: (code: number) => void): StopRequest;
	/** What is loaded stays; from now on memory is worth more than time. See `heap`. */
	keepHeapSmall(): void;
	/** Ends what the command line runs in, whatever else it still does. */
	exit(code: number): void;
};
