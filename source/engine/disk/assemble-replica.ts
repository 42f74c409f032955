import type {Clock} from '../clock.js';
import type {Digest} from '../core/node.js';
import type {Path} from '../core/path.js';
import type {BaseChange} from './bases.js';
import {requestChunks} from './chunk-request.js';
import type {DiskHost, StorageUse} from './disk-jobs.js';
import type {Inspection, InspectRequest} from './inspect.js';
import {
	filesToQuestion,
	judgeLosses,
	lossReason,
	type Loss,
} from './losses.js';
import type {RootIdentity} from './marker.js';
import {requestPack} from './pack-request.js';
import type {LossRequest, Replica} from './replica.js';
import {scanner} from './scan.js';
import type {ScanDisk} from './scan-disk.js';
import {StageClient} from './stage-client.js';
import {transition} from './transition.js';
import type {TrashEntry} from './trash-index.js';
import type {TidyRequest, TidyResult} from './trash-tidy.js';

/** How long the end waits for the work under way. */
const patienceMilliseconds = 1500;

export type ReplicaOptions = {
	readonly clock: Clock;
	/** The marker that the root must have; absent: whichever it has. */
	readonly marker?: string;
};

/** A replica with what concerns its trash. */
export type DiskReplica = Replica & {
	/** All versions in the trash, oldest first. A `put` of one of these contents is carried out without a transfer. */
	history(): Promise<readonly TrashEntry[]>;
	/** A content of at most 1 MiB, wherever this side still has it: at one of these paths, in the stage, among the bases, in the trash. */
	recall(digest: Digest, paths: readonly Path[]): Promise<Uint8Array | undefined>;
	/** Looks at one path, and at the rules that hold there. */
	inspect(request: InspectRequest): Promise<Inspection>;
	/** Removes a staged content that is not to be published. */
	discard(digest: Digest): Promise<void>;
	/** The texts that are kept to merge with; undefined when none ever were. */
	listBases(): Promise<readonly Digest[] | undefined>;
	changeBases(change: BaseChange): Promise<void>;
	/** How large the disk is and what the trash takes; days of the trash that have not changed since the last call are not read again. */
	storage(): Promise<StorageUse>;
	/** Removes what is too old or too much in trash and stage, a part of it at a time. */
	tidy(request: TidyRequest): Promise<TidyResult>;
};

export type Assembly = ReplicaOptions & {
	readonly root: string;
	readonly host: DiskHost;
	/** 32 random hexadecimal characters, others at each call. */
	readonly randomName: () => string;
};

/** The `Replica` contract over a host: all that is the same wherever the jobs are run. */
export function assembleReplica({root, host, clock, marker, randomName}: Assembly): DiskReplica {
	const token = randomName();
	const disk: ScanDisk = {
		root,
		walk: (looks, ruleFiles) => host.walk({looks, ruleFiles}),
		digestFiles: async request => host.run('digestFiles', request),
	};
	let identity: RootIdentity | undefined;
	let expected = marker;
	let isClosed = false;
	return {
		root,
		stage: new StageClient(host),
		async check(create = false) {
			const sight = await host.run('check', {
				...expected !== undefined && {expected}, ...identity && {identity}, ...create && {fresh: randomName()},
			});
			identity ??= sight.identity;
			// Another marker later on is another folder, even if it stands in the same place.
			expected ??= sight.state.state === 'ready' ? sight.state.marker : undefined;
			return sight.state;
		},
		lock: async () => host.run('lock', token),
		losses: async request => findLosses(host, request),
		recovered: async () => host.run('recovered', undefined),
		...scanner(disk, clock),
		readPack: async contents => host.run('readPack', requestPack(contents)),
		readChunks: async (content, indexes, isDoubted) => host.run('readChunks', requestChunks(content, indexes, isDoubted)),
		readDeltas: async (content, signed) => host.run('readDeltas', {request: requestChunks(content, signed.map(({chunkIndex}) => chunkIndex)), signed}),
		transition: async request => transition(request, {
			runBatch: async input => host.run('transition', input),
			wallMilliseconds: () => clock.wallMilliseconds(),
		}),
		room: async () => host.run('room', undefined),
		recall: async (digest, paths) => host.run('recall', {digest, paths}),
		inspect: async request => host.run('inspect', request),
		discard: async digest => host.run('stageDiscard', digest),
		listBases: async () => host.run('listBases', undefined),
		changeBases: async change => host.run('changeBases', change),
		storage: async () => host.run('storage', undefined),
		history: async () => host.run('listTrash', undefined),
		tidy: async request => host.run('tidy', request),
		async close() {
			if (isClosed) {
				return;
			}

			isClosed = true;
			await letGo({host, clock, token});
		},
	};
}

/** Jobs are done in order: when the lock is given up, nothing is half done. A very long job is cut off instead; that is harmless. */
async function letGo({host, clock, token}: Pick<Assembly, 'host' | 'clock'> & {readonly token: string}): Promise<void> {
	const {promise: patience, resolve} = Promise.withResolvers<void>();
	const cancel = clock.after(patienceMilliseconds, resolve);
	await Promise.race([host.run('unlock', token), patience]);
	cancel();
	await host.close();
}

async function findLosses(host: DiskHost, {cut, known, scan: {tree: found, frozen}}: LossRequest): Promise<readonly Loss[]> {
	const trash = await host.run('listTrash', undefined);
	const blank = await host.run('blankFiles', filesToQuestion(known, found, frozen));
	return judgeLosses({known, found, frozen}, {
		cut,
		trashed: new Set(trash.flatMap(({digest}) => digest === undefined ? [] : [digest])),
		cleared: new Set(trash.filter(({reason}) => reason === lossReason).map(({path}) => path)),
		blank: new Set(blank),
	});
}
