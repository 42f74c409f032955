import test from 'ava';
import {clashingPaths} from '../../../source/engine/core/fold-clashes.js';
import type {Operation} from '../../../source/engine/core/operation.js';
import {file, folder} from '../session/trees.js';

const put = (path: string): Operation => ({
	kind: 'put', path, node: file('x'), expected: undefined,
});
const move = (from: string, path: string): Operation => ({
	kind: 'move', from, path, expected: file('x'),
});
const here = folder({README: file('x'), d: folder({a: file('x')})});

const rows: ReadonlyArray<readonly [string, readonly Operation[], readonly string[]]> = [
	['a name that differs from one there in case alone is not brought beside it', [put('readme'), put('other')], ['readme']],
	['of two new ones the first is brought', [put('new'), put('NEW'), put('New')], ['New', 'new']],
	['in another folder the same name is another one', [put('d/readme')], []],
	['a rename of case alone is one name before and after', [move('README', 'ReadMe')], []],
	['what makes room first clashes with nothing', [{kind: 'delete', path: 'README', expected: file('x')}, put('readme')], []],
	['what is moved beside its like clashes', [move('README', 'd/A')], ['d/A']],
	['what makes room only afterwards is in the way', [{kind: 'put', path: 'readme', node: folder(), expected: undefined}, move('README', 'readme/a')], ['readme']],
	['nothing new, no clash', [{kind: 'delete', path: 'd', expected: folder()}], []],
];

for (const [title, operations, clashes] of rows) {
	test(`rule 31, F39, attack A07: ${title}`, t => {
		t.deepEqual(clashingPaths(here, operations), clashes);
	});
}
