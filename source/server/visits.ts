import {chunkingParameters, type ChunkingParameters} from '../engine/content/chunker.js';
import type {OperationResult} from '../engine/core/operation.js';
import {FsyncError} from '../engine/fault.js';
import {
	protocolVersion,
	type Commit,
	type Hello,
	type Message,
	type RefusalCode,
} from '../engine/protocol/messages.js';
import {forbidden, toRefusal} from '../engine/protocol/refusals.js';
import type {Board} from '../engine/session/board.js';
import {operationName} from '../engine/session/plan-counts.js';
import type {ServerState} from '../engine/session/state.js';
import type {OnProgress} from '../engine/transfer/progress.js';
import {ReceivedRecipes} from '../engine/transfer/received-recipes.js';
import {createReceiver} from '../engine/transfer/receiver.js';
import {createSender} from '../engine/transfer/sender.js';
import type {Sighting} from '../store/access-store.js';
import {Conversation} from './conversation.js';
import type {Visit} from './listener.js';
import type {ServerOptions} from './options.js';
import type {Roster} from './roster.js';
import type {ServedShare} from './served-share.js';
import {VisitTransfers} from './visit-transfers.js';

export type VisitsOptions = {
	readonly options: Pick<ServerOptions, 'clock' | 'deviceName' | 'chunking' | 'onEvent'>;
	readonly board: Board<ServerState>;
	readonly roster: Roster;
	readonly shareOf: (name: string) => ServedShare | undefined;
	/** A device is connected, or was until now. */
	readonly noteSeen: (device: string, sighting: Sighting) => Promise<void>;
};

/** Takes visitors to the share they asked for and looks after their conversations. */
export class Visits {
	readonly #parts: VisitsOptions;
	/** What must be over before the server is closed. */
	readonly #conversations = new Set<Promise<void>>();
	#visits = 0;

	constructor(parts: VisitsOptions) {
		this.#parts = parts;
	}

	receive(visit: Visit): void {
		const conversation = this.#converse(visit).catch((error: unknown) => {
			visit.connection.close(error instanceof FsyncError ? error : new FsyncError('internal', 'The server could not go on with this connection.', {cause: error}));
			this.#parts.board.log({level: 'error', topic: visit.device.name, message: error instanceof Error ? error.message : String(error)});
		});
		this.#conversations.add(conversation);
		void conversation.then(() => this.#conversations.delete(conversation));
	}

	/** Resolves when everybody has left. */
	async idle(): Promise<void> {
		await Promise.all(this.#conversations);
	}

	async #converse(visit: Visit): Promise<void> {
		const {connection, hello} = visit;
		const served = this.#parts.shareOf(hello.share);
		const refusal = refuse(hello, this.#parts.options.chunking);
		if (refusal !== undefined || !served) {
			await connection.send(refusal ? {type: 'refusal', ...refusal} : noShare);
			connection.close();
			return;
		}

		const key = Symbol(visit.device.id);
		const stopTelling = served.share.onCommit((commit, _origin, results) => {
			if (commit.device === visit.device.id) {
				this.#tellCommit(commit, results);
			}
		});
		this.#arrive(key, visit);
		const transfers = this.#transfers(key);
		try {
			await this.#conversation(key, visit, {served, transfers}).serve();
		} finally {
			stopTelling();
			transfers.end();
			this.#leave(key, visit);
		}
	}

	#transfers(key: symbol): VisitTransfers {
		const {board, roster} = this.#parts;
		return new VisitTransfers({
			visit: ++this.#visits,
			show(transfer, isOver) {
				board.transfer(transfer, isOver);
			},
			onCount(activeTransfers) {
				roster.update(key, {activeTransfers});
			},
		});
	}

	#conversation(key: symbol, {connection, hello, device, access}: Visit, {served, transfers}: {readonly served: ServedShare; readonly transfers: VisitTransfers}): Conversation {
		const {options, roster, board} = this.#parts;
		const {clock, deviceName} = options;
		const {share, locks} = served;
		const recipes = new ReceivedRecipes();
		const send = async (message: Message) => connection.send(message);
		const onProgress: OnProgress = event => {
			transfers.progress(event);
		};

		return new Conversation({
			connection,
			hello,
			device: device.id,
			canWrite: access === 'read-write',
			share,
			recipes,
			serverName: deviceName,
			sender: createSender({
				reader: share.reader, send, clock, direction: 'up', baseRecipe: digest => share.recipeOf(digest), onProgress,
			}),
			receiver: createReceiver({
				stage: recipes.watch(share.stage),
				send,
				clock,
				direction: 'down',
				takes: 'offers',
				locate: chunk => share.locate(chunk),
				recipeOf: digest => share.recipeOf(digest),
				locks,
				onFailure(reason) {
					connection.close(reason instanceof FsyncError ? reason : new FsyncError('internal', 'A transfer failed for a reason that is a fault of this program.', {cause: reason}));
				},
				onTrouble(trouble) {
					board.log({level: 'error', topic: share.name, message: trouble.message});
				},
				onProgress,
			}),
			wallMilliseconds: () => clock.wallMilliseconds(),
			onActivity({word, acknowledged}) {
				roster.update(key, {activity: word, ...(acknowledged !== undefined && {acknowledged})});
			},
		});
	}

	#arrive(key: symbol, {connection, hello, device, access}: Visit): void {
		const {options: {clock, onEvent}, roster, board} = this.#parts;
		roster.arrive(key, connection, {
			device: device.id,
			name: device.name,
			address: connection.address,
			share: hello.share,
			access,
			connectedMilliseconds: clock.wallMilliseconds(),
			...(hello.head && {acknowledged: hello.head.generation}),
			activity: 'idle',
		});
		onEvent({
			type: 'connected', peer: device.id, name: device.name, address: connection.address, share: hello.share, basis: hello.head ? 'commits' : 'listing',
		});
		board.log({level: 'info', topic: device.name, message: `connected from ${connection.address}`});
		this.#noteSeen(device.id, {
			milliseconds: clock.wallMilliseconds(), address: connection.address, share: hello.share, ...(hello.head && {generation: hello.head.generation}),
		});
	}

	#leave(key: symbol, {device}: Visit): void {
		const {options: {clock, onEvent}, roster, board} = this.#parts;
		const sighting = roster.leave(key, clock.wallMilliseconds());
		if (sighting) {
			this.#noteSeen(device.id, sighting);
		}

		onEvent({type: 'disconnected', reason: `${device.name} has gone`});
		board.log({level: 'info', topic: device.name, message: 'disconnected'});
	}

	/** For people only: a disk that does not take it is no reason to send anybody away. */
	#noteSeen(device: string, sighting: Sighting): void {
		const noting = this.#parts.noteSeen(device, sighting).catch((error: unknown) => {
			this.#parts.board.log({level: 'warn', topic: 'store', message: error instanceof Error ? error.message : String(error)});
		});
		this.#conversations.add(noting);
		void noting.then(() => this.#conversations.delete(noting));
	}

	#tellCommit(commit: Commit, results: readonly OperationResult[]): void {
		const {options: {onEvent}, board} = this.#parts;
		for (const operation of commit.operations) {
			const from = operation.kind === 'move' ? {from: operation.from} : {};
			onEvent({
				type: 'applied', path: operation.path, operation: operationName(operation), side: 'local', ...from,
			});
			board.log({
				level: 'ok', topic: operationName(operation), path: operation.path, message: `generation ${commit.generation}`,
			});
		}

		for (const result of results) {
			if (result.status === 'failed') {
				onEvent({type: 'problem', ...result.problem});
			}
		}
	}
}

const noShare = toRefusal(forbidden);

function refuse(hello: Hello, chunking: ServerOptions['chunking']): {code: RefusalCode; message: string} | undefined {
	if (hello.version !== protocolVersion) {
		return {code: 'version', message: `This server speaks protocol ${protocolVersion}, the other side ${hello.version}: install the same version of fsync-tui on both.`};
	}

	return isAlike(hello.chunking, chunkingParameters[chunking]) ? undefined : {code: 'chunking', message: `This server cuts files by ${chunking}, the other side by ${hello.chunking.algorithm}: start both with the same --chunking.`};
}

function isAlike(a: ChunkingParameters, b: ChunkingParameters): boolean {
	return a.algorithm === b.algorithm && a.minimumBytes === b.minimumBytes && a.averageBytes === b.averageBytes && a.maximumBytes === b.maximumBytes;
}
