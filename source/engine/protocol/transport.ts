import type {WireCount} from './connection.js';

export type TransportEvents = {
	data(bytes: Uint8Array): void;
	/** Nothing comes after this: the other side has ended, or with an error, the way there broke. Called once. */
	ended(error?: Error): void;
};

/** Bytes both ways, in order: what a connection needs of a TLS socket, or of a simulated one. */
export type Transport = {
	/** Called once, before anything is delivered. */
	listen(events: TransportEvents): void;
	/** Queues the parts as one; `onTaken` is called when they have left the queue. They must not be changed afterwards. */
	write(parts: readonly Uint8Array[], onTaken?: () => void): void;
	/** Bytes queued and not yet taken. */
	pendingBytes(): number;
	/** Some number that changes whenever queued bytes leave. */
	progress(): number;
	/** No more data until `resume`; what is on its way waits at the sender. */
	pause(): void;
	resume(): void;
	/** Ends this direction after what is queued, and says when that has left. */
	end(onFlushed: () => void): void;
	/** Ends at once, both directions. */
	destroy(): void;
	wire(): WireCount;
};
