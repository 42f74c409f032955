import test from 'ava';
import fc from 'fast-check';
import {isWithin, parentOf} from '../../../source/engine/core/path.js';
import {assignNurseries} from '../../../source/engine/disk/transition-nursery.js';
import type {Step} from '../../../source/engine/disk/transition-step.js';
import {emptyFolder} from '../../../source/engine/core/node.js';
import {propertySeed} from '../content/seeded-bytes.js';
import {fileNode} from './replica-fixture.js';

const folder = (path: string): Step => ({
	kind: 'put', path, node: emptyFolder, known: undefined,
});
const file = (path: string): Step => ({
	kind: 'put', path, node: fileNode(''), known: undefined,
});
const replaced = (path: string): Step => ({
	kind: 'put', path, node: fileNode('x'), known: fileNode(''),
});
const move = (from: string, path: string): Step => ({
	kind: 'move', from, path, known: fileNode(''),
});
const remove = (path: string): Step => ({kind: 'delete', path, known: undefined});

const rows: ReadonlyArray<readonly [title: string, steps: readonly Step[], assigned: readonly number[]]> = [
	['nothing', [], []],
	['files in old folders', [file('a'), file('d/b')], [-1, -1]],
	['a new folder with a file', [folder('d'), file('d/a')], [0, 0]],
	['an empty new folder', [folder('d'), file('e/a')], [-1, -1]],
	['a tree of new folders', [folder('d'), folder('d/e'), file('d/e/a'), folder('d/f')], [0, 0, 0, 0]],
	['two new folders by turns', [folder('d'), folder('e'), file('d/a'), file('e/a')], [0, 1, 0, 1]],
	['what comes after a move into it', [folder('d'), file('d/a'), move('x', 'd/x'), file('d/b')], [0, 0, -1, -1]],
	['what comes after a move out of it', [folder('d'), file('d/a'), move('d/a', 'x'), file('d/b')], [0, 0, -1, -1]],
	['what comes after a move of a folder above', [folder('p/d'), file('p/d/a'), move('p', 'q'), file('p/d/b')], [0, 0, -1, -1]],
	['what comes after a deletion of it', [folder('d'), file('d/a'), remove('d'), file('d/b')], [0, 0, -1, -1]],
	['what comes after a replacement in it', [folder('d'), file('d/a'), replaced('d/a'), file('d/b')], [0, 0, -1, -1]],
	['what comes after something elsewhere', [folder('d'), file('d/a'), move('x', 'y'), remove('dd'), file('d/b')], [0, 0, -1, -1, 0]],
];

for (const [title, steps, assigned] of rows) {
	test(`finds what can be filled in the stage: ${title}`, t => {
		t.deepEqual([...assignNurseries(steps)], [...assigned]);
	});
}

test('a step is only prepared with a folder that an earlier step makes, and that no step in between concerns', t => {
	const name = fc.constantFrom('a', 'b', 'c');
	const path = fc.array(name, {minLength: 1, maxLength: 3}).map(names => names.join('/'));
	const step = fc.oneof(
		{weight: 4, arbitrary: path.map(at => folder(at))},
		{weight: 6, arbitrary: path.map(at => file(at))},
		{weight: 1, arbitrary: path.map(at => replaced(at))},
		{weight: 1, arbitrary: fc.tuple(path, path).map(([from, to]) => move(from, to))},
		{weight: 1, arbitrary: path.map(at => remove(at))},
	);
	fc.assert(fc.property(fc.array(step, {maxLength: 20}), steps => {
		const assigned = assignNurseries(steps);
		for (const [index, root] of assigned.entries()) {
			if (root === -1) {
				continue;
			}

			const member = steps[index]!;
			const top = steps[root]!;
			const between = steps.slice(root + 1, index).filter(other => other.kind !== 'put' || other.known !== undefined);
			const places = between.flatMap(other => other.kind === 'move' ? [other.from, other.path] : [other.path]);
			const makers = steps.slice(root, index).filter((other, place) => assigned[root + place] === root && other.kind === 'put' && other.node.kind === 'folder');
			t.true(root === index || makers.some(maker => maker.path === parentOf(member.path)));
			t.true(isWithin(top.path, member.path));
			t.false(places.some(place => isWithin(top.path, place) || isWithin(place, top.path)));
		}
	}), {seed: propertySeed, numRuns: 2000});
});
