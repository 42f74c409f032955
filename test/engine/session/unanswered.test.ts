import test from 'ava';
import type {Operation} from '../../../source/engine/core/operation.js';
import {Unanswered} from '../../../source/engine/session/unanswered.js';
import {file, folder} from './trees.js';

const put = (path: string, word: string): Operation => ({
	kind: 'put', path, node: file(word), expected: undefined,
});
const move: Operation = {
	kind: 'move', from: 'b', path: 'c', expected: file('b'),
};
const ancestor = folder({b: file('b')});

test('what was sent before the line broke and is told on the next one was agreed on', t => {
	const unanswered = new Unanswered();
	unanswered.left([put('a', 'ours'), move, put('d', 'ours')]);
	t.deepEqual([put('a', 'ours'), put('other', 'theirs'), move].map(step => unanswered.told(step)), [true, false, true]);
	t.deepEqual(unanswered.takeInto(ancestor), folder({a: file('ours'), c: file('b')}));
	t.is(unanswered.takeInto(ancestor), ancestor, 'once');
});

test('what somebody else wrote there instead was not', t => {
	const unanswered = new Unanswered();
	unanswered.left([put('a', 'ours')]);
	t.false(unanswered.told(put('a', 'theirs')));
	t.is(unanswered.takeInto(ancestor), ancestor);
});

test('what was not told by the time of the greeting was not done, whoever does the same later', t => {
	const unanswered = new Unanswered();
	unanswered.left([put('a', 'ours')]);
	unanswered.over();
	t.false(unanswered.told(put('a', 'ours')));
	t.is(unanswered.takeInto(ancestor), ancestor);
});

test('what the server has answered counts when the pass came to nothing, and not when the pass has followed it', t => {
	const unanswered = new Unanswered();
	unanswered.answered([put('a', 'ours')], [put('a', 'ours')]);
	unanswered.followed();
	t.is(unanswered.takeInto(ancestor), ancestor);
	unanswered.answered([put('a', 'ours')], [put('a', 'ours')]);
	t.deepEqual(unanswered.takeInto(ancestor), folder({b: file('b'), a: file('ours')}));
});

test('what was sent counts where the ancestor lacks the folder around it, or has an older version than was expected there', t => {
	const unanswered = new Unanswered();
	const steps = [put('d/a', 'ours'), {...put('b', 'newer'), expected: file('new')}];
	unanswered.answered(steps, steps);
	t.deepEqual(unanswered.takeInto(ancestor), folder({b: file('newer'), d: folder({a: file('ours')})}));
});

test('what the server tells as an edit of its own while we wait for the answer to that very step is ours', t => {
	const unanswered = new Unanswered();
	unanswered.sent([put('a', 'ours'), put('b', 'ours')]);
	t.deepEqual([put('a', 'ours'), put('b', 'theirs')].map(step => unanswered.told(step)), [true, false]);
	unanswered.answered([put('a', 'ours'), put('b', 'ours')], []);
	t.false(unanswered.told(put('a', 'ours')), 'later it is somebody else\'s');
	t.deepEqual(unanswered.takeInto(ancestor), folder({b: file('b'), a: file('ours')}));
});

test('a step that gave newer content of theirs our permissions agrees on the permissions alone: the content has not come here', t => {
	const unanswered = new Unanswered();
	const step: Operation = {
		kind: 'put', path: 'b', node: {...file('theirs'), executable: true}, expected: file('theirs'),
	};
	unanswered.answered([step], [step]);
	t.deepEqual(unanswered.takeInto(ancestor), folder({b: {...file('b'), executable: true}}));
	unanswered.answered([step], [step]);
	t.deepEqual(unanswered.takeInto(folder({b: file('theirs')})), folder({b: {...file('theirs'), executable: true}}), 'where it has, it is the step\'s node');
});
