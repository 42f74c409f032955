import test from 'ava';
import {lookup} from '../../../source/engine/core/tree.js';
import {FsyncError} from '../../../source/engine/fault.js';
import {RemoteView} from '../../../source/engine/session/remote-view.js';
import {file, folder} from './trees.js';

const head = (generation: number) => ({generation, lineage: String(generation)});

test('a commit that fits moves tree, head and moves on', t => {
	const view = new RemoteView(folder({a: file('one')}), head(1));
	view.commit({
		...head(2), device: 'd', operations: [{
			kind: 'move', from: 'a', path: 'b', expected: file('one'),
		}],
	});
	t.is(view.head?.generation, 2);
	t.truthy(lookup(view.tree, 'b'));
	t.deepEqual(view.takeMoves(), [{from: 'a', to: 'b'}]);
	t.deepEqual(view.takeMoves(), []);
});

test('a commit that skips a generation is refused', t => {
	const view = new RemoteView(folder(), head(1));
	t.throws(() => {
		view.commit({...head(3), device: 'd', operations: []});
	}, {instanceOf: FsyncError});
});

test('a commit whose step does not find what it expects is refused', t => {
	const view = new RemoteView(folder(), head(1));
	t.throws(() => {
		view.commit({
			...head(2), device: 'd', operations: [{kind: 'delete', path: 'gone', expected: file('x')}, {
				kind: 'move', from: 'no', path: 'where', expected: file('y'),
			}],
		});
	}, {instanceOf: FsyncError});
});

test('while a listing comes in, what was known stays until the last page', t => {
	const view = new RemoteView(folder({old: file('old')}), head(1));
	view.expectListing();
	t.is(view.head, undefined);
	t.false(view.listing({
		type: 'listing', head: head(7), entries: [{path: 'new', node: folder()}], isLast: false,
	}));
	t.truthy(lookup(view.tree, 'old'));
	t.true(view.listing({
		type: 'listing', head: head(7), entries: [{path: 'new/x', node: file('x')}], isLast: true,
	}));
	t.is(lookup(view.tree, 'old'), undefined);
	t.truthy(lookup(view.tree, 'new/x'));
	t.is(view.head?.generation, 7);
	t.is(view.takeMoves(), undefined, 'what moved is not known after a listing');
});

test('a move whose new place the ancestor has got from a node of ours can no longer be told from it', t => {
	const view = new RemoteView(folder({sub: folder()}), head(1));
	const before = view.tree;
	view.commit({
		...head(2), device: 'd', operations: [{
			kind: 'move', from: 'sub', path: 'dir', expected: folder(),
		}],
	});
	view.overtake(before, before);
	t.deepEqual(view.takeMoves(), [{from: 'sub', to: 'dir'}]);

	const other = new RemoteView(before, head(1));
	other.commit({
		...head(2), device: 'd', operations: [{
			kind: 'move', from: 'sub', path: 'dir', expected: folder(),
		}],
	});
	other.overtake(before, folder({sub: folder(), dir: folder()}));
	t.is(other.takeMoves(), undefined);
});

const put = (path: string, word: string, before: string) => ({
	kind: 'put', path, node: file(word), expected: file(before),
} as const);

test('what others have put back to what the ancestor has is told, until both sides were looked at after that and are the same', t => {
	const ancestor = folder({a: file('one'), b: file('one')});
	const view = new RemoteView(ancestor, head(1));
	view.commit({...head(2), device: 'd', operations: [put('a', 'two', 'one'), put('b', 'two', 'one')]});
	t.deepEqual(view.putBack(ancestor), []);
	view.commit({...head(3), device: 'd', operations: [put('a', 'one', 'two')]});
	t.deepEqual(view.putBack(ancestor), ['a']);
	view.agreed(ancestor, new Set());
	t.deepEqual(view.putBack(ancestor), ['a'], 'our side has not been looked at since');
	view.beforeLook();
	view.agreed(ancestor, new Set(['a']));
	t.deepEqual(view.putBack(ancestor), ['a'], 'our side could not be read');
	view.agreed(ancestor, new Set());
	t.deepEqual(view.putBack(ancestor), []);
});

test('what others have put back and moved is told by the name that it has in the ancestor, whether or not their moves can be told', t => {
	const ancestor = folder({d: folder({a: file('one')})});
	const view = new RemoteView(ancestor, head(1));
	view.commit({...head(2), device: 'd', operations: [put('d/a', 'two', 'one')]});
	view.blurMoves();
	view.commit({
		...head(3), device: 'd', operations: [{
			kind: 'move', from: 'd', path: 'e', expected: folder(),
		}, put('e/a', 'one', 'two')],
	});
	t.deepEqual(view.putBack(ancestor), ['d/a']);
});

test('moves that nobody has followed are told again, with those that have come since', t => {
	const move = (from: string, path: string) => ({
		kind: 'move', from, path, expected: file('one'),
	} as const);
	const view = new RemoteView(folder({a: file('one'), b: file('one')}), head(1));
	view.commit({...head(2), device: 'd', operations: [move('a', 'c')]});
	t.deepEqual(view.takeMoves(), [{from: 'a', to: 'c'}]);
	view.commit({...head(3), device: 'd', operations: [move('c', 'e'), move('b', 'a')]});
	view.returnMoves();
	t.deepEqual(view.takeMoves(), [{from: 'a', to: 'e'}, {from: 'b', to: 'a'}]);
	view.blurMoves();
	view.returnMoves();
	t.is(view.takeMoves(), undefined, 'what cannot be told stays so');
});
