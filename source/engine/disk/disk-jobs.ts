import type {ChunkingAlgorithm} from '../content/chunker.js';
import type {Digest} from '../core/node.js';
import type {Path} from '../core/path.js';
import {
	changeBases,
	listBases,
	recall,
	type BaseChange,
} from './bases.js';
import type {ChunkRequest} from './chunk-request.js';
import {holdsOnlyZeros} from './content-check.js';
import {digestFiles, type DigestBatch, type DigestRequest} from './digest-files.js';
import type {EntryBatch} from './entry-batch.js';
import type {FileSystem} from './file-system.js';
import {Flush} from './flush.js';
import {inspect, type InspectRequest} from './inspect.js';
import {releaseLock, takeLock, type ProcessTable} from './lock.js';
import {checkRoot, type RootCheck} from './marker.js';
import {forgetPowerCut} from './power-cut.js';
import type {PackRequest} from './pack-request.js';
import {readChunks, readPack} from './read-content.js';
import {readDeltas} from './read-deltas.js';
import type {
	ChunkPatch,
	DeltaRequest,
	DiskRoom,
	FileBytes,
	Pack,
	StageRequest,
} from './replica.js';
import type {RuleFiles} from './rule-files.js';
import {StageArea} from './stage.js';
import {tidyStage, workshopOf} from './stage-tidy.js';
import {runBatch} from './transition-batch.js';
import type {BatchInput} from './transition-step.js';
import {listTrash} from './trash-index.js';
import {TrashMeasure, type TrashUse} from './trash-use.js';
import {tidyTrash, type TidyRequest} from './trash-tidy.js';
import {newCounter, type TrashCounter} from './trash.js';
import {walk, type FolderLook} from './walk.js';

/** All that the work on one root needs and remembers from job to job. */
export type Desk = {
	readonly files: FileSystem;
	readonly processes: ProcessTable;
	readonly chunking: ChunkingAlgorithm | undefined;
	readonly stage: StageArea;
	readonly trashCounter: TrashCounter;
	readonly trashMeasure: TrashMeasure;
	/** Folders in which something was published that is not durable yet, because a flush has failed. */
	readonly owed: Set<Path>;
};

/** `guest`: eight random hexadecimal digits that keep what is written in the reserved folder apart from what the lock's holder writes there. */
export function openDesk(files: FileSystem, processes: ProcessTable, chunking?: ChunkingAlgorithm, guest?: string): Desk {
	return {
		files,
		processes,
		chunking,
		stage: guest === undefined ? new StageArea(files) : new StageArea(files, workshopOf(guest)),
		trashCounter: newCounter(guest === undefined ? '' : `-${guest}`),
		trashMeasure: new TrashMeasure(),
		owed: new Set(),
	};
}

/** Lets go of all files and folders; what is being put together stays in the stage for another attempt. */
export function closeDesk({files, stage}: Desk): void {
	stage.close();
	files.forget();
}

/** How large a root's disk is, and what the trash takes of it; bytes. */
export type StorageUse = {readonly diskBytes: number; readonly trash: TrashUse};

export type WalkInput = {readonly looks: readonly FolderLook[]; readonly ruleFiles: RuleFiles};

/**
A walk is the one job that tells what it finds while it goes on. What was published and could not be made durable must be before anybody is told that it is
there: the next look would find it like anybody's edit. Throws `FsyncError` (root) where the disk still refuses.
*/
export function runWalk({files, owed}: Desk, {looks, ruleFiles}: WalkInput, emit: (batch: EntryBatch) => void): void {
	settle(files, () => {
		new Flush(files, 0, owed).flushFolders();
	});
	walk(files, looks, ruleFiles, emit);
}

/**
The work on a disk by name: synchronous, with input and output that can be handed from thread to thread. Each may be run again
after its worker died: what was done already is found done.
*/
export const diskJobs = {
	check: ({files}: Desk, input: RootCheck) => checkRoot(files, input),
	lock: ({files, processes}: Desk, token: string) => takeLock(files, processes, token),
	recovered({files}: Desk, _input: undefined): void {
		settle(files, () => {
			forgetPowerCut(files);
		});
	},
	blankFiles: ({files}: Desk, paths: readonly Path[]): Path[] => settle(files, () => paths.filter(path => holdsOnlyZeros(files, path))),
	unlock({files}: Desk, token: string): void {
		releaseLock(files, token);
	},
	room: ({files}: Desk, _input: undefined): DiskRoom => settle(files, () => ({freeBytes: files.freeBytes(), diskBytes: files.diskBytes()})),
	digestFiles: ({files, chunking}: Desk, request: DigestRequest): DigestBatch => digestFiles(files, request, chunking),
	readPack: ({files}: Desk, request: PackRequest) => readPack(files, request),
	readChunks: ({files}: Desk, request: ChunkRequest) => readChunks(files, request),
	stageHas: ({files, stage}: Desk, digests: readonly Digest[]) => settle(files, () => stage.has(digests)),
	stagePack: ({files, stage}: Desk, pack: Pack) => settle(files, () => stage.putPack(pack)),
	stageBegin: ({files, stage}: Desk, request: StageRequest) => settle(files, () => stage.begin(request)),
	stageChunks: ({files, stage}: Desk, {digest, indexes, pack}: {readonly digest: Digest; readonly indexes: readonly number[]; readonly pack: Pack}) =>
		settle(files, () => stage.putChunks(digest, indexes, pack)),
	readDeltas: ({files}: Desk, {request, signed}: {readonly request: ChunkRequest; readonly signed: readonly DeltaRequest[]}) => readDeltas(files, request, signed),
	stageSign: ({files, stage}: Desk, olds: ReadonlyArray<readonly FileBytes[]>) => settle(files, () => stage.sign(olds)),
	stagePatch: ({files, stage}: Desk, {digest, patches, pack}: {readonly digest: Digest; readonly patches: readonly ChunkPatch[]; readonly pack: Pack}) =>
		settle(files, () => stage.patchChunks(digest, patches, pack)),
	stageProceed: ({files, stage}: Desk, digest: Digest) => settle(files, () => stage.proceed(digest)),
	stageFinish: ({files, stage}: Desk, digest: Digest) => settle(files, () => stage.finish(digest)),
	stageAbandon({stage}: Desk, digest: Digest): void {
		stage.abandon(digest);
	},
	stageSweep({files, stage}: Desk, keep: readonly Digest[]): void {
		settle(files, () => {
			stage.sweep(keep);
		});
	},
	transition: ({files, stage, trashCounter, owed}: Desk, input: BatchInput) => runBatch({
		files, shelf: stage.shelf, counter: trashCounter, owed,
	}, input),
	stageDiscard({files, stage}: Desk, digest: Digest): void {
		settle(files, () => {
			stage.shelf.release(digest);
		});
	},
	listBases: ({files}: Desk, _input: undefined) => settle(files, () => listBases(files)),
	changeBases({files, chunking}: Desk, change: BaseChange): void {
		settle(files, () => {
			changeBases(files, change, chunking);
		});
	},
	inspect: ({files}: Desk, request: InspectRequest) => settle(files, () => inspect(files, request)),
	recall: ({files, stage, chunking}: Desk, {digest, paths}: {readonly digest: Digest; readonly paths: readonly Path[]}) =>
		settle(files, () => recall({files, shelf: stage.shelf, chunking}, digest, paths)),
	storage: ({files, trashMeasure}: Desk, _input: undefined): StorageUse => settle(files, () => ({
		diskBytes: files.diskBytes(), trash: trashMeasure.measure(files),
	})),
	listTrash: ({files}: Desk, _input: undefined) => settle(files, () => listTrash(files)),
	tidy: ({files, stage}: Desk, request: TidyRequest) => settle(files, () => {
		tidyStage(files, {shelf: stage.shelf, isOpen: digest => stage.isOpen(digest)}, request);
		return tidyTrash(files, request);
	}),
} as const;

export type DiskJobs = typeof diskJobs;
export type JobName = keyof DiskJobs;
export type JobInput<Name extends JobName> = Parameters<DiskJobs[Name]>[1];
export type JobOutput<Name extends JobName> = ReturnType<DiskJobs[Name]>;

/** Where jobs are run: a worker thread, or right here. */
export type DiskHost = {
	run<Name extends JobName>(name: Name, input: JobInput<Name>): Promise<JobOutput<Name>>;
	walk(input: WalkInput): AsyncIterable<EntryBatch>;
	close(): Promise<void>;
};

/** Folders that were held open to be quick are let go at the end of each job. */
function settle<T>(files: FileSystem, action: () => T): T {
	try {
		return action();
	} finally {
		files.forget();
	}
}

/** One job, by a name that is only known when it comes in. */
export function runJob<Name extends JobName>(desk: Desk, name: Name, input: JobInput<Name>): JobOutput<Name> {
	const job = diskJobs[name] as (desk: Desk, input: JobInput<Name>) => JobOutput<Name>;
	return job(desk, input);
}
