import {FsyncError} from '../fault.js';
import {compressHeader, compressionThreshold, decompressHeader} from './compression.js';
import {
	encodeFrame,
	frameCapacity,
	frameFlag,
	typeMask,
	type Frame,
} from './framing.js';
import * as greeting from './greeting-codec.js';
import {HeaderReader} from './header-reader.js';
import * as history from './history-codec.js';
import {limits} from './limits.js';
import {malformed} from './malformed.js';
import {packHeader, unpackHeader, type Plain} from './message-pack.js';
import type {Message, MessageType} from './messages.js';
import * as signatures from './signature-codec.js';
import * as transfer from './transfer-codec.js';

type MessageOf<Type extends MessageType> = Extract<Message, {type: Type}>;

type Codec<Type extends MessageType> = {
	/** The type byte; never given to another message. */
	readonly code: number;
	readonly encode: (message: MessageOf<Type>) => readonly Plain[];
	readonly decode: (reader: HeaderReader, payload: Uint8Array) => MessageOf<Type>;
	/** Worth compressing when it is long. */
	readonly isCompressible?: true;
	/** May travel in several frames. */
	readonly isSplittable?: true;
	readonly hasPayload?: true;
};

const codecs: {readonly [Type in MessageType]: Codec<Type>} = {
	hello: {code: 1, encode: greeting.encodeHello, decode: greeting.decodeHello},
	welcome: {code: 2, encode: greeting.encodeWelcome, decode: greeting.decodeWelcome},
	refusal: {code: 3, encode: greeting.encodeRefusal, decode: greeting.decodeRefusal},
	commits: {
		code: 4, encode: history.encodeCommits, decode: history.decodeCommits, isCompressible: true,
	},
	listing: {
		code: 5, encode: history.encodeListing, decode: history.decodeListing, isCompressible: true,
	},
	want: {
		code: 6, encode: transfer.encodeWant, decode: transfer.decodeWant, isCompressible: true,
	},
	pack: {
		code: 7, encode: transfer.encodePack, decode: transfer.decodePack, hasPayload: true,
	},
	init: {
		code: 8, encode: transfer.encodeInit, decode: transfer.decodeInit, isSplittable: true,
	},
	'init-response': {code: 9, encode: transfer.encodeInitResponse, decode: transfer.decodeInitResponse},
	data: {
		code: 10, encode: transfer.encodeData, decode: transfer.decodeData, hasPayload: true,
	},
	'check-hash': {code: 11, encode: transfer.encodeCheckHash, decode: transfer.decodeCheckHash},
	'check-hash-response': {code: 12, encode: transfer.encodeCheckHashResponse, decode: transfer.decodeCheckHashResponse},
	finish: {code: 13, encode: transfer.encodeFinish, decode: transfer.decodeFinish},
	unavailable: {code: 14, encode: transfer.encodeUnavailable, decode: transfer.decodeUnavailable},
	apply: {
		code: 15, encode: history.encodeApply, decode: history.decodeApply, isCompressible: true,
	},
	applied: {
		code: 16, encode: history.encodeApplied, decode: history.decodeApplied, isCompressible: true,
	},
	acknowledge: {code: 17, encode: greeting.encodeAcknowledge, decode: greeting.decodeAcknowledge},
	ping: {code: 18, encode: greeting.encodePing, decode: greeting.decodePing},
	pong: {code: 19, encode: greeting.encodePong, decode: greeting.decodePong},
	bye: {code: 20, encode: () => [], decode: () => ({type: 'bye'})},
	'want-signatures': {code: 21, encode: signatures.encodeWantSignatures, decode: signatures.decodeWantSignatures},
	signatures: {code: 22, encode: signatures.encodeSignaturesMessage, decode: signatures.decodeSignaturesMessage},
	delta: {
		code: 23, encode: transfer.encodeData, decode: transfer.decodeDelta, hasPayload: true,
	},
	cancel: {code: 24, encode: transfer.encodeCancel, decode: transfer.decodeCancel},
};

const typesByCode = new Map(Object.entries(codecs).map(([type, {code}]) => [code, type as MessageType]));
const noBytes = new Uint8Array();

function codecOf(type: MessageType): Codec<MessageType> {
	return codecs[type] as unknown as Codec<MessageType>;
}

/** Ping or pong: the connection's own. */
export function isHeartbeat({type}: Frame): boolean {
	return type === codecs.ping.code || type === codecs.pong.code;
}

/** Refusal or bye: the last that a peer says. */
export function isFarewell({type}: Frame): boolean {
	return type === codecs.refusal.code || type === codecs.bye.code;
}

/**
A message as frames; nearly always one. Throws `FsyncError` (limit) when it is too long, which means that its sender should
have cut it into pages.
*/
export function encodeMessage(message: Message): readonly Frame[] {
	const codec = codecOf(message.type);
	const raw = packHeader(codec.encode(message));
	const packed = codec.isCompressible && raw.length > compressionThreshold && raw.length <= limits.headerBytes ? compressHeader(raw) : undefined;
	const header = packed ?? raw;
	const payload = codec.hasPayload ? (message as MessageOf<'pack' | 'data' | 'delta'>).payload : noBytes;
	if (header.length + payload.length <= frameCapacity) {
		return [{type: packed ? codec.code | frameFlag.isCompressed : codec.code, header, payload}];
	}

	if (!codec.isSplittable || header.length > limits.messageBytes) {
		throw new FsyncError('limit', `A message of kind ${message.type} with ${header.length + payload.length} bytes is too long for the connection. This is a limit of fsync-tui: sync smaller parts.`);
	}

	return splitHeader(codec.code, header);
}

function splitHeader(code: number, header: Uint8Array): readonly Frame[] {
	const frames: Frame[] = [];
	for (let offset = 0; offset < header.length; offset += frameCapacity) {
		const isLast = offset + frameCapacity >= header.length;
		frames.push({type: isLast ? code : code | frameFlag.hasMore, header: header.subarray(offset, offset + frameCapacity), payload: noBytes});
	}

	return frames;
}

/** A message as the bytes to write, in order. Payloads are not copied. */
export function encodeBytes(message: Message): readonly Uint8Array[] {
	return encodeMessage(message).flatMap(frame => encodeFrame(frame));
}

/** Makes messages of a peer's frames. Throws `FsyncError` (protocol, or version) at the first violation. */
export class MessageDecoder {
	#parts: Uint8Array[] = [];
	#partsCode = 0;
	#partsLength = 0;

	/** The message that this frame completes, if it does. */
	decode(frame: Frame): Message | undefined {
		const code = frame.type & typeMask;
		const type = typesByCode.get(code);
		if (type === undefined) {
			throw malformed(`a message of the unknown type ${code}`);
		}

		const codec = codecOf(type);
		if (frame.payload.length > 0 && !codec.hasPayload) {
			throw malformed(`a ${type} with ${frame.payload.length} bytes of payload`);
		}

		const header = this.#joinParts(frame, codec);
		if (!header) {
			return undefined;
		}

		const fields = unpackHeader(expand(frame, codec, header));
		return codec.decode(new HeaderReader(type, fields), frame.payload);
	}

	/** The whole header once its last part is there. */
	#joinParts(frame: Frame, codec: Codec<MessageType>): Uint8Array | undefined {
		const hasMore = (frame.type & frameFlag.hasMore) !== 0;
		if (hasMore && !codec.isSplittable) {
			throw malformed('a message in several frames that must come in one');
		}

		if (this.#parts.length > 0 && this.#partsCode !== codec.code) {
			throw malformed('a message in the middle of another');
		}

		if (!hasMore && this.#parts.length === 0) {
			return frame.header;
		}

		this.#partsCode = codec.code;
		this.#partsLength += frame.header.length;
		if (this.#partsLength > limits.messageBytes) {
			throw malformed(`a message of more than ${limits.messageBytes} bytes`);
		}

		this.#parts.push(frame.header);
		if (hasMore) {
			return undefined;
		}

		const header = Buffer.concat(this.#parts);
		this.#parts = [];
		this.#partsLength = 0;
		return header;
	}
}

function expand(frame: Frame, codec: Codec<MessageType>, header: Uint8Array): Uint8Array {
	if ((frame.type & frameFlag.isCompressed) === 0) {
		return header;
	}

	if (!codec.isCompressible) {
		throw malformed('a compressed header of a message that is never compressed');
	}

	return decompressHeader(header);
}
