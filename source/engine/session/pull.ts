import {chunkLimits} from '../content/chunker.js';
import type {Digest, FileNode} from '../core/node.js';
import type {Operation, OperationResult, PutOperation} from '../core/operation.js';
import {lookup, type Tree} from '../core/tree.js';
import type {Stage, TransitionRequest, TransitionResult} from '../disk/replica.js';
import type {Want} from '../protocol/messages.js';
import type {Settlement} from '../transfer/expectations.js';
import {batches} from './batches.js';
import type {ContentBook} from './content-book.js';
import {interrupted} from './interrupted.js';
import type {Link} from './link.js';
import {sparedOf} from './spared.js';

/** Contents that were asked for in vain. */
type Failure = Exclude<Settlement, 'staged'>;
type Failures = ReadonlyMap<Digest, Failure>;
/** A batch's contents on their way. `spared`: its steps whose content does not come for them. */
type Fetch = {readonly failures: Promise<Failures>; readonly spared: ReadonlySet<Operation>};

const batchesAhead = 3;
/** Below this many bytes it is cheaper to ask for a content than to remember, or to look, where it is. */
const worthLookingBytes = 128 * 1024;

export type PullRequest = {
	readonly link: Link;
	readonly stage: Stage;
	readonly transition: (request: TransitionRequest) => Promise<TransitionResult>;
	readonly operations: readonly Operation[];
	readonly local: Tree;
	readonly remote: Tree;
	readonly book: ContentBook;
	/** Whose change it is, for the trash's records. */
	readonly device: string;
	readonly isPaused: () => boolean;
	/** `isSpared`: its content did not come, for this side has it elsewhere or got it once for several. */
	readonly onResult: (operation: Operation, result: OperationResult, isSpared: boolean) => void;
};

export type PullResult = {readonly results: readonly OperationResult[]; readonly local: Tree};

/**
Carries the local half of a plan out: fetches the contents that this side does not have, some batches ahead, and publishes batch after
batch in the plan's order. Once the session is paused nothing more is begun.
*/
export async function pull(request: PullRequest): Promise<PullResult> {
	const {operations, device, book, onResult} = request;
	const queue = [...batches(operations)];
	const isHere = knownContents(request);
	/** Which batch brings a large content. By the time another needs it, it is in the stage, or in the folder if it has been published. */
	const brings = new Map<Digest, Promise<Failures>>();
	const fetches: Fetch[] = [];
	const fetchAhead = (until: number) => {
		while (fetches.length < Math.min(until, queue.length)) {
			fetches.push(startFetch(queue[fetches.length]!, request, isHere, brings));
		}
	};

	const results: OperationResult[] = [];
	let {local} = request;
	for (const [index, batch] of queue.entries()) {
		if (request.isPaused()) {
			results.push(...batch.map(() => interrupted));
			continue;
		}

		fetchAhead(index + batchesAhead);
		const {failures, spared} = fetches[index]!;
		const failed = await failures;
		const possible = book.received.complete(batch.filter(operation => failureOf(operation, failed) === undefined), book.local.at(local).recipe);
		const transition = await request.transition({operations: possible, tree: local, cause: {device, reason: 'synced'}});
		local = transition.tree;
		book.received.forget(possible);
		let next = 0;
		for (const operation of batch) {
			const failure = failureOf(operation, failed);
			const result = failure === undefined ? transition.results[next++]! : withoutContent(operation, failure);
			results.push(result);
			if (result !== interrupted) {
				onResult(operation, result, spared.has(operation));
			}
		}
	}

	book.wanted.clear();
	return {results, local};
}

function failureOf(operation: Operation, failed: Failures): Failure | undefined {
	return operation.kind === 'put' && operation.node.kind === 'file' ? failed.get(operation.node.digest) : undefined;
}

/** What is gone on the other side was changed there: plan again. What this side's disk did not take is a problem of that path. */
function withoutContent({path}: Operation, failure: Failure): OperationResult {
	switch (failure) {
		case 'unavailable': {
			return {status: 'stale', reason: 'its content is not there any more'};
		}

		case 'no-space': {
			return {
				status: 'failed', problem: {
					path, side: 'local', code: 'no-space', message: 'There is no room for it here. Free some space; it is tried again then.',
				},
			};
		}

		case 'cancelled': {
			return {
				status: 'failed', problem: {
					path, side: 'local', code: 'cancelled', message: 'Receiving it was cancelled here. It is tried again in about five minutes, or at once when you sync now.',
				},
			};
		}

		case 'interrupted': {
			return interrupted;
		}

		case 'failed': {
			return {
				status: 'failed', problem: {
					path, side: 'local', code: 'io', message: 'Its content could not be received whole. It is tried again; if that goes on, check this disk and the system log.',
				},
			};
		}
	}
}

/** Whether a content can be copied from a file of this side. */
function knownContents({operations, local, book}: PullRequest): (digest: Digest) => boolean {
	let bytes = 0;
	for (const operation of operations) {
		bytes += operation.kind === 'put' && operation.node.kind === 'file' ? operation.node.size : 0;
	}

	if (bytes < worthLookingBytes || local.children.size === 0) {
		return () => false;
	}

	const index = book.local.at(local);
	return digest => index.file(digest) !== undefined;
}

/** Asks for what a batch needs and no earlier one brings. */
function startFetch(batch: readonly Operation[], request: PullRequest, isHere: (digest: Digest) => boolean, brings: Map<Digest, Promise<Failures>>): Fetch {
	const wanted = new Map<Digest, PutOperation>();
	const others = new Set<Promise<Failures>>();
	const spared = sparedOf(batch, digest => brings.has(digest) || isHere(digest));
	for (const operation of batch) {
		if (!(operation.kind === 'put' && operation.node.kind === 'file') || isInPlace(operation) || isHere(operation.node.digest)) {
			continue;
		}

		const other = brings.get(operation.node.digest);
		if (other) {
			others.add(other);
			continue;
		}

		wanted.set(operation.node.digest, operation);
		request.book.wanted.set(operation.node.digest, operation.path);
	}

	const own = fetch(wanted, request);
	for (const [digest, {node}] of wanted) {
		if ((node as FileNode).size >= worthLookingBytes) {
			brings.set(digest, own);
		}
	}

	const failures = together([own, ...others]);
	// A failure is met when its batch comes up; until then it must not count as unhandled.
	failures.catch(() => undefined);
	return {failures, spared};
}

async function together(fetches: ReadonlyArray<Promise<Failures>>): Promise<Failures> {
	const failures = await Promise.all(fetches);
	return new Map(failures.flatMap(failed => [...failed]));
}

/** Asks for contents; gives those that could not be had. */
async function fetch(wanted: ReadonlyMap<Digest, PutOperation>, request: PullRequest): Promise<Failures> {
	const staged = await request.stage.has([...wanted.keys()]);
	return bring([...wanted.values()].filter(({node}) => !isUsable(node as FileNode, staged, request)), request);
}

/** Leaves out what somebody has cancelled not long ago, and everything when the session was paused since the batch was begun. */
async function bring(operations: readonly PutOperation[], request: PullRequest): Promise<Failures> {
	const {link, book: {cancelled}} = request;
	if (request.isPaused()) {
		return new Map(operations.map(({node}) => [(node as FileNode).digest, 'interrupted']));
	}

	const isCancelled = ({node}: PutOperation) => cancelled.has((node as FileNode).digest);
	const failed = new Map<Digest, Failure>(operations.filter(operation => isCancelled(operation)).map(({node}) => [(node as FileNode).digest, 'cancelled']));
	const items = operations.filter(operation => !isCancelled(operation)).map(operation => wantItem(operation, request));
	for (const [digest, settlement] of items.length === 0 ? [] : await link.want(items)) {
		if (settlement === 'cancelled') {
			cancelled.add(digest);
		}

		if (settlement !== 'staged') {
			failed.set(digest, settlement);
		}
	}

	return failed;
}

/** A content that an earlier attempt has left in the stage; one of several chunks is asked for all the same when its recipe is not known. */
function isUsable({digest, size}: FileNode, staged: ReadonlySet<Digest>, {book}: PullRequest): boolean {
	return staged.has(digest) && (size <= chunkLimits.minimumBytes || book.received.has(digest));
}

function isInPlace({node, expected}: PutOperation): boolean {
	return node.kind === 'file' && expected?.kind === 'file' && expected.digest === node.digest;
}

/** The path is the one that the content has on the server, which a rename may have made another than the plan's. */
function wantItem({path, node, expected}: PutOperation, {local, remote, book}: PullRequest): Want['items'][number] {
	const {digest, size} = node as FileNode;
	const isCut = expected?.kind === 'file' && size > chunkLimits.minimumBytes && book.local.at(local).recipe(expected.digest) !== undefined;
	const there = lookup(remote, path);
	const from = there?.kind === 'file' && there.digest === digest ? path : book.remote.at(remote).file(digest)?.path ?? path;
	return isCut
		? {
			path: from, digest, size, base: expected.digest,
		}
		: {path: from, digest, size};
}
