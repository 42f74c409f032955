import fc from 'fast-check';
import type {
	FileNode,
	FolderNode,
	SymlinkNode,
	TreeNode,
} from '../../../source/engine/core/node.js';
import type {Operation, OperationResult} from '../../../source/engine/core/operation.js';
import {isWithin, pathFault, type Path} from '../../../source/engine/core/path.js';
import {protocolVersion, type Message, type MessageType} from '../../../source/engine/protocol/messages.js';
import {character} from '../../arbitrary-character.js';

/** Arbitrary messages as they come out of a decoder: what does not travel is not there. */

export const hex = (bytes: number) => fc.uint8Array({minLength: bytes, maxLength: bytes}).map(value => Buffer.from(value).toString('hex'));
const digest = hex(32);
const natural = fc.maxSafeNat();
const small = fc.nat({max: 1000});

/** Names with everything a file system allows: marks, controls, wide characters, a byte order mark at the start. */
const component = fc.oneof(
	{weight: 4, arbitrary: fc.string({unit: character, minLength: 1, maxLength: 8})},
	{weight: 4, arbitrary: fc.constantFrom('a', 'index.js', 'ünïcödé', '\u{FEFF}mark', 'new\nline', '\u{1B}[2J', '．．', 'a\u{2215}b', '\u{202E}rtlo', '%2e%2e', '...')},
);
export const path: fc.Arbitrary<Path> = fc.array(component, {minLength: 1, maxLength: 4}).map(parts => parts.join('/')).filter(text => pathFault(text) === undefined);
const text = fc.string({unit: character, maxLength: 30}).map(value => value.toWellFormed());
const name = fc.string({unit: fc.constantFrom(...'abcXYZ019 _.:é'), minLength: 1, maxLength: 40});

const file = (modifiedMicroseconds: fc.Arbitrary<number>): fc.Arbitrary<FileNode> => fc.record({
	kind: fc.constant('file'), size: natural, modifiedMicroseconds, executable: fc.boolean(), digest,
});
const symlink: fc.Arbitrary<SymlinkNode> = fc.record({kind: fc.constant('symlink'), target: fc.string({unit: character, minLength: 1, maxLength: 40}).map(value => value.replaceAll('\0', '0').toWellFormed())});
const folder: fc.Arbitrary<FolderNode> = fc.constant({kind: 'folder', children: new Map()});
const fingerprint: fc.Arbitrary<FolderNode> = digest.map(value => ({kind: 'folder', children: new Map(), fingerprint: value}));
export const node: fc.Arbitrary<TreeNode> = fc.oneof(file(fc.maxSafeInteger()), symlink, folder);
const expected: fc.Arbitrary<TreeNode> = fc.oneof(file(fc.constant(0)), symlink, folder);

export const operation: fc.Arbitrary<Operation> = fc.oneof(
	fc.record({
		kind: fc.constant('put'), path, node, expected: fc.option(expected, {nil: undefined}),
	}),
	fc.record({
		kind: fc.constant('move'), from: path, path, expected,
	}).filter(move => !isWithin(move.from, move.path)),
	fc.record({kind: fc.constant('delete'), path, expected: fc.oneof(expected, fingerprint)}),
);
const operations = fc.array(operation, {maxLength: 12});

const result: fc.Arbitrary<OperationResult> = fc.oneof(
	{weight: 5, arbitrary: fc.constant({status: 'applied', node: undefined})},
	fc.record({status: fc.constant('stale'), reason: text}),
	fc.record({
		status: fc.constant('failed'),
		problem: fc.record({
			path: fc.oneof(path, fc.constant('')), side: fc.constantFrom('local', 'remote'), code: fc.constantFrom('unreadable', 'too-deep', 'no-space'), message: text,
		}),
	}),
);

const head = fc.record({generation: natural, lineage: fc.oneof(digest, fc.constant(''))});
const length = fc.nat({max: 40});
const payloadFor = (lengths: readonly number[]) => {
	let total = 0;
	for (const each of lengths) {
		total += each;
	}

	return fc.uint8Array({minLength: total, maxLength: total});
};

const version = fc.constant(protocolVersion);
const signatures = fc.record({indexes: fc.array(small, {maxLength: 8}), packed: fc.uint8Array({maxLength: 80}), hasMore: fc.boolean()});
const chunking = fc.record({
	algorithm: fc.constantFrom('fastcdc', 'fixed'), minimumBytes: fc.constant(16_384), averageBytes: fc.constant(65_536), maximumBytes: fc.constant(262_144),
});

export const messageArbitraries: {readonly [Type in MessageType]: fc.Arbitrary<Extract<Message, {type: Type}>>} = {
	hello: fc.record({
		type: fc.constant('hello'), version, chunking, device: name, share: name, session: name, head, proof: fc.record({invite: name, mac: digest}),
	}, {requiredKeys: ['type', 'version', 'chunking', 'device', 'share', 'session']}),
	welcome: fc.record({
		type: fc.constant('welcome'), version, device: name, share: name, head, basis: fc.constantFrom('commits', 'listing'), isReadOnly: fc.boolean(), isFolding: fc.boolean(), freeBytes: natural, diskBytes: natural, wallMilliseconds: fc.maxSafeInteger(),
	}),
	refusal: fc.record({type: fc.constant('refusal'), code: fc.constantFrom('version', 'chunking', 'not-paired', 'forbidden', 'busy', 'halted', 'protocol', 'limit', 'internal'), message: text}),
	commits: fc.record({
		type: fc.constant('commits'), commits: fc.array(fc.record({
			generation: natural, lineage: digest, device: name, operations,
		}), {maxLength: 4}),
	}),
	listing: fc.record({
		type: fc.constant('listing'), head, entries: fc.array(fc.record({path, node}), {maxLength: 12}), isLast: fc.boolean(),
	}),
	want: fc.record({
		type: fc.constant('want'), items: fc.array(fc.record({
			path, digest, size: natural, base: digest,
		}, {requiredKeys: ['path', 'digest', 'size']}), {maxLength: 8}),
	}),
	pack: fc.array(length, {maxLength: 8}).chain(lengths => fc.record({
		type: fc.constant('pack'), lengths: fc.constant(lengths), isCompressed: fc.constant(false), payload: payloadFor(lengths),
	})),
	init: fc.record({
		type: fc.constant('init'), transfer: natural, path, digest, size: natural, recipe: fc.uint8Array({maxLength: 80}), base: digest,
	}, {requiredKeys: ['type', 'transfer', 'path', 'digest', 'size', 'recipe']}),
	'init-response': fc.oneof(
		fc.record({
			type: fc.constant('init-response'), transfer: natural, answer: fc.constant('missing'), ranges: fc.array(fc.tuple(small, small), {maxLength: 8}), signatures,
		}, {requiredKeys: ['type', 'transfer', 'answer', 'ranges']}),
		fc.record({type: fc.constant('init-response'), transfer: natural, answer: fc.constant('unknown-base')}),
		fc.record({
			type: fc.constant('init-response'), transfer: natural, answer: fc.constant('refused'), reason: fc.constantFrom('no-space', 'too-large', 'io'),
		}),
	),
	data: fc.array(length, {maxLength: 8}).chain(lengths => fc.record({
		type: fc.constant('data'), transfer: natural, indexes: fc.constant(lengths.map((_, index) => index)), lengths: fc.constant(lengths), isCompressed: fc.constant(false), payload: payloadFor(lengths),
	})),
	delta: fc.array(length, {maxLength: 8}).chain(lengths => fc.record({
		type: fc.constant('delta'), transfer: natural, indexes: fc.constant(lengths.map((_, index) => index)), lengths: fc.constant(lengths), isCompressed: fc.constant(false), payload: payloadFor(lengths),
	})),
	'want-signatures': fc.record({type: fc.constant('want-signatures'), transfer: natural}),
	signatures: fc.record({type: fc.constant('signatures'), transfer: natural, signatures}),
	'check-hash': fc.record({type: fc.constant('check-hash'), transfer: natural}),
	'check-hash-response': fc.record({type: fc.constant('check-hash-response'), transfer: natural, again: fc.array(small)}),
	finish: fc.record({type: fc.constant('finish'), transfer: natural, isOk: fc.boolean()}),
	cancel: fc.record({type: fc.constant('cancel'), transfer: natural}),
	unavailable: fc.record({
		type: fc.constant('unavailable'), path, digest, reason: fc.constantFrom('changed', 'unreadable'),
	}),
	apply: fc.record({
		type: fc.constant('apply'), batch: fc.integer({min: 1}), heard: fc.nat(), operations,
	}),
	applied: fc.record({
		type: fc.constant('applied'), batch: fc.integer({min: 1}), head, results: fc.array(result, {maxLength: 30}),
	}),
	acknowledge: fc.record({type: fc.constant('acknowledge'), head}),
	ping: fc.record({type: fc.constant('ping'), nonce: natural}),
	pong: fc.record({type: fc.constant('pong'), nonce: natural, wallMilliseconds: fc.maxSafeInteger()}),
	bye: fc.constant({type: 'bye'}),
};

export const message: fc.Arbitrary<Message> = fc.oneof(...Object.values(messageArbitraries));
