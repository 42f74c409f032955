/*
Memory that is given back by whoever used it last, instead of by the garbage collector. V8 counts the memory of buffers, and for each 64 MiB of it that have come it looks
through the whole heap: a gigabyte that travelled in messages of a megabyte, each in several buffers on its way, cost more than a hundred such collections and a third of the
processor time of the transfer.

Only memory that somebody has claimed here is ever given back, for a view does not say who else looks at its buffer.
*/
const claimed = new WeakSet<ArrayBufferLike>();

/**
Says that nobody else uses the buffer of these bytes, so that whoever uses them last may give it back. Returns the same bytes. A part of a buffer is never
claimed: the rest of it is somebody's, Node's pool for small buffers above all.
*/
export function claim<Bytes extends Uint8Array>(bytes: Bytes): Bytes {
	if (bytes.byteLength === bytes.buffer.byteLength) {
		claimed.add(bytes.buffer);
	}

	return bytes;
}

/** There are several users now, none of whom knows of the others: it is left to the garbage collector. */
export function disclaim({buffer}: Uint8Array): void {
	claimed.delete(buffer);
}

/** Gives the whole buffer of these bytes back, if it was claimed: every view of it is empty from now on. */
export function release({buffer}: Uint8Array): void {
	if (claimed.has(buffer) && buffer instanceof ArrayBuffer && !buffer.detached) {
		buffer.transfer(0);
	}
}
