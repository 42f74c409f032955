import test from 'ava';
import {emptyTree} from '../../../source/engine/core/tree.js';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import {
	bytesOf,
	fileNode,
	packOf,
	replicaAt,
} from './replica-fixture.js';
import {noRules, withCalls} from './scan-fixture.js';
import {scratchFolder} from './scratch-folder.js';

test('R6, F13: what was published and could not be flushed is flushed before a look tells that it is there', async t => {
	const root = scratchFolder(t);
	const files = openFileSystem(root);
	let failures = 2;
	const flushed: string[] = [];
	const replica = replicaAt(root, {
		files: withCalls(files, {
			syncAll: () => false,
			syncFolder(path) {
				if (path === '' && failures > 0) {
					failures--;
					throw Object.assign(new Error('EIO: planted'), {code: 'EIO'});
				}

				flushed.push(path);
			},
		}),
	});
	await replica.stage.putPack(packOf(bytesOf('new')));
	const publishing = replica.transition({
		operations: [{
			kind: 'put', path: 'a', node: fileNode('new'), expected: undefined,
		}],
		tree: emptyTree,
		cause: {device: 'other', reason: 'synced'},
	});
	await t.throwsAsync(publishing, {code: 'root'});
	await t.throwsAsync(replica.scan({previous: emptyTree, rules: noRules}), {code: 'root'});
	t.false(flushed.includes(''));
	const {tree} = await replica.scan({previous: emptyTree, rules: noRules});
	t.true(flushed.includes(''));
	t.true(tree.children.has('a'));
	flushed.length = 0;
	await replica.scan({previous: emptyTree, rules: noRules});
	t.deepEqual(flushed, []);
});
