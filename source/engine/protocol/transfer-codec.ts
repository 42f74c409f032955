import type {HeaderReader} from './header-reader.js';
import {encodeDigest} from './head-codec.js';
import {limits} from './limits.js';
import type {Plain} from './message-pack.js';
import type {
	Cancel,
	CheckHash,
	CheckHashResponse,
	DataMessage,
	DeltaMessage,
	Finish,
	Init,
	InitResponse,
	PackMessage,
	Unavailable,
	Want,
} from './messages.js';
import {decodeSignatures, decodeTransfer, encodeSignatures} from './signature-codec.js';
import {
	decodePath,
	decodePaths,
	encodeText,
	encodeTexts,
} from './text-codec.js';

/** Messages of a file's session: content and the talk about it. */

const index = {maximum: limits.chunkCount};
const contentLength = {maximum: limits.chunkBytes};

export function encodeWant({items}: Want): Plain[] {
	const bases = items.flatMap(({base}, at) => base === undefined ? [] : [{at, base}]);
	return [
		items.length,
		encodeTexts(items.map(item => item.path)),
		Buffer.from(items.map(item => item.digest).join(''), 'hex'),
		items.map(item => item.size),
		bases.map(({at}) => at),
		Buffer.from(bases.map(({base}) => base).join(''), 'hex'),
	];
}

export function decodeWant(reader: HeaderReader): Want {
	const count = reader.integer('count', {maximum: limits.entries});
	const exactly = {minimum: count, maximum: count};
	const paths = decodePaths(reader, 'paths', count);
	const digests = decodeDigests(reader, 'digests', count);
	const sizes = reader.integers('sizes', exactly);
	const baseIndexes = reader.integers('base indexes', {maximum: count}, {maximum: count - 1});
	const bases = new Map(decodeDigests(reader, 'bases', baseIndexes.length).map((base, at) => [baseIndexes[at], base]));
	return {
		type: 'want',
		items: paths.map((path, at) => {
			const base = bases.get(at);
			return {
				path, digest: digests[at]!, size: sizes[at]!, ...base !== undefined && {base},
			};
		}),
	};
}

function decodeDigests(reader: HeaderReader, field: string, count: number): readonly string[] {
	const bytes = reader.bytes(field, {minimum: count * 32, maximum: count * 32});
	return Array.from({length: count}, (_, at) => bytes.toString('hex', at * 32, (at + 1) * 32));
}

export function encodePack({lengths, isCompressed}: PackMessage): Plain[] {
	return [lengths, isCompressed];
}

export function decodePack(reader: HeaderReader, payload: Uint8Array): PackMessage {
	const lengths = reader.integers('lengths', {maximum: limits.packContents}, contentLength);
	const isCompressed = reader.boolean('is compressed');
	checkPayload(reader, {lengths, isCompressed, payload});
	return {
		type: 'pack', lengths, isCompressed, payload,
	};
}

export function encodeData({transfer, indexes, lengths, isCompressed}: DataMessage | DeltaMessage): Plain[] {
	return [transfer, indexes, lengths, isCompressed];
}

export function decodeData(reader: HeaderReader, payload: Uint8Array): DataMessage {
	return {type: 'data', ...decodeChunks(reader, payload)};
}

/** A delta is never longer than the chunk, so the limits are those of chunks. */
export function decodeDelta(reader: HeaderReader, payload: Uint8Array): DeltaMessage {
	return {type: 'delta', ...decodeChunks(reader, payload)};
}

function decodeChunks(reader: HeaderReader, payload: Uint8Array): Omit<DataMessage, 'type'> {
	const transfer = decodeTransfer(reader);
	const indexes = reader.integers('indexes', {maximum: limits.packContents}, index);
	const lengths = reader.integers('lengths', {minimum: indexes.length, maximum: indexes.length}, contentLength);
	const isCompressed = reader.boolean('is compressed');
	checkPayload(reader, {lengths, isCompressed, payload});
	return {
		transfer, indexes, lengths, isCompressed, payload,
	};
}

/** What can be said of a payload before it is decompressed: its length against what it claims to hold (attacks A18, A19, A32). */
function checkPayload(reader: HeaderReader, {lengths, isCompressed, payload}: {lengths: readonly number[]; isCompressed: boolean; payload: Uint8Array}): void {
	let total = 0;
	for (const length of lengths) {
		total += length;
	}

	if (total > limits.packBytes) {
		throw reader.fault('lengths', `add up to ${total} bytes, allowed are ${limits.packBytes}`);
	}

	const fits = isCompressed ? payload.length > 0 && payload.length <= total + limits.compressionOverheadBytes : payload.length === total;
	if (!fits) {
		throw reader.fault('payload', `has ${payload.length} bytes for contents of ${total}`);
	}
}

/** The recipe is copied: it is kept for long, and a view would keep the whole frame. */
export function decodeInit(reader: HeaderReader): Init {
	return {
		type: 'init',
		transfer: decodeTransfer(reader),
		path: decodePath(reader, 'path'),
		digest: reader.digest('digest'),
		size: reader.integer('size'),
		recipe: new Uint8Array(reader.bytes('recipe')),
		...reader.has() && {base: reader.digest('base')},
	};
}

export function encodeInit(init: Init): Plain[] {
	return [init.transfer, encodeText(init.path), encodeDigest(init.digest), init.size, init.recipe, init.base === undefined ? undefined : encodeDigest(init.base)];
}

const answers = ['missing', 'unknown-base', 'refused'] as const;
const refusalReasons = ['no-space', 'too-large', 'io'] as const;

export function encodeInitResponse(response: InitResponse): Plain[] {
	const start = [response.transfer, answers.indexOf(response.answer)];
	switch (response.answer) {
		case 'missing': {
			return [...start, response.ranges.flat(), response.signatures && encodeSignatures(response.signatures)];
		}

		case 'unknown-base': {
			return start;
		}

		case 'refused': {
			return [...start, refusalReasons.indexOf(response.reason)];
		}
	}
}

export function decodeInitResponse(reader: HeaderReader): InitResponse {
	const start = {type: 'init-response', transfer: decodeTransfer(reader)} as const;
	const answer = reader.choice('answer', answers);
	switch (answer) {
		case 'missing': {
			return {
				...start, answer, ranges: decodeRanges(reader), ...reader.has() && {signatures: decodeSignatures(reader)},
			};
		}

		case 'unknown-base': {
			return {...start, answer};
		}

		case 'refused': {
			return {...start, answer, reason: reader.choice('reason', refusalReasons)};
		}
	}
}

function decodeRanges(reader: HeaderReader): ReadonlyArray<readonly [number, number]> {
	const flat = reader.integers('ranges', {maximum: limits.chunkIndexes}, index);
	if (flat.length % 2 !== 0) {
		throw reader.fault('ranges', 'are not pairs');
	}

	const ranges: Array<readonly [number, number]> = [];
	for (let at = 0; at < flat.length; at += 2) {
		if (flat[at]! + flat[at + 1]! > limits.chunkCount) {
			throw reader.fault('ranges', 'reach beyond the last chunk that a file can have');
		}

		ranges.push([flat[at]!, flat[at + 1]!]);
	}

	return ranges;
}

export function encodeCheckHash({transfer}: CheckHash): Plain[] {
	return [transfer];
}

export function decodeCheckHash(reader: HeaderReader): CheckHash {
	return {type: 'check-hash', transfer: decodeTransfer(reader)};
}

export function encodeCheckHashResponse({transfer, again}: CheckHashResponse): Plain[] {
	return [transfer, again];
}

export function decodeCheckHashResponse(reader: HeaderReader): CheckHashResponse {
	return {type: 'check-hash-response', transfer: decodeTransfer(reader), again: reader.integers('again', {maximum: limits.chunkIndexes}, index)};
}

export function encodeFinish({transfer, isOk}: Finish): Plain[] {
	return [transfer, isOk];
}

export function decodeFinish(reader: HeaderReader): Finish {
	return {type: 'finish', transfer: decodeTransfer(reader), isOk: reader.boolean('is ok')};
}

export function encodeCancel({transfer}: Cancel): Plain[] {
	return [transfer];
}

export function decodeCancel(reader: HeaderReader): Cancel {
	return {type: 'cancel', transfer: decodeTransfer(reader)};
}

const unavailableReasons = ['changed', 'unreadable'] as const;

export function encodeUnavailable({path, digest, reason}: Unavailable): Plain[] {
	return [encodeText(path), encodeDigest(digest), unavailableReasons.indexOf(reason)];
}

export function decodeUnavailable(reader: HeaderReader): Unavailable {
	return {
		type: 'unavailable', path: decodePath(reader, 'path'), digest: reader.digest('digest'), reason: reader.choice('reason', unavailableReasons),
	};
}
