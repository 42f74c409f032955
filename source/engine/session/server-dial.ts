import {chunkingParameters} from '../content/chunker.js';
import {lookup} from '../core/tree.js';
import {FsyncError} from '../fault.js';
import type {Hello} from '../protocol/messages.js';
import {proveInvite} from '../protocol/pairing.js';
import type {Channel, ConnectOptions} from '../protocol/tls-connection.js';
import type {Pace} from '../transfer/limiter.js';
import type {OnProgress} from '../transfer/progress.js';
import {createReceiver} from '../transfer/receiver.js';
import {createSender} from '../transfer/sender.js';
import type {ContentBook} from './content-book.js';
import type {Dial} from './line.js';
import {Link} from './link.js';
import type {LocalSide} from './local-side.js';
import type {SessionOptions} from './options.js';
import type {RemoteView} from './remote-view.js';

export type ServerDialOptions = {
	readonly options: SessionOptions;
	readonly connect: (options: ConnectOptions) => Promise<Channel>;
	readonly local: LocalSide;
	readonly view: RemoteView;
	readonly book: ContentBook;
	/** How quickly contents travel, each way. */
	readonly paces: {readonly up: Pace; readonly down: Pace};
	readonly onProgress: OnProgress;
	/** The server has told of others' commits. */
	readonly onCommits: () => void;
	readonly onTrouble: (trouble: FsyncError) => void;
	readonly onChannel: (channel: Channel) => void;
};

/** Reaches a server and greets it. */
export function serverDial(parts: ServerDialOptions): Dial {
	return async signal => {
		const {options, connect, onChannel} = parts;
		const {host, port, peer} = options.remote;
		const channel = await connect({
			host, port, peer, identity: options.identity, clock: options.clock, signal,
		});
		onChannel(channel);
		const link = openLink(channel, parts);
		try {
			return {link, connection: channel.connection, welcome: await link.open(hello(channel, parts))};
		} catch (error) {
			channel.connection.close();
			throw error;
		}
	};
}

function hello({binding}: Channel, {options, view}: ServerDialOptions): Omit<Hello, 'type' | 'version'> {
	const {remote, chunking, deviceName, store} = options;
	return {
		chunking: chunkingParameters[chunking],
		device: deviceName,
		share: remote.share,
		session: store.record.id,
		...(view.head && {head: view.head}),
		...(remote.invite && {proof: {invite: remote.invite.id, mac: proveInvite(remote.invite.secret, remote.share, binding)}}),
	};
}

function openLink({connection}: Channel, parts: ServerDialOptions): Link {
	const {options, local, view, book, paces, onProgress, onCommits, onTrouble} = parts;
	const {clock} = options;
	const send = async (message: Parameters<typeof connection.send>[0]) => connection.send(message);
	return new Link({
		connection,
		view,
		onCommits,
		sender: createSender({
			reader: local.replica,
			send,
			clock,
			direction: 'up',
			baseRecipe: digest => book.bases.get(digest),
			locateThere: chunk => book.remote.at(view.tree).locate(chunk),
			onProgress,
			limiter: paces.up,
		}),
		receiver: createReceiver({
			stage: book.received.watch(local.replica.stage),
			send,
			clock,
			direction: 'down',
			takes: 'answers',
			locate: chunk => book.local.at(local.tree).locate(chunk),
			recipeOf: digest => book.local.at(local.tree).recipe(digest),
			nodeAt: path => lookup(local.tree, path),
			onFailure(reason) {
				connection.close(reason instanceof FsyncError ? reason : new FsyncError('internal', 'A transfer failed for a reason that is a fault of this program.', {cause: reason}));
			},
			onTrouble,
			onProgress,
			limiter: paces.down,
		}),
	});
}
