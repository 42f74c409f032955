import type {FsyncError} from '../fault.js';
import type {Message} from './messages.js';

/** What went over the socket so far, TLS included. */
export type WireCount = {readonly sentBytes: number; readonly receivedBytes: number};

/**
An open, authenticated channel to one peer: whole validated messages in order, both ways. Ping, pong and dead-peer detection
are the connection's own business and are not handed out.
*/
export type Connection = {
	/** Device id (public key digest) of the peer. */
	readonly peer: string;
	readonly address: string;
	/** Resolves when the message was taken by the transport and more may follow (back-pressure); rejects once closed. */
	send(message: Message): Promise<void>;
	/**
	Messages in the order of arrival; the next is read only after the handler's promise has settled, so a slow handler slows the peer.
	Set once, before anything arrives.
	*/
	onMessage(handler: (message: Message) => Promise<void> | void): void;
	/**
	Settles once when the connection has ended: with undefined if that was in order (a goodbye, also when worn-out keys ask for a new
	connection), else with the reason: `unreachable` or `timeout` for a lost peer, what a refusal said, or what the peer did wrong.
	*/
	readonly closed: Promise<FsyncError | undefined>;
	/** Delivers what has been sent, says goodbye, or refuses with the reason's code; hands out nothing more. */
	close(reason?: FsyncError): void;
	wire(): WireCount;
	/** Last measured round trip, undefined before the first. */
	latencyMilliseconds(): number | undefined;
	/** Peer's calendar minus ours at the last pong, in milliseconds. */
	skewMilliseconds(): number | undefined;
};
