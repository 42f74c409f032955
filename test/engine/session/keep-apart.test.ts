import test from 'ava';
import {emptyTree, type Tree} from '../../../source/engine/core/tree.js';
import {reconcile} from '../../../source/engine/core/reconcile.js';
import {planApart} from '../../../source/engine/session/keep-apart.js';
import {file, folder} from './trees.js';

function plan(trees: {readonly local: Tree; readonly remote: Tree}, folding: {readonly local: boolean; readonly remote: boolean}) {
	return planApart(folding, trees, held => reconcile({
		ancestor: emptyTree, ...trees, mode: 'two-way', prefer: 'hold', frozen: new Set(held), tieWinner: 'remote', devices: {local: 'l', remote: 'r'},
	}));
}

const remote = folder({README: file('one'), readme: file('two'), other: file('three')});

test('rule 31: a disk that folds names gets one of two that clash and everything else, and the other one is a named problem', t => {
	const {plan: {local, remote: sent}, clashes} = plan({local: emptyTree, remote}, {local: true, remote: false});
	t.deepEqual(local.map(({path}) => path), ['README', 'other']);
	t.deepEqual(sent, []);
	t.like(clashes, {length: 1, 0: {path: 'readme', side: 'local', code: 'case-clash'}});
});

test('rule 31: what clashes with a name here is neither brought nor overwritten nor deleted, and ours is sent', t => {
	const {plan: {local, remote: sent}, clashes} = plan({local: folder({ReadMe: file('mine')}), remote: folder({readme: file('two')})}, {local: true, remote: false});
	t.deepEqual(local, []);
	t.deepEqual(sent.map(({kind, path}) => [kind, path]), [['put', 'ReadMe']]);
	t.deepEqual(clashes.map(({path}) => path), ['readme']);
});

test('rule 31: a server whose disk folds names is not sent two that clash', t => {
	const {plan: {remote: sent}, clashes} = plan({local: remote, remote: emptyTree}, {local: false, remote: true});
	t.deepEqual(sent.map(({path}) => path), ['README', 'other']);
	t.like(clashes, {length: 1, 0: {path: 'readme', side: 'remote'}});
});

test('where both disks keep names apart nothing clashes', t => {
	const {plan: {local}, clashes} = plan({local: emptyTree, remote}, {local: false, remote: false});
	t.is(local.length, 3);
	t.deepEqual(clashes, []);
});
