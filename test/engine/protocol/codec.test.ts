import {Buffer} from 'node:buffer';
import {constants, zstdCompressSync} from 'node:zlib';
import {pack, unpack} from 'msgpackr';
import test from 'ava';
import fc from 'fast-check';
import type {FileNode, FolderNode, TreeNode} from '../../../source/engine/core/node.js';
import {treeDigest} from '../../../source/engine/core/tree-digest.js';
import type {Operation} from '../../../source/engine/core/operation.js';
import {FsyncError} from '../../../source/engine/fault.js';
import {encodeBytes, encodeMessage, MessageDecoder} from '../../../source/engine/protocol/codec.js';
import {FrameDecoder, frameFlag, type Frame} from '../../../source/engine/protocol/framing.js';
import {limits} from '../../../source/engine/protocol/limits.js';
import {
	protocolVersion,
	type Apply,
	type Message,
	type MessageType,
} from '../../../source/engine/protocol/messages.js';
import {message, messageArbitraries} from './arbitrary-message.js';

const seed = 2;
const none = new Uint8Array();

function throughTheWire(sent: Message): Message | undefined {
	const frames = new FrameDecoder().push(Buffer.concat(encodeBytes(sent)));
	const decoder = new MessageDecoder();
	const received = frames.map(frame => decoder.decode(frame));
	return received.at(-1);
}

/** Equal for AVA whatever kind of byte array holds the bytes. */
function comparable(value: Message | undefined) {
	const withBytes = value as Record<string, unknown> | undefined;
	const bytesOf = (key: string) => withBytes?.[key] instanceof Uint8Array ? {[key]: Buffer.from(withBytes[key]).toString('hex')} : {};
	return {...withBytes, ...bytesOf('payload'), ...bytesOf('recipe')};
}

for (const [type, arbitrary] of Object.entries(messageArbitraries)) {
	test(`every ${type} comes out of the wire as it went in`, t => {
		fc.assert(fc.property(arbitrary as fc.Arbitrary<Message>, sent => {
			t.deepEqual(comparable(throughTheWire(sent)), comparable(sent));
		}), {seed});
	});
}

// Attacks: whatever a peer sends is a valid message or a named fault, nothing else.

const typeCodes: Readonly<Record<MessageType, number>> = {
	hello: 1, welcome: 2, refusal: 3, commits: 4, listing: 5, want: 6, pack: 7, init: 8, 'init-response': 9, data: 10, 'check-hash': 11,
	'check-hash-response': 12, finish: 13, unavailable: 14, apply: 15, applied: 16, acknowledge: 17, ping: 18, pong: 19, bye: 20, 'want-signatures': 21,
	signatures: 22, delta: 23, cancel: 24,
};

/** What became of one frame. */
function outcomeOf(decode: () => unknown): 'valid' | 'fault' | 'bug' {
	try {
		decode();
		return 'valid';
	} catch (error) {
		return error instanceof FsyncError && (error.code === 'protocol' || error.code === 'version') ? 'fault' : 'bug';
	}
}

const outcomeOfFrame = (frame: Frame) => outcomeOf(() => new MessageDecoder().decode(frame));

test('A16: bit flips in any message give a valid message or a protocol fault', t => {
	fc.assert(fc.property(message, fc.array(fc.tuple(fc.nat(), fc.nat({max: 7})), {minLength: 1, maxLength: 4}), (sent, flips) => {
		for (const frame of encodeMessage(sent)) {
			const header = Buffer.from(frame.header);
			for (const [place, bit] of flips) {
				header[place % header.length]! ^= 1 << bit;
			}

			t.not(outcomeOfFrame({...frame, header}), 'bug');
		}
	}), {seed, numRuns: 3000});
});

test('A16: flips in the bytes of the stream itself are faults or valid messages too', t => {
	fc.assert(fc.property(message, fc.nat(), fc.nat({max: 7}), (sent, place, bit) => {
		const stream = Buffer.concat(encodeBytes(sent));
		stream[place % stream.length]! ^= 1 << bit;
		const outcome = outcomeOf(() => {
			for (const frame of new FrameDecoder().push(stream)) {
				new MessageDecoder().decode(frame);
			}
		});
		t.not(outcome, 'bug');
	}), {seed, numRuns: 2000});
});

test('A16: random bytes under every type are faults or valid messages', t => {
	fc.assert(fc.property(fc.integer({min: 0, max: 255}), fc.uint8Array({minLength: 1, maxLength: 60}), fc.uint8Array({maxLength: 8}), (type, header, payload) => {
		t.not(outcomeOfFrame({type, header, payload}), 'bug');
	}), {seed, numRuns: 5000});
});

/** Values that a header may hold, in places where they do not belong. */
const strange = fc.oneof(
	fc.constantFrom<unknown>(NaN, Infinity, -Infinity, -1, 1.5, 2 ** 31, 2 ** 32, (2 ** 53) - 1, 2 ** 53, -(2 ** 53), null, true, [], [[]], ''),
	fc.uint8Array({maxLength: 4}),
);

/** One of the lists in a header, chosen by a number. */
function innermost(fields: unknown[], place: number): unknown[] {
	const lists = fields.filter(field => Array.isArray(field));
	const inner = lists[place % Math.max(1, lists.length)];
	return inner && place % 3 > 0 ? innermost(inner, Math.floor(place / 3)) : fields;
}

test('A16 A32: any field of any message swapped for another value is a fault or a valid message', t => {
	fc.assert(fc.property(message, fc.nat(), strange, (sent, place, value) => {
		const [frame] = encodeMessage(sent);
		fc.pre((frame!.type & frameFlag.isCompressed) === 0);
		const fields = unpack(frame!.header) as unknown[];
		const list = innermost(fields, place);
		list[place % Math.max(1, list.length)] = value;
		t.not(outcomeOfFrame({...frame!, header: pack(fields)}), 'bug');
	}), {seed, numRuns: 3000});
});

test('an unknown message type is a fault that names it', t => {
	t.throws(() => new MessageDecoder().decode({type: 63, header: Buffer.of(0x90), payload: none}), {code: 'protocol', message: /type 63/v});
});

test('a payload where none belongs is a fault', t => {
	t.throws(() => new MessageDecoder().decode({type: typeCodes.bye, header: Buffer.of(0x90), payload: Buffer.of(1)}), {code: 'protocol'});
});

test('A28: another protocol version is a fault of its own that names both versions, whatever follows', t => {
	for (const version of [0, 1, protocolVersion + 1, 2 ** 32]) {
		for (const type of ['hello', 'welcome'] as const) {
			t.throws(() => new MessageDecoder().decode({type: typeCodes[type], header: pack([version, 1, 2]), payload: none}), {code: 'version', message: new RegExp(String.raw`\(${version} and ${protocolVersion}\)`, 'v')});
		}
	}
});

// A17: what MessagePack can say and we never do.
const nested = (depth: number) => Buffer.concat([Buffer.alloc(depth, 0x91), Buffer.of(0x90)]);
const refusedHeaders: ReadonlyArray<readonly [string, Uint8Array]> = [
	['lists 100,000 deep', nested(100_000)],
	['lists one deeper than allowed', nested(limits.headerDepth)],
	['a map with __proto__', Buffer.concat([Buffer.of(0x91), pack(JSON.parse('{"__proto__": {"polluted": true}}'))])],
	['a map with constructor', Buffer.concat([Buffer.of(0x91), pack({constructor: 1})])],
	['a map instead of a list', pack({type: 1})],
	['a number instead of a list', Buffer.of(1)],
	['a text', Buffer.concat([Buffer.of(0x91), pack('text')])],
	['a list that claims 2^32-1 items', Buffer.of(0xDD, 0xFF, 0xFF, 0xFF, 0xFF)],
	['a list that claims one item more than there are', Buffer.of(0x92, 1)],
	['bytes that claim 2^32-1', Buffer.of(0x91, 0xC6, 0xFF, 0xFF, 0xFF, 0xFF, 1)],
	['a number cut short', Buffer.of(0x91, 0xCF, 1, 2)],
	['a timestamp extension', Buffer.of(0x91, 0xD6, 0xFF, 0, 0, 0, 0)],
	['a record definition', Buffer.of(0x91, 0xD4, 0x72, 0x40, 0x91, 0xA1, 0x61, 1)],
	['a typed array extension', Buffer.of(0x91, 0xC7, 2, 0x74, 0, 1)],
	['the never used token', Buffer.of(0x91, 0xC1)],
	['bytes after the end', Buffer.of(0x91, 1, 1)],
	['NaN', pack([NaN])],
	['Infinity', pack([Infinity])],
	['a fraction', pack([1.5])],
	['a negative number', pack([-1])],
	['2^53', pack([2 ** 53])],
	['a 64-bit integer beyond 2^53', Buffer.of(0x91, 0xCF, 0, 0x20, 0, 0, 0, 0, 0, 1)],
	['nothing', none],
];
for (const [what, header] of refusedHeaders) {
	test(`A17: a header with ${what} is refused`, t => {
		t.throws(() => new MessageDecoder().decode({type: typeCodes['check-hash'], header, payload: none}), {instanceOf: FsyncError, code: 'protocol'});
		t.false('polluted' in Object.prototype);
	});
}

// Steps as a malicious peer would write them: the encoder does not check, the decoder does.
const file: FileNode = {
	kind: 'file', size: 3, modifiedMicroseconds: 5, executable: false, digest: 'ab'.repeat(32),
};
const apply = (...operations: Operation[]): Apply => ({
	type: 'apply', batch: 1, heard: 1, operations,
});
const put = (path: string, node: TreeNode = file): Operation => ({
	kind: 'put', path, node, expected: undefined,
});

const refusedPaths: ReadonlyArray<readonly [string, string, readonly string[]]> = [
	['A01', 'climbs', ['../x', 'a/../../x', '..', 'a/..', 'a/b/c/..', 'a/../b']],
	['A02', 'is absolute', ['/etc/x', '//x', 'a//b']],
	['A04', 'has a NUL', ['a\0b']],
	['A05', 'is too long', ['a'.repeat(256), `${'a/'.repeat(2048)}b`, Array.from({length: 129}, () => 'a').join('/'), 'é'.repeat(128)]],
	['A06', 'has an empty, dot or reserved component', ['', '.', './a', 'a/', 'a/.', '.fsync-tui', '.fsync-tui/stage/x']],
];
for (const [attack, what, paths] of refusedPaths) {
	test(`${attack}: a path that ${what} is refused in every message that carries one`, t => {
		for (const path of paths) {
			const digest = 'ab'.repeat(32);
			const carriers: readonly Message[] = [
				apply(put('ok'), put(path)),
				apply({
					kind: 'move', from: path, path: 'ok', expected: file,
				}),
				{
					type: 'listing', head: {generation: 1, lineage: ''}, entries: [{path, node: file}], isLast: true,
				},
				{type: 'want', items: [{path, digest, size: 1}]},
				{
					type: 'init', transfer: 1, path, digest, size: 1, recipe: none,
				},
				{
					type: 'unavailable', path, digest, reason: 'changed',
				},
			];
			for (const carrier of carriers) {
				t.throws(() => throughTheWire(carrier), {instanceOf: FsyncError, code: 'protocol'}, `${carrier.type} ${path}`);
			}
		}
	});
}

test('A03 A04: tricks with encodings are literal names, byte for byte', t => {
	const names = ['．．／x', 'a\u{2215}b', 'a\u{FF0F}b', '\u{202E}gpj.exe', '%2e%2e%2fx', 'e\u{301}', 'a\nb', 'a\rb', '\u{1B}]0;x\u{7}', '\u{9B}2J', String.raw`C:\x`, String.raw`\\?\x`, '\u{FEFF}x'];
	t.deepEqual(throughTheWire(apply(...names.map(name => put(name)))), apply(...names.map(name => put(name))));
});

test('A03: overlong and otherwise invalid UTF-8 is refused', t => {
	for (const bytes of [[0xC0, 0xAE, 0xC0, 0xAE], [0xFF], [0xED, 0xA0, 0x80], [0xC3]]) {
		t.throws(() => new MessageDecoder().decode({type: typeCodes.unavailable, header: pack([Buffer.from(bytes), Buffer.alloc(32), 0]), payload: none}), {code: 'protocol', message: /UTF-8/v});
	}
});

test('A05: a path of exactly the limits is accepted', t => {
	const longest = Array.from({length: 16}, () => 'a'.repeat(255)).join('/');
	t.is(longest.length, 4095);
	for (const path of [longest, Array.from({length: 128}, () => 'a').join('/')]) {
		t.deepEqual(throughTheWire(apply(put(path))), apply(put(path)));
	}
});

test('a link text of 4096 bytes is accepted and one of 4097 or none refused', t => {
	t.notThrows(() => throughTheWire(apply(put('l', {kind: 'symlink', target: 'a'.repeat(4096)}))));
	for (const target of ['a'.repeat(4097), '', 'a\0b']) {
		t.throws(() => throughTheWire(apply(put('l', {kind: 'symlink', target}))), {code: 'protocol'});
	}
});

test('A39: sizes and times that are no whole numbers within range are refused', t => {
	for (const size of [-1, 1.5, NaN, 2 ** 53, Infinity]) {
		t.throws(() => throughTheWire(apply(put('a', {...file, size}))), {code: 'protocol', message: /sizes/v});
	}

	for (const modifiedMicroseconds of [1.5, NaN, -(2 ** 53), Infinity]) {
		t.throws(() => throughTheWire(apply(put('a', {...file, modifiedMicroseconds}))), {code: 'protocol', message: /times/v});
	}
});

test('A44: a move into itself, and a step that expects nothing where something must stand, are refused', t => {
	t.throws(() => throughTheWire(apply({
		kind: 'move', from: 'a', path: 'a/b', expected: file,
	})), {code: 'protocol'});
	t.throws(() => throughTheWire(apply({kind: 'delete', path: 'a', expected: undefined as unknown as TreeNode})), {code: 'protocol'});
});

test('A34: a message with more entries than allowed is refused, one with exactly as many is not', t => {
	const results = (count: number): Message => ({
		type: 'applied', batch: 1, head: {generation: 1, lineage: ''}, results: Array.from({length: count}, () => ({status: 'applied', node: undefined})),
	});
	t.notThrows(() => throughTheWire(results(limits.entries)));
	t.throws(() => throughTheWire(results(limits.entries + 1)), {code: 'protocol'});
	const deletions = (count: number) => apply(...Array.from({length: count}, (_, index): Operation => ({kind: 'delete', path: `f${index}`, expected: {kind: 'symlink', target: 'x'}})));
	t.notThrows(() => throughTheWire(deletions(limits.entries)));
	t.throws(() => throughTheWire(deletions(limits.entries + 1)), {code: 'protocol'});
});

test('A32: chunk indexes, lengths and ranges beyond their limits are refused', t => {
	const data = (indexes: number[], lengths: number[]): Message => ({
		type: 'data', transfer: 1, indexes, lengths, isCompressed: false, payload: none,
	});
	for (const index of [-1, 1.5, 2 ** 32, 2 ** 53, NaN]) {
		t.throws(() => throughTheWire(data([index], [0])), {code: 'protocol', message: /indexes/v});
		t.throws(() => throughTheWire({
			type: 'init-response', transfer: 1, answer: 'missing', ranges: [[index, 1]],
		}), {code: 'protocol', message: /ranges/v});
	}

	for (const index of [-1, 1.5, 2 ** 32, NaN]) {
		t.throws(() => throughTheWire({...data([index], [0]), type: 'delta'} as Message), {code: 'protocol', message: /indexes/v});
		t.throws(() => throughTheWire({type: 'signatures', transfer: 1, signatures: {indexes: [index], packed: none, hasMore: false}}), {code: 'protocol', message: /indexes/v});
	}

	t.throws(() => throughTheWire(data([0, 1], [0])), {code: 'protocol', message: /lengths/v});
	t.throws(() => throughTheWire(data([0], [limits.chunkBytes + 1])), {code: 'protocol', message: /lengths/v});
});

test('A31 A34: more signatures than a message may hold are refused, exactly as many are not', t => {
	const window = (chunks: number, bytes: number) => ({indexes: Array.from({length: chunks}, (_, index) => index), packed: new Uint8Array(bytes), hasMore: false});
	const signatures = (chunks: number, bytes: number): Message => ({type: 'signatures', transfer: 1, signatures: window(chunks, bytes)});
	const answer = (chunks: number, bytes: number): Message => ({
		type: 'init-response', transfer: 1, answer: 'missing', ranges: [], signatures: window(chunks, bytes),
	});
	for (const told of [signatures, answer]) {
		t.notThrows(() => throughTheWire(told(limits.signedChunks, limits.signatureBytes)));
		t.throws(() => throughTheWire(told(limits.signedChunks + 1, 0)), {code: 'protocol', message: /indexes/v});
		t.throws(() => throughTheWire(told(1, limits.signatureBytes + 1)), {code: 'protocol', message: /packed/v});
	}
});

// A18, A19: compression.

const zstd = (bytes: Uint8Array) => zstdCompressSync(bytes, {params: {[constants.ZSTD_c_compressionLevel]: 1}});
const announced = (length: number, packed: Uint8Array) => {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(length);
	return Buffer.concat([bytes, packed]);
};

const compressedApplied = (header: Uint8Array): Frame => ({type: typeCodes.applied | frameFlag.isCompressed, header, payload: none});
const goodHeader = encodeMessage({
	type: 'applied', batch: 1, head: {generation: 1, lineage: ''}, results: [],
})[0]!.header;

test('A18: a compressed header is read when it holds exactly what it announces', t => {
	t.is(new MessageDecoder().decode(compressedApplied(announced(goodHeader.length, zstd(goodHeader))))?.type, 'applied');
});

const bombs: ReadonlyArray<readonly [string, Uint8Array]> = [
	['a bomb of 64 MiB that announces 1 KiB', announced(1024, zstd(Buffer.alloc(64 * 1024 * 1024)))],
	['an announcement above the limit', announced(limits.headerBytes + 1, zstd(Buffer.alloc(limits.headerBytes + 1)))],
	['one byte more than announced', announced(goodHeader.length - 1, zstd(goodHeader))],
	['one byte less than announced', announced(goodHeader.length + 1, zstd(goodHeader))],
	['bytes after the stream', announced(goodHeader.length, Buffer.concat([zstd(goodHeader), Buffer.of(0)]))],
	['a second stream after the first', announced(goodHeader.length, Buffer.concat([zstd(goodHeader), zstd(goodHeader)]))],
	['a stream cut short', announced(goodHeader.length, zstd(goodHeader).subarray(0, -2))],
	['no data', announced(goodHeader.length, none)],
	['no announcement', Buffer.of(1, 2)],
	['a stream that asks for a dictionary', announced(goodHeader.length, Buffer.concat([Buffer.of(0x28, 0xB5, 0x2F, 0xFD, 0x21, 0x07, goodHeader.length), Buffer.from(goodHeader)]))],
];
for (const [what, header] of bombs) {
	test(`A18 A19: ${what} in a compressed header is refused`, t => {
		const before = process.memoryUsage().rss;
		t.throws(() => new MessageDecoder().decode(compressedApplied(header)), {instanceOf: FsyncError, code: 'protocol'});
		t.true(process.memoryUsage().rss - before < 8 * 1024 * 1024);
	});
}

test('A19: a compressed header where headers are never compressed is refused', t => {
	const header = announced(1, zstd(Buffer.of(0x90)));
	t.throws(() => new MessageDecoder().decode({type: typeCodes.bye | frameFlag.isCompressed, header, payload: none}), {code: 'protocol'});
});

test('A18 A19: a payload that does not fit what it claims to hold is refused', t => {
	const packOf = (lengths: number[], size: number, isCompressed: boolean): Message => ({
		type: 'pack', lengths, isCompressed, payload: new Uint8Array(size),
	});
	for (const [lengths, size, isCompressed] of [[[3], 2, false], [[3], 4, false], [[3], 0, true], [[3], 3 + 65, true], [Array.from({length: 17}, () => 1024 * 1024), 10, true]] as const) {
		t.throws(() => throughTheWire(packOf([...lengths], size, isCompressed)), {code: 'protocol'});
	}

	t.notThrows(() => throughTheWire(packOf([3], 3 + 64, true)));
	t.notThrows(() => throughTheWire(packOf([0, 0], 0, false)));
});

// What is long.

test('10,000 steps travel compressed in one message and come out as they went in', t => {
	const operations = Array.from({length: 10_000}, (_, index): Operation => ({
		kind: 'delete', path: `packages/library-${index % 50}/source/module-${index}.ts`, expected: {...file, modifiedMicroseconds: 0, digest: index.toString(16).padStart(64, '0')},
	}));
	const bytes = Buffer.concat(encodeBytes(apply(...operations)));
	t.true(bytes.length < 10_000 * 45);
	t.deepEqual(throughTheWire(apply(...operations)), apply(...operations));
});

test('10,000 applied results are a few bytes, and a failure in between keeps its place', t => {
	const results = Array.from({length: 10_000}, () => ({status: 'applied', node: undefined}) as const);
	const applied = (all: Extract<Message, {type: 'applied'}>['results']): Message => ({
		type: 'applied', batch: 1, head: {generation: 1, lineage: ''}, results: all,
	});
	t.true(Buffer.concat(encodeBytes(applied(results))).length < 40);
	const mixed = results.with(5000, {status: 'stale', reason: 'changed'} as never);
	t.deepEqual(throughTheWire(applied(mixed)), applied(mixed));
});

test('the recipe of a very large file travels in several frames, and nothing may come between them', t => {
	const init: Message = {
		type: 'init', transfer: 1, path: 'huge', digest: 'ab'.repeat(32), size: 10 ** 11, recipe: Buffer.alloc(9 * 1024 * 1024, 5),
	};
	const frames = encodeMessage(init);
	t.is(frames.length, 3);
	t.deepEqual(comparable(throughTheWire(init)), comparable(init));
	const decoder = new MessageDecoder();
	t.is(decoder.decode(frames[0]!), undefined);
	t.throws(() => decoder.decode(encodeMessage({type: 'bye'})[0]!), {code: 'protocol'});
});

test('only an init may come in several frames, and not without end', t => {
	t.throws(() => new MessageDecoder().decode({type: typeCodes.apply | frameFlag.hasMore, header: Buffer.of(1), payload: none}), {code: 'protocol'});
	const decoder = new MessageDecoder();
	const part: Frame = {type: typeCodes.init | frameFlag.hasMore, header: new Uint8Array(4 * 1024 * 1024), payload: none};
	for (let sent = 0; sent < limits.messageBytes; sent += part.header.length) {
		decoder.decode(part);
	}

	t.throws(() => decoder.decode(part), {code: 'protocol'});
});

test('a message that is too long for a frame is refused where it is sent', t => {
	t.throws(() => encodeBytes({
		type: 'pack', lengths: [], isCompressed: false, payload: new Uint8Array(limits.frameBytes),
	}), {code: 'limit'});
});

test('a deleted folder travels as the fingerprint of its subtree, one that is moved or replaced as its kind alone', t => {
	const folder: FolderNode = {kind: 'folder', children: new Map([['x', file]])};
	const bare: FolderNode = {kind: 'folder', children: new Map()};
	const sent = apply(
		{kind: 'delete', path: 'a', expected: folder},
		{kind: 'delete', path: 'b', expected: bare},
		{
			kind: 'move', from: 'c', path: 'd', expected: folder,
		},
		{
			kind: 'put', path: 'e', node: file, expected: folder,
		},
	);
	const received = throughTheWire(sent) as Apply;
	t.deepEqual(received.operations.map(operation => operation.expected), [{...bare, fingerprint: treeDigest(folder)}, bare, bare, bare]);
	t.deepEqual(throughTheWire(received), received);
});

test('A45: whatever a peer adds to a message beyond what is asked for is ignored', t => {
	fc.assert(fc.property(message, strange, (sent, more) => {
		const [frame] = encodeMessage(sent);
		fc.pre((frame!.type & frameFlag.isCompressed) === 0);
		const header = pack([...unpack(frame!.header) as unknown[], more === '' ? 0 : more, 1]);
		t.deepEqual(comparable(new MessageDecoder().decode({...frame!, header})), comparable(throughTheWire(sent)));
	}), {seed});
});

test('what must not travel stays at home: disk stats, recipes and what is in a folder', t => {
	const disk = {
		inode: 1, size: 3, modifiedMilliseconds: 1, changedMilliseconds: 1, bornMilliseconds: 1,
	};
	const rich = apply(put('a', {...file, disk, recipe: Buffer.of(1)}), put('d', {kind: 'folder', children: new Map([['x', file]]), disk}));
	t.deepEqual(throughTheWire(rich), apply(put('a'), put('d', {kind: 'folder', children: new Map()})));
});
