import {setImmediate as turn} from 'node:timers/promises';
import test from 'ava';
import type {FileNode} from '../../../source/engine/core/node.js';
import {emptyTree, type Tree} from '../../../source/engine/core/tree.js';
import type {NamedFile} from '../../../source/engine/disk/replica.js';
import {ContentBook} from '../../../source/engine/session/content-book.js';
import {EarlyOffers} from '../../../source/engine/session/early-offers.js';
import type {Line} from '../../../source/engine/session/line.js';
import type {Offer, OfferResult} from '../../../source/engine/transfer/sender.js';
import {ManualClock} from '../transfer/manual-clock.js';
import {file, folder} from './trees.js';

const limits = {
	worthwhile: 100, message: 50, small: 1000, large: 10_000, each: 5, underWay: 150,
};

const named = (path: string, change: Partial<FileNode> = {}): NamedFile => ({path, node: file(path, change), mayHaveMoved: false});
const large = (path: string, size = 100) => named(path, {size, recipe: new Uint8Array(1)});
const small = (path: string, size = 25) => named(path, {size});

type Situation = {
	readonly ancestor?: Tree | undefined;
	readonly remote?: Tree;
	readonly isReadOnly?: boolean;
	readonly isAllowed?: () => boolean;
};

/** A line that takes what it is offered when the test says so. */
function early({ancestor = emptyTree, remote = emptyTree, isReadOnly = false, isAllowed = () => true}: Situation = {}) {
	const calls: Array<{readonly paths: readonly string[]; readonly contents: readonly Offer[]; readonly end: (result: OfferResult) => Promise<void>; readonly fail: () => Promise<void>}> = [];
	const book = new ContentBook(new ManualClock());
	const offers = new EarlyOffers({
		view: {tree: remote}, book, rules: {}, limits, isAllowed,
	});
	const line = {
		welcome: {isReadOnly},
		link: {
			async offerAhead(contents: readonly Offer[]) {
				const {promise, resolve, reject} = Promise.withResolvers<ReadonlyMap<string, OfferResult>>();
				calls.push({
					contents,
					paths: contents.map(({path}) => path),
					async end(result) {
						resolve(new Map(contents.map(({node}) => [node.digest, result])));
						await turn();
					},
					async fail() {
						reject(new Error('The line has broken.'));
						await turn();
					},
				});
				return promise;
			},
		},
	} as unknown as Line;
	const look = (...files: readonly NamedFile[]) => {
		const name = offers.begin(() => ancestor);
		for (const one of files) {
			name(one);
		}

		return name;
	};

	return {
		calls, book, offers, line, look, paths: () => calls.map(({paths}) => paths),
	};
}

test('a large content is sent as soon as it is named, small ones when there are enough for a message', t => {
	const {offers, line, look, paths} = early();
	offers.open(line);
	look(small('a'), large('b'), small('c'), small('d'));
	t.deepEqual(paths(), [['b'], ['a', 'c']]);
});

test('what is named before there is a line goes when it comes, and nothing of an earlier look', t => {
	const {offers, line, look, paths} = early();
	look(large('early'));
	offers.end();
	look(large('a'), large('b'));
	offers.open(line);
	t.deepEqual(paths(), [['a'], ['b']]);
});

test('no more is on its way at once than a batch of a push, and the rest follows', async t => {
	const {offers, line, look, paths, calls} = early();
	offers.open(line);
	look(large('a'), large('b'), large('c'), large('d'));
	t.deepEqual(paths(), [['a'], ['b']]);
	await calls[0]!.end('sent');
	t.deepEqual(paths(), [['a'], ['b'], ['c']]);
});

test('what has not been sent when the look is over is left to the push', async t => {
	const {offers, line, look, paths, calls} = early();
	offers.open(line);
	const name = look(large('a'), large('b'), large('c'));
	offers.end();
	await calls[0]!.end('sent');
	name(large('late'));
	t.deepEqual(paths(), [['a'], ['b']]);
});

test('a content that several files have is sent once', t => {
	const {offers, line, look, paths} = early();
	offers.open(line);
	look(large('a'), {...large('a'), path: 'copy'});
	t.deepEqual(paths(), [['a']]);
});

test('small contents are sent up to what a server may keep in memory, in each look; large ones go on', async t => {
	const {offers, line, look, calls} = early();
	offers.open(line);
	look();
	for (const turn of [1, 2]) {
		const sent: string[] = [];
		const name = look();
		for (let at = 0; at < 50; at++) {
			name(small(`${turn}-${at}`));
			for (const call of calls.splice(0)) {
				sent.push(...call.paths);
				await call.end('sent');
			}
		}

		t.is(sent.length, 40, `${turn}`);
		name(large(`${turn}-large`));
		t.deepEqual(calls.splice(0).map(({paths}) => paths), [[`${turn}-large`]]);
		offers.end();
	}
});

test('tiny contents count for what both ends note of them, and what would be too much is not even remembered', async t => {
	const {offers, line, look, calls} = early();
	offers.open(line);
	const sent: string[] = [];
	const name = look();
	for (let at = 0; at < 500; at++) {
		name(small(`tiny-${at}`, 1));
		for (const call of calls.splice(0)) {
			sent.push(...call.paths);
			await call.end('sent');
		}
	}

	t.is(sent.length, 1000 / 5);
});

test('what the server has elsewhere is not sent, nor what somebody has cancelled', t => {
	const {offers, line, look, paths, book} = early({remote: folder({elsewhere: large('moved').node})});
	offers.open(line);
	book.cancelled.add(large('unwanted').node.digest);
	look(large('moved'), large('unwanted'), large('new'));
	t.deepEqual(paths(), [['new']]);
});

test('a new version of a large file is told as an edit of the one that the server has', t => {
	const before = file('before', {size: 100, recipe: new Uint8Array(1)});
	const tree = folder({a: before});
	const {offers, line, look, calls, book} = early({ancestor: tree, remote: tree});
	offers.open(line);
	look({...large('new'), path: 'a'});
	t.is(calls[0]!.contents[0]!.base, before.digest);
	t.is(book.bases.get(before.digest), before.recipe);
});

test('a transfer that somebody cancels counts as cancelled for the push', async t => {
	const {offers, line, look, calls, book} = early();
	offers.open(line);
	look(large('a'));
	await calls[0]!.end('cancelled');
	t.true(book.cancelled.has(large('a').node.digest));
});

test('a line that breaks does not end the look, and the next one goes on', async t => {
	const {offers, line, look, paths, calls} = early();
	offers.open(line);
	const name = look(large('a'));
	await calls[0]!.fail();
	name(large('b'));
	t.deepEqual(paths(), [['a']], 'b waits');
	offers.open(line);
	t.deepEqual(paths(), [['a'], ['b']]);
});

test('nothing is sent while nothing is allowed to be, and no more once it is not any more', async t => {
	let isAllowed = false;
	const {offers, line, look, paths, calls} = early({isAllowed: () => isAllowed});
	offers.open(line);
	const name = look(large('a'));
	isAllowed = true;
	name(large('b'));
	name(large('c'));
	name(large('d'));
	isAllowed = false;
	await calls[0]!.end('sent');
	t.deepEqual(paths(), [['b'], ['c']]);
});

test('nothing is sent to a server that lets this device read only', t => {
	const {offers, line, look, paths} = early({isReadOnly: true});
	offers.open(line);
	look(large('a'));
	t.deepEqual(paths(), []);
});

test('nothing is sent while what was agreed on is not known', t => {
	const {offers, line, paths} = early();
	offers.open(line);
	offers.begin(() => undefined)(large('a'));
	t.deepEqual(paths(), []);
});
