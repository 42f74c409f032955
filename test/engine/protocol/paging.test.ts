import test from 'ava';
import fc from 'fast-check';
import type {Operation} from '../../../source/engine/core/operation.js';
import {encodeMessage, MessageDecoder} from '../../../source/engine/protocol/codec.js';
import {pageLimits} from '../../../source/engine/protocol/limits.js';
import type {Commit, Commits} from '../../../source/engine/protocol/messages.js';
import {commitPages, estimateBytes, pages} from '../../../source/engine/protocol/paging.js';
import {packHeader} from '../../../source/engine/protocol/message-pack.js';
import {encodeOperations} from '../../../source/engine/protocol/operation-codec.js';
import {operation} from './arbitrary-message.js';

const seed = 6;

test('the estimate of an item is never below what it adds to a header', t => {
	const empty = packHeader([encodeOperations([])]).length;
	fc.assert(fc.property(operation, value => {
		const header = packHeader([encodeOperations([value])]);
		t.true(header.length - empty <= estimateBytes(value));
	}), {seed, numRuns: 1000});
});

const deletion = (name: string): Operation => ({kind: 'delete', path: name, expected: {kind: 'symlink', target: 'x'}});

test('pages keep every item in order, within both limits', t => {
	const items = Array.from({length: (2 * pageLimits.entries) + 5}, (_, index) => deletion(`file-${index}`));
	const cut = [...pages(items)];
	t.deepEqual(cut.flat(), items);
	t.deepEqual(cut.map(page => page.length), [pageLimits.entries, pageLimits.entries, 5]);
});

test('pages of the longest paths fit into one frame each, even where nothing can be compressed', t => {
	const longest = Array.from({length: 15}, () => 'ä'.repeat(127)).join('/');
	const items = Array.from({length: 2000}, (_, index) => deletion(`${longest}/${index}`));
	const cut = [...pages(items)];
	t.true(cut.length > 1);
	t.deepEqual(cut.flat(), items);
	for (const page of cut) {
		t.true(packHeader([encodeOperations(page)]).length <= pageLimits.bytes);
	}
});

test('nothing is one empty page', t => {
	t.deepEqual([...pages([])], [[]]);
});

test('commits are gathered into few messages, in order, each of which travels', t => {
	const commits = Array.from({length: 50}, (_, generation): Commit => ({
		generation, lineage: 'l', device: 'd', operations: Array.from({length: generation === 20 ? pageLimits.entries : 1000}, (__, index) => deletion(`f-${generation}-${index}`)),
	}));
	const cut = [...commitPages(commits)];
	t.deepEqual(cut.flat(), commits);
	t.is(cut.length, 5);
	for (const page of cut) {
		const frames = encodeMessage({type: 'commits', commits: page});
		t.is(frames.length, 1);
		t.is((new MessageDecoder().decode(frames[0]!) as Commits).commits.length, page.length);
	}
});

test('no commits are no message', t => {
	t.deepEqual([...commitPages([])], []);
});
