import {claim, disclaim, release} from '../memory.js';
import {limits} from './limits.js';
import {malformed} from './malformed.js';

/*
A frame on the wire:

	u32be length of what follows ‖ u8 type ‖ u32be header length ‖ header ‖ payload

The type byte carries two flags beside the message type: the header is compressed, and more frames of this message follow.
*/
export const frameFlag = {isCompressed: 0x80, hasMore: 0x40} as const;
export const typeMask = 0x3F;

const lengthBytes = 4;
const preludeBytes = 9;
/** What counts towards a frame's length before the header starts. A header has at least one byte. */
const fixedBytes = preludeBytes - lengthBytes;
const minimumBytes = fixedBytes + 1;
const firstCapacity = 64 * 1024;
/** A buffer is never larger than this many times what has come. */
const growth = 4;

export type Frame = {
	/** Message type and flags. */
	readonly type: number;
	readonly header: Uint8Array;
	readonly payload: Uint8Array;
};

const noBytes = new Uint8Array();

/** How many bytes a frame's header and payload may have together. */
export const frameCapacity = limits.frameBytes - fixedBytes;

/** The bytes of a frame in order. The payload is handed on as it is, never copied. */
export function encodeFrame({type, header, payload}: Frame): readonly Uint8Array[] {
	const head = Buffer.allocUnsafe(preludeBytes + header.length);
	head.writeUInt32BE(fixedBytes + header.length + payload.length, 0);
	head[4] = type;
	head.writeUInt32BE(header.length, 5);
	head.set(header, preludeBytes);
	return payload.length === 0 ? [head] : [head, payload];
}

/**
Cuts a stream of bytes into frames, however the stream is split. Lengths are checked as soon as they are known; a body's buffer
grows with the bytes that have come, not with what was announced. Frames that lie whole in one piece are views of it; pieces of which nothing is
needed any more are given back at once, bodies by whoever is done with them.
*/
export class FrameDecoder {
	/** The longest frame that is accepted from now on; a listener keeps it small until it knows its peer. */
	limitBytes: number;
	readonly #prelude = Buffer.allocUnsafe(preludeBytes);
	#preludeFill = 0;
	#body: Uint8Array | undefined;
	#bodyFill = 0;
	#bodyLength = 0;

	constructor(limitBytes: number = limits.frameBytes) {
		this.limitBytes = limitBytes;
	}

	/** Whether the stream stands in the middle of a frame. */
	get isPartial(): boolean {
		return this.#preludeFill > 0;
	}

	/** The frames that `piece` completes. Throws `FsyncError` (protocol) at the first violation; the stream is unusable then. */
	push(piece: Uint8Array): Frame[] {
		const frames: Frame[] = [];
		let offset = 0;
		let isViewed = false;
		while (offset < piece.length) {
			if (this.#preludeFill < preludeBytes) {
				offset += this.#takePrelude(piece, offset);
				if (this.#preludeFill < preludeBytes) {
					break;
				}
			}

			const missing = this.#bodyLength - this.#bodyFill;
			const take = Math.min(missing, piece.length - offset);
			const part = piece.subarray(offset, offset + take);
			offset += take;
			if (take < missing) {
				this.#keep(part);
			} else {
				isViewed ||= this.#bodyFill === 0;
				frames.push(this.#complete(part));
			}
		}

		if (isViewed) {
			disclaim(piece);
		} else {
			release(piece);
		}

		return frames;
	}

	#takePrelude(piece: Uint8Array, offset: number): number {
		const take = Math.min(preludeBytes - this.#preludeFill, piece.length - offset);
		this.#prelude.set(piece.subarray(offset, offset + take), this.#preludeFill);
		this.#preludeFill += take;
		if (this.#preludeFill >= lengthBytes) {
			this.#checkLength(this.#prelude.readUInt32BE(0));
		}

		if (this.#preludeFill === preludeBytes) {
			const length = this.#prelude.readUInt32BE(0);
			const headerLength = this.#prelude.readUInt32BE(5);
			if (headerLength === 0 || headerLength > length - fixedBytes) {
				throw malformed(`a header of ${headerLength} bytes in a frame of ${length}`);
			}

			this.#bodyLength = length - fixedBytes;
		}

		return take;
	}

	#checkLength(length: number): void {
		if (length < minimumBytes || length > this.limitBytes) {
			throw malformed(`a frame of ${length} bytes, allowed are ${minimumBytes} to ${this.limitBytes}`);
		}
	}

	#keep(part: Uint8Array): void {
		const needed = this.#bodyFill + part.length;
		if (!this.#body || needed > this.#body.length) {
			const capacity = Math.min(this.#bodyLength, Math.max(firstCapacity, growth * needed));
			const grown = claim(Buffer.allocUnsafeSlow(capacity));
			if (this.#body) {
				grown.set(this.#body.subarray(0, this.#bodyFill));
				release(this.#body);
			}

			this.#body = grown;
		}

		this.#body.set(part, this.#bodyFill);
		this.#bodyFill = needed;
	}

	#complete(part: Uint8Array): Frame {
		let body: Uint8Array = part;
		if (this.#bodyFill > 0) {
			this.#keep(part);
			body = this.#body!.subarray(0, this.#bodyLength);
		}

		const headerLength = this.#prelude.readUInt32BE(5);
		const frame: Frame = {
			type: this.#prelude[4]!,
			header: body.subarray(0, headerLength),
			payload: headerLength === body.length ? noBytes : body.subarray(headerLength),
		};
		this.#preludeFill = 0;
		this.#body = undefined;
		this.#bodyFill = 0;
		this.#bodyLength = 0;
		return frame;
	}
}
