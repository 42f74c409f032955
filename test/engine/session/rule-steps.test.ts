import test from 'ava';
import {emptyFolder} from '../../../source/engine/core/node.js';
import type {Operation} from '../../../source/engine/core/operation.js';
import {ruleSteps} from '../../../source/engine/session/rule-steps.js';
import {file} from './trees.js';

const put = (path: string): Operation => ({
	kind: 'put', path, node: file(path), expected: undefined,
});
const makeFolder = (path: string): Operation => ({
	kind: 'put', path, node: emptyFolder, expected: undefined,
});
const move = (from: string, path: string): Operation => ({
	kind: 'move', from, path, expected: emptyFolder,
});
const remove = (path: string): Operation => ({kind: 'delete', path, expected: emptyFolder});

const rows: Array<{title: string; operations: Operation[]; first: string[]}> = [
	{title: 'rule files come first, with the folders they stand in', operations: [put('a'), makeFolder('d'), makeFolder('e'), put('d/b'), put('d/.rules'), put('.rules')], first: ['d', 'd/.rules', '.rules']},
	{title: 'without rule files nothing comes first', operations: [put('a'), makeFolder('.rules'), put('.rules/a')], first: []},
	{title: 'a rule file in a folder that is moved goes with the rest', operations: [move('d', 'e'), put('e/.rules'), put('.rules')], first: ['.rules']},
	{title: 'a rule file in the place of something else goes with the rest', operations: [remove('.rules'), put('.rules'), put('a')], first: []},
	{title: 'what is moved out of its folder does not concern a rule file', operations: [move('d/a', 'b'), makeFolder('d'), put('d/.rules')], first: ['d', 'd/.rules']},
];

for (const {title, operations, first} of rows) {
	test(title, t => {
		t.deepEqual(ruleSteps(operations, ['.rules']).map(({path}) => path), first);
	});
}
