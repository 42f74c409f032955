import {parentPort} from 'node:worker_threads';
import {withCrashPoint} from '../crash-point.js';
import {
	closeDesk,
	openDesk,
	runJob,
	runWalk,
	type Desk,
	type JobInput,
	type JobName,
	type WalkInput,
} from './disk-jobs.js';
import {changingCalls} from './file-system.js';
import {openFileSystem} from './node-file-system.js';
import {processTable} from './process-table.js';
import {
	gateState,
	outputTransfer,
	releaseInput,
	toPlain,
	type JobMessage,
	type MainMessage,
	type RootMessage,
	type WorkerMessage,
} from './worker-message.js';

/*
The thread that works on one root's disk at a time: is told which, then takes jobs one after the other and answers each with its output or its error. It
holds the state of the stage; whatever else matters is on the disk.
*/

const port = parentPort!;

function post(message: WorkerMessage, transfer: readonly ArrayBuffer[] = []): void {
	port.postMessage(message, [...transfer]);
}

function openRoot({root, chunking, gate}: RootMessage): Desk {
	/** The main thread has it done by a process of its own; this one waits. */
	const syncAll = () => {
		Atomics.store(gate, 0, gateState.closed);
		post({kind: 'flush'});
		Atomics.wait(gate, 0, gateState.closed);
		return Atomics.load(gate, 0) === gateState.done;
	};

	const files = withCrashPoint('disk', Object.assign(openFileSystem(root), {syncAll}), changingCalls);
	return openDesk(files, processTable, chunking);
}

function work(desk: Desk, {id, name, input}: JobMessage): void {
	if (name === 'walk') {
		runWalk(desk, input as WalkInput, part => {
			post({id, kind: 'part', part}, [part.numbers.buffer]);
		});
		post({id, kind: 'output', output: undefined});
		return;
	}

	const output = runJob(desk, name, input as JobInput<JobName>);
	releaseInput(name, input);
	post({id, kind: 'output', output}, outputTransfer(name, output));
}

let desk: Desk | undefined;

port.on('message', (message: MainMessage) => {
	if ('root' in message) {
		desk = openRoot(message);
		return;
	}

	if ('kind' in message) {
		if (desk) {
			closeDesk(desk);
		}

		desk = undefined;
		return;
	}

	try {
		work(desk!, message);
	} catch (error) {
		post({id: message.id, kind: 'error', error: toPlain(error)});
	}
});
