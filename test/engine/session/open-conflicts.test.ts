import test from 'ava';
import type {Conflict} from '../../../source/engine/core/plan.js';
import {attribute} from '../../../source/engine/session/open-conflicts.js';
import {node} from '../core/sketch.js';

const conflict = (remote: string): Conflict => ({
	path: 'p', reason: 'both-modified', base: node('x'), local: node('y'), remote: node(remote),
});
const makers = (name?: string) => ({local: 'laptop', remote: () => name});

test('each version is told with the device that made it', t => {
	t.like(attribute([conflict('z')], [], makers('build'))[0], {localDevice: 'laptop', remoteDevice: 'build'});
	t.false('remoteDevice' in attribute([conflict('z')], [], makers())[0]!);
});

test('who made a version stays known as long as it is that version', t => {
	const known = attribute([conflict('z')], [], makers('build'));
	t.is(attribute([conflict('z')], known, makers())[0]!.remoteDevice, 'build');
	t.is(attribute([conflict('other')], known, makers())[0]!.remoteDevice, undefined);
	t.is(attribute([conflict('z')], known, makers('phone'))[0]!.remoteDevice, 'phone');
});

test('a side that has nothing there has no maker', t => {
	const {local: _, ...rest} = conflict('z');
	t.false('localDevice' in attribute([{...rest, local: undefined}], [], makers('build'))[0]!);
});
