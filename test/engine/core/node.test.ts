import test from 'ava';
import {sameContent, sameNode} from '../../../source/engine/core/node.js';
import {node} from './sketch.js';

const rows: Array<{a: string | undefined; b: string | undefined; content: boolean; whole: boolean}> = [
	{
		a: undefined, b: undefined, content: true, whole: true,
	},
	{
		a: 'x', b: undefined, content: false, whole: false,
	},
	{
		a: 'x', b: 'x', content: true, whole: true,
	},
	{
		a: 'x#1', b: 'x#2', content: true, whole: true,
	},
	{
		a: 'x', b: 'y', content: false, whole: false,
	},
	{
		a: 'x', b: 'x+', content: true, whole: false,
	},
	{
		a: 'x@1', b: 'x@2', content: true, whole: false,
	},
	{
		a: '->x', b: '->x', content: true, whole: true,
	},
	{
		a: '->x', b: '->y', content: false, whole: false,
	},
	{
		a: '->x', b: 'x', content: false, whole: false,
	},
	{
		a: '/', b: '/#3', content: true, whole: true,
	},
	{
		a: '/', b: '', content: false, whole: false,
	},
];

for (const {a, b, content, whole} of rows) {
	test(`${a ?? 'nothing'} and ${b ?? 'nothing'} are ${content ? '' : 'not '}of the same content and ${whole ? '' : 'not '}the same`, t => {
		const [one, other] = [a, b].map(text => text === undefined ? undefined : node(text));
		t.is(sameContent(one, other), content);
		t.is(sameContent(other, one), content);
		t.is(sameNode(one, other), whole);
		t.is(sameNode(other, one), whole);
	});
}

test('folders are alike whatever they hold', t => {
	t.true(sameNode({kind: 'folder', children: new Map([['a', node('x')]])}, node('/')));
});
