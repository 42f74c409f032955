import type {Digest, FileNode} from '../core/node.js';
import type {Operation, OperationResult} from '../core/operation.js';
import type {Path} from '../core/path.js';
import {lookup, type Tree} from '../core/tree.js';
import type {Content} from '../disk/replica.js';
import type {Offer, OfferResult} from '../transfer/sender.js';
import {batches} from './batches.js';
import type {ContentBook} from './content-book.js';
import {interrupted} from './interrupted.js';
import type {Link} from './link.js';
import {offerOf} from './offer-of.js';
import {sparedOf} from './spared.js';

/** Contents that were not sent, and why. */
type Refusal = Exclude<OfferResult, 'sent'>;
type Unsent = ReadonlyMap<Digest, Refusal>;

/** Batches on their way at once: enough to keep disk, wire and the server's disk busy together. */
const batchesInFlight = 2;
/** Below this many bytes it is cheaper to send than to look whether the server has the content elsewhere. */
const worthLookingBytes = 128 * 1024;

export type PushRequest = {
	readonly link: Link;
	readonly operations: readonly Operation[];
	readonly local: Tree;
	/** The share's tree as the plan saw it, and the generation that it was made with. */
	readonly remote: Tree;
	readonly heard: number;
	readonly book: ContentBook;
	readonly isPaused: () => boolean;
	/** Called for each operation that was not interrupted as its result comes in. `isSpared`: its content was not sent, for the server has it elsewhere or gets it once for several. */
	readonly onResult: (operation: Operation, result: OperationResult, isSpared: boolean) => void;
};

/**
Carries the remote half of a plan out: the contents that the server does not have, then the operations, batch by batch, several batches in
flight. Results come in the plan's order. Once the session is paused nothing more is begun.
*/
export async function push(request: PushRequest): Promise<OperationResult[]> {
	const {operations, onResult} = request;
	const isThere = knownContents(request);
	/** Large contents that earlier batches have offered, and why they were not sent: the server finds the others in its folder by the time it needs them again. */
	const offered = new Map<Digest, Refusal | undefined>();
	const known = (digest: Digest) => offered.has(digest) || isThere(digest);
	const inFlight: Array<Promise<void>> = [];
	const results: OperationResult[] = [];
	let offset = 0;
	for (const batch of batches(operations)) {
		const start = offset;
		offset += batch.length;
		if (request.isPaused()) {
			for (const index of batch.keys()) {
				results[start + index] = interrupted;
			}

			continue;
		}

		const offers = contentsOf(batch, request, known);
		const spared = sparedOf(batch, known);
		const missing = await offer(request, offers);
		for (const {node: {digest}} of offers.filter(({node}) => node.size >= worthLookingBytes)) {
			offered.set(digest, missing.get(digest));
		}

		const applying = (async () => {
			const answers = await applyWithout(request, batch, digest => missing.get(digest) ?? offered.get(digest));
			for (const [index, operation] of batch.entries()) {
				const result = isForgotten(operation, answers[index]!, offers) ? forgotten : answers[index]!;
				results[start + index] = result;
				if (result !== interrupted) {
					onResult(operation, result, spared.has(operation));
				}
			}
		})();
		// A line that breaks fails the next offer too; then nobody gets to wait for this one.
		applying.catch(() => undefined);
		inFlight.push(applying);
		if (inFlight.length >= batchesInFlight) {
			await inFlight.shift();
		}
	}

	await Promise.all(inFlight);
	request.book.bases.clear();
	return results;
}

/** Digests that need not be sent because the server has them; empty when looking would cost more than sending. */
function knownContents({operations, remote, book}: PushRequest): (digest: Digest) => boolean {
	let bytes = 0;
	for (const operation of operations) {
		bytes += operation.kind === 'put' && operation.node.kind === 'file' ? operation.node.size : 0;
	}

	if (bytes < worthLookingBytes || remote.children.size === 0) {
		return () => false;
	}

	const index = book.remote.at(remote);
	return digest => index.file(digest) !== undefined;
}

function contentsOf(batch: readonly Operation[], request: PushRequest, isKnown: (digest: Digest) => boolean): Offer[] {
	return batch.flatMap(operation => {
		if (operation.kind !== 'put' || operation.node.kind !== 'file' || isKnown(operation.node.digest)) {
			return [];
		}

		const {path, node, expected} = operation;
		const base = expected?.kind === 'file' ? expected : undefined;
		const content = base?.digest === node.digest ? undefined : locateContent(path, node, request);
		return content ? [offerOf(content, base, request)] : [];
	});
}

/** Where the content lies here: at the same path, or (when a name differs between the sides) wherever the digest is found. */
function locateContent(path: Path, node: FileNode, {local, book}: PushRequest): Content | undefined {
	const here = lookup(local, path);
	return here?.kind === 'file' && here.digest === node.digest ? {path, node: here} : book.local.at(local).file(node.digest);
}

async function offer({link, book: {cancelled}}: PushRequest, offers: readonly Offer[]): Promise<Unsent> {
	const isWanted = ({node}: Offer) => !cancelled.has(node.digest);
	const missing = new Map<Digest, Refusal>(offers.filter(content => !isWanted(content)).map(({node}) => [node.digest, 'cancelled']));
	const wanted = offers.filter(content => isWanted(content));
	for (const [digest, result] of wanted.length === 0 ? [] : await link.offer(wanted)) {
		if (result === 'cancelled') {
			cancelled.add(digest);
		}

		if (result !== 'sent') {
			missing.set(digest, result);
		}
	}

	return missing;
}

/** Leaves out what could not be sent. */
async function applyWithout({link, heard}: PushRequest, batch: readonly Operation[], refusalFor: (digest: Digest) => Refusal | undefined): Promise<OperationResult[]> {
	const refusalOf = (operation: Operation) => operation.kind === 'put' && operation.node.kind === 'file' ? refusalFor(operation.node.digest) : undefined;
	const sent = batch.filter(operation => refusalOf(operation) === undefined);
	const answers = sent.length === 0 ? [] : await link.apply(sent, heard);
	let next = 0;
	return batch.map(operation => {
		const refusal = refusalOf(operation);
		return refusal === undefined ? answers[next++]! : unsent(operation.path, refusal);
	});
}

/** What was sent some time before its step may be gone from the server's stage again: the next pass sends it anew. */
const forgotten: OperationResult = {status: 'stale', reason: 'its content was gone from the server\'s stage'};

function isForgotten(operation: Operation, result: OperationResult, offers: readonly Offer[]): boolean {
	return result.status === 'failed' && result.problem.code === 'missing-content'
		&& operation.kind === 'put' && operation.node.kind === 'file' && offers.some(({node}) => node.digest === (operation.node as FileNode).digest);
}

const refusals = {
	cancelled: {code: 'cancelled', message: 'Sending it was cancelled here. It is tried again in about five minutes, or at once when you sync now.'},
	corrupt: {code: 'io', message: 'It arrived wrong again and again. Check the disks of both sides.'},
	'refused:no-space': {code: 'no-space', message: 'The server has no room for it. Free some space there; it is tried again then.'},
	'refused:too-large': {code: 'no-space', message: 'It is larger than what the server takes.'},
	'refused:io': {code: 'io', message: 'The server\'s disk did not take it. Check that disk and its system log.'},
} as const;

/** What has changed while it was read will be planned anew; what the server did not take is a problem of that path. */
function unsent(path: Path, refusal: Refusal): OperationResult {
	if (refusal === 'interrupted') {
		return interrupted;
	}

	return refusal === 'changed' || refusal === 'unreadable'
		? {status: 'stale', reason: 'changed while it was read'}
		: {status: 'failed', problem: {path, side: 'remote', ...refusals[refusal]}};
}
