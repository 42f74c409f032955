import test from 'ava';
import {showFolders} from '../../../source/engine/session/show-folders.js';
import {VisibleTree} from '../../../source/engine/session/visible-tree.js';
import {file, folder} from './trees.js';

const visible = new VisibleTree({version: 1, ignores: path => path.endsWith('.o')});

test('a folder with nothing but ignored things is shown where another tree has it, all the way down', t => {
	const actual = folder({d: folder({e: folder({'x.o': file('x')}), f: folder({'y.o': file('y')})}), g: folder({'z.o': file('z')})});
	const other = folder({d: folder({e: folder({a: file('a')})}), g: file('g')});
	t.deepEqual(showFolders({visible: visible.of(actual), actual, others: [folder(), other]}), folder({d: folder({e: folder()})}));
});

test('where nothing has to be shown the tree is the same object', t => {
	const clean = folder({d: folder({a: file('a')})});
	t.is(showFolders({visible: clean, actual: clean, others: [folder({d: folder()})]}), clean);
	const mixed = folder({d: folder({a: file('a'), 'x.o': file('x')})});
	const seen = visible.of(mixed);
	t.is(showFolders({visible: seen, actual: mixed, others: [folder({d: folder({e: folder()})})]}), visible.of(mixed));
});
