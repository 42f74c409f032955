import {FsyncError, type FaultCode} from '../fault.js';
import {claim, release} from '../memory.js';
import type {JobInput, JobName, JobOutput} from './disk-jobs.js';
import type {EntryBatch} from './entry-batch.js';
import type {Pack} from './replica.js';

/** What a worker is for. */
export type WorkerSettings = {readonly root: string; readonly chunking?: 'fastcdc' | 'fixed'};

/** What a worker is told before its first job, with the memory over which the main thread answers it when it waits for a flush. */
export type RootMessage = WorkerSettings & {readonly gate: Int32Array<SharedArrayBuffer>};

export const gateState = {closed: 0, done: 1, failed: 2} as const;

/** Its root has been closed: it waits for the next one, holding nothing open. */
export type LeaveMessage = {readonly kind: 'leave'};

export type JobMessage = {readonly id: number; readonly name: JobName | 'walk'; readonly input: unknown};

/** From the main thread: a root, jobs for it, and its end; then another root, if there is one. */
export type MainMessage = RootMessage | JobMessage | LeaveMessage;

/** From the worker. A walk sends parts before its output, which is nothing. After `flush` it waits at its gate. */
export type WorkerMessage =
	| {readonly kind: 'flush'}
	| {readonly id: number; readonly kind: 'part'; readonly part: EntryBatch}
	| {readonly id: number; readonly kind: 'output'; readonly output: unknown}
	| {readonly id: number; readonly kind: 'error'; readonly error: PlainError};

/** An error in a form that keeps its kind from thread to thread. */
export type PlainError = {readonly fault?: FaultCode; readonly message: string; readonly stack?: string; readonly code?: string};

export function toPlain(error: unknown): PlainError {
	if (!(error instanceof Error)) {
		return {message: String(error)};
	}

	const {message, stack} = error;
	return {
		message,
		...stack !== undefined && {stack},
		...error instanceof FsyncError ? {fault: error.code} : 'code' in error && typeof error.code === 'string' && {code: error.code},
	};
}

export function fromPlain({fault, message, stack, code}: PlainError): Error {
	const error = fault === undefined ? new Error(message) : new FsyncError(fault, message);
	if (stack !== undefined) {
		error.stack = stack;
	}

	return code === undefined ? error : Object.assign(error, {code});
}

type Transfer = readonly ArrayBuffer[];

/**
An input as it is posted. Bytes are copied into memory of their own, which is then transferred: the caller's may be a part of something
large, all of which would travel, and they must still be there if the job has to be repeated.
*/
export function packInput(name: JobMessage['name'], input: unknown): {readonly input: unknown; readonly transfer: Transfer} {
	if (name === 'digestFiles') {
		const request = input as JobInput<'digestFiles'>;
		const likely = new Map(Array.from(request.likely ?? [], ([at, one]) => [at, {...one, recipe: new Uint8Array(one.recipe)}]));
		return {input: {...request, likely}, transfer: Array.from(likely.values(), ({recipe}) => recipe.buffer)};
	}

	if (name === 'stagePack') {
		const pack = ownPack(input as JobInput<'stagePack'>);
		return {input: pack, transfer: [pack.payload.buffer]};
	}

	if (name === 'stageChunks') {
		const chunks = input as JobInput<'stageChunks'>;
		const pack = ownPack(chunks.pack);
		return {input: {...chunks, pack}, transfer: [pack.payload.buffer]};
	}

	if (name === 'stagePatch') {
		const patches = input as JobInput<'stagePatch'>;
		const pack = ownPack(patches.pack);
		return {input: {...patches, pack}, transfer: [pack.payload.buffer]};
	}

	if (name === 'stageBegin') {
		const request = input as JobInput<'stageBegin'>;
		return {input: request.recipe ? {...request, recipe: new Uint8Array(request.recipe)} : request, transfer: []};
	}

	if (name === 'readDeltas') {
		const {request, signed} = input as JobInput<'readDeltas'>;
		const own = signed.map(one => ({...one, signature: new Uint8Array(one.signature)}));
		return {input: {request, signed: own}, transfer: own.map(({signature}) => signature.buffer)};
	}

	return {input, transfer: []};
}

function ownPack(pack: Pack): Pack & {readonly payload: Uint8Array<ArrayBuffer>} {
	return {...pack, payload: new Uint8Array(pack.payload)};
}

/** The worker is done with an input, and with the memory that came with it. */
export function releaseInput(name: JobMessage['name'], input: unknown): void {
	if (name === 'stagePack') {
		release(claim((input as JobInput<'stagePack'>).payload));
	} else if (name === 'stageChunks' || name === 'stagePatch') {
		release(claim((input as JobInput<'stageChunks' | 'stagePatch'>).pack.payload));
	}
}

/** Whoever gets the bytes of an output may give them back. */
export function claimOutput(name: JobMessage['name'], output: unknown): void {
	for (const buffer of outputTransfer(name, output)) {
		claim(new Uint8Array(buffer));
	}
}

/** The memory of an output that can be handed over instead of being copied. */
export function outputTransfer(name: JobMessage['name'], output: unknown): Transfer {
	if (name === 'digestFiles') {
		const {numbers, recipes} = output as JobOutput<'digestFiles'>;
		return [numbers.buffer, ...Array.from(recipes.values(), recipe => recipe.buffer)];
	}

	if (name === 'readPack') {
		return buffersOf((output as JobOutput<'readPack'>).pack);
	}

	if (name === 'readChunks') {
		return buffersOf(output as JobOutput<'readChunks'>);
	}

	if (name === 'readDeltas') {
		const read = output as JobOutput<'readDeltas'>;
		return [...buffersOf(read?.deltas?.pack), ...buffersOf(read?.chunks?.pack)];
	}

	if (name === 'transition') {
		const batch = output as JobOutput<'transition'>;
		return batch.missing ? [] : [batch.stats.buffer];
	}

	return [];
}

function buffersOf(pack: Pack | undefined): Transfer {
	return pack?.payload.buffer instanceof ArrayBuffer && pack.payload.buffer.byteLength === pack.payload.byteLength ? [pack.payload.buffer] : [];
}
