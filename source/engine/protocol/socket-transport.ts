import type {Socket} from 'node:net';
import type {TLSSocket} from 'node:tls';
import {claim, release} from '../memory.js';
import type {Transport, TransportEvents} from './transport.js';

/** The queue that libuv keeps for a socket. Node shows it nowhere else, and uses it for its own idle timers the same way. */
type WithQueue = {readonly _handle?: {readonly writeQueueSize?: number} | undefined};

/**
A TLS socket as a transport. `raw` is the TCP socket below it, whose counters include what TLS adds. Never destroy `raw` itself: the TLS
layer keeps a pointer to its handle, and Node 24 crashes when it is used afterwards. The TLS socket takes it along when it goes.
*/
export function socketTransport(socket: TLSSocket, raw: Socket): Transport {
	const final = {sentBytes: 0, receivedBytes: 0};
	// The counters are gone with the handle; what they said last stays.
	const wire = () => {
		final.sentBytes = Math.max(final.sentBytes, raw.bytesWritten);
		final.receivedBytes = Math.max(final.receivedBytes, raw.bytesRead);
		return {...final};
	};

	return {
		listen(events) {
			listen(socket, events);
		},
		write(parts, onTaken) {
			socket.cork();
			for (const part of parts.slice(0, -1)) {
				socket.write(part);
			}

			const last = parts.at(-1)!;
			socket.write(last, () => {
				release(last);
				onTaken?.();
			});

			socket.uncork();
		},
		pendingBytes: () => socket.writableLength,
		progress: () => raw.bytesWritten - ((raw as WithQueue)._handle?.writeQueueSize ?? 0),
		pause() {
			socket.pause();
		},
		resume() {
			socket.resume();
		},
		end(onFlushed) {
			socket.end(() => {
				onFlushed();
			});
		},
		destroy() {
			wire();
			socket.destroy();
		},
		wire,
	};
}

function listen(socket: TLSSocket, events: TransportEvents): void {
	let isOver = false;
	const end = (error?: Error) => {
		if (isOver) {
			return;
		}

		isOver = true;
		events.ended(error);
	};

	socket.on('error', end);
	socket.on('end', () => {
		end();
	});
	socket.on('close', () => {
		end();
	});
	socket.on('data', (bytes: Uint8Array) => {
		// Node makes a buffer for each piece and keeps none of it.
		events.data(claim(bytes));
	});
}
