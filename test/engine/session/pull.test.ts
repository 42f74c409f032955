import test from 'ava';
import type {Operation, OperationResult} from '../../../source/engine/core/operation.js';
import type {Stage, TransitionRequest, TransitionResult} from '../../../source/engine/disk/replica.js';
import type {Want} from '../../../source/engine/protocol/messages.js';
import {ContentBook} from '../../../source/engine/session/content-book.js';
import type {Link} from '../../../source/engine/session/link.js';
import {pull} from '../../../source/engine/session/pull.js';
import type {Settlement} from '../../../source/engine/transfer/expectations.js';
import {ManualClock} from '../transfer/manual-clock.js';
import {file, folder} from './trees.js';

/** A server that has everything but what is cancelled here, and a stage from which each content goes as soon as it is published. */
function endsWith(cancelled: string) {
	const wanted: string[] = [];
	const staged = new Set<string>();
	const link = {
		async want(items: Want['items']) {
			wanted.push(...items.map(({path}) => path));
			return new Map<string, Settlement>(items.map(({path, digest}) => {
				const isCancelled = path === cancelled;
				if (!isCancelled) {
					staged.add(digest);
				}

				return [digest, isCancelled ? 'cancelled' : 'staged'];
			}));
		},
	} as unknown as Link;
	const stage = {has: async (digests: readonly string[]) => new Set(digests.filter(digest => staged.has(digest)))} as unknown as Stage;
	const transition = async ({operations, tree}: TransitionRequest): Promise<TransitionResult> => {
		staged.clear();
		return {tree, results: operations.map((operation): OperationResult => ({status: 'applied', node: 'node' in operation ? operation.node : undefined}))};
	};

	return {
		wanted, link, stage, transition,
	};
}

test('a large content that an earlier batch brings comes once and counts as spared for its copies, and what fails there fails for all', async t => {
	// Each of the large ones makes a batch of its own, and not as many are fetched ahead as lie between a content and its copy.
	const paths = ['a', 'b', 's', 'a soon', 'c', 'd', 'e', 'f', 'a late', 'b late', 's late'];
	const operations = paths.map((path): Operation => ({
		kind: 'put', path, node: {...file(path[0]!), size: path.startsWith('s') ? 100 : 20_000_000}, expected: undefined,
	}));
	const {wanted, link, stage, transition} = endsWith('b');
	const spared: string[] = [];
	const {results} = await pull({
		link,
		stage,
		transition,
		operations,
		local: folder(),
		remote: folder(Object.fromEntries(operations.map(operation => [operation.path, (operation as Extract<Operation, {kind: 'put'}>).node]))),
		book: new ContentBook(new ManualClock()),
		device: 'server',
		isPaused: () => false,
		onResult(operation, _result, isSpared) {
			if (isSpared) {
				spared.push(operation.path);
			}
		},
	});
	t.deepEqual(wanted, ['a', 'b', 's', 'c', 'd', 'e', 'f', 's late']);
	t.deepEqual(results.map(({status}) => status), paths.map(path => path.startsWith('b') ? 'failed' : 'applied'));
	t.deepEqual(spared, ['a soon', 'a late', 'b late']);
});

test('a session that is paused while it is looked up what has to come asks for nothing any more', async t => {
	const {wanted, link, transition} = endsWith('');
	let isPaused = false;
	const told: string[] = [];
	const stage = {
		async has() {
			isPaused = true;
			return new Set();
		},
	} as unknown as Stage;
	const operation: Operation = {
		kind: 'put', path: 'a', node: {...file('a'), size: 20_000_000}, expected: undefined,
	};
	const {results} = await pull({
		link, stage, transition, operations: [operation], local: folder(), remote: folder({a: operation.node}), book: new ContentBook(new ManualClock()), device: 'server', isPaused: () => isPaused, onResult({path}) {
			told.push(path);
		},
	});
	t.deepEqual(wanted, []);
	t.like(results[0], {status: 'stale', reason: 'the session was paused'});
	t.deepEqual(told, []);
});
