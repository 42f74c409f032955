import test from 'ava';
import {needsJournal} from '../../../source/engine/core/needs-journal.js';
import type {Operation} from '../../../source/engine/core/operation.js';
import {emptyTree} from '../../../source/engine/core/tree.js';

const link = {kind: 'symlink', target: 'x'} as const;
const steps = {
	put: {
		kind: 'put', path: 'a', node: link, expected: undefined,
	},
	move: {
		kind: 'move', from: 'a', path: 'b', expected: link,
	},
	'delete a file': {kind: 'delete', path: 'a', expected: link},
	'delete a folder': {kind: 'delete', path: 'a', expected: emptyTree},
} as const satisfies Record<string, Operation>;

const rows: ReadonlyArray<readonly [ReadonlyArray<keyof typeof steps>, boolean]> = [
	[[], false],
	[['put', 'put'], false],
	[['move'], false],
	[['delete a file'], false],
	[['delete a folder'], true],
	[['put', 'move'], true],
	[['delete a file', 'put'], true],
];

for (const [names, isNeeded] of rows) {
	test(`[${names.join(', ')}]: a plan that ${isNeeded ? 'must not be found half done is written down' : 'is whole step by step needs no journal'}`, t => {
		t.is(needsJournal(names.map(name => steps[name])), isNeeded);
	});
}
