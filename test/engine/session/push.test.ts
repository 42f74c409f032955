import test from 'ava';
import type {Operation, OperationResult} from '../../../source/engine/core/operation.js';
import {ContentBook} from '../../../source/engine/session/content-book.js';
import type {Link} from '../../../source/engine/session/link.js';
import {push} from '../../../source/engine/session/push.js';
import type {Offer, OfferResult} from '../../../source/engine/transfer/sender.js';
import {ManualClock} from '../transfer/manual-clock.js';
import {file, folder} from './trees.js';

const local = folder({a: file('a'), b: file('b')});
const put = (path: 'a' | 'b'): Operation => ({
	kind: 'put', path, node: file(path), expected: undefined,
});

/** A server that takes everything, and somebody who cancels the transfers of these paths. */
function linkWith(cancels: readonly string[]) {
	const offered: string[] = [];
	const link = {
		async offer(offers: readonly Offer[]) {
			offered.push(...offers.map(({path}) => path));
			return new Map<string, OfferResult>(offers.map(({path, node}) => [node.digest, cancels.includes(path) ? 'cancelled' : 'sent']));
		},
		apply: async (operations: readonly Operation[]) => operations.map(({path}) => ({status: 'applied', node: file(path)})),
	} as unknown as Link;
	return {link, offered};
}

test('a large content that an earlier batch has brought is not sent again, and what was refused there is refused for all', async t => {
	const sizes = {a: 20_000_000, b: 20_000_000, c: 100};
	const paths = ['a', 'b', 'a copy', 'b copy', 'c', 'large', 'c copy'];
	const nodes = new Map(paths.map(path => [path, {...file(path[0]!), size: path === 'large' ? 24_000_000 : sizes[path[0] as keyof typeof sizes]}]));
	const {link, offered} = linkWith(['b']);
	const spared: string[] = [];
	const results = await push({
		link,
		operations: paths.map((path): Operation => ({kind: 'put', path, node: nodes.get(path)!, expected: undefined})),
		local: folder(Object.fromEntries(nodes)),
		remote: folder(),
		heard: 1,
		book: new ContentBook(new ManualClock()),
		isPaused: () => false,
		onResult(operation, _result, isSpared) {
			if (isSpared) {
				spared.push(operation.path);
			}
		},
	});
	t.deepEqual(offered, ['a', 'b', 'c', 'large', 'c copy']);
	t.deepEqual(results.map(({status}) => status), ['applied', 'failed', 'applied', 'failed', 'applied', 'applied', 'applied']);
	t.deepEqual(spared, ['a copy', 'b copy']);
});

test('what is cancelled is a problem of its path, is not sent again for a while, and the rest goes on', async t => {
	const clock = new ManualClock();
	const book = new ContentBook(clock);
	const run = async (cancels: readonly string[]) => {
		const {link, offered} = linkWith(cancels);
		const results = await push({
			link, operations: [put('a'), put('b')], local, remote: folder(), heard: 1, book, isPaused: () => false, onResult() {/* Nobody reads. */},
		});
		return {offered, results};
	};

	const first = await run(['a']);
	t.deepEqual(first.offered, ['a', 'b']);
	t.like(first.results[0], {status: 'failed', problem: {path: 'a', code: 'cancelled', message: 'Sending it was cancelled here. It is tried again in about five minutes, or at once when you sync now.'}});
	t.like(first.results[1], {status: 'applied'});
	t.deepEqual((await run([])).offered, ['b']);
	clock.advance(5 * 60 * 1000);
	const last = await run([]);
	t.deepEqual(last.offered, ['a', 'b']);
	t.like(last.results[0], {status: 'applied'});
});

test('what the server has lost between its arrival and its step is planned again, and what it never got from here is a problem', async t => {
	const lost: OperationResult = {status: 'failed', problem: {path: 'a', side: 'local', code: 'missing-content', message: 'Its content was lost.'}};
	const link = {
		offer: async (offers: readonly Offer[]) => new Map<string, OfferResult>(offers.map(({node}) => [node.digest, 'sent'])),
		apply: async (operations: readonly Operation[]) => operations.map(() => lost),
	} as unknown as Link;
	const there = {...file('b'), size: 200_000};
	const results = await push({
		link,
		operations: [put('a'), {kind: 'put', path: 'b', node: there, expected: undefined}],
		local,
		remote: folder({elsewhere: there}),
		heard: 1,
		book: new ContentBook(new ManualClock()),
		isPaused: () => false,
		onResult() {/* Nobody reads. */},
	});
	t.deepEqual(results, [{status: 'stale', reason: 'its content was gone from the server\'s stage'}, lost]);
});
