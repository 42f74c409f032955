import fs from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import type {Operation} from '../../source/engine/core/operation.js';
import {editTree, lookup} from '../../source/engine/core/tree.js';
import {servedFolder} from './served-folder.js';

const put: Operation = {
	kind: 'put', path: 'link', node: {kind: 'symlink', target: 'there'}, expected: undefined,
};
const steps = (operations: readonly Operation[]) => operations.map(({kind, path}) => `${kind} ${path}`);

test('F05: what could not be written down when it was done is written down first of all, as the work of whoever sent it', async t => {
	const {share, told, disk} = await servedFolder(t);
	disk.isFull = true;
	await t.throwsAsync(share.commit([put], 'client'), {code: 'no-space'});
	await t.throwsAsync(share.settle(), {code: 'no-space'}, 'nobody is greeted without it');
	await t.throwsAsync(share.rescan(), {code: 'no-space'}, 'nor is it taken for an edit');
	t.deepEqual(told, []);
	disk.isFull = false;
	await share.settle();
	t.deepEqual(told.map(({device, operations}) => [device, steps(operations)]), [['client', ['put link']]]);
	await share.rescan();
	t.is(told.length, 1);
	const {results} = await share.commit([put], 'client');
	t.deepEqual(results.map(({status}) => status), ['applied'], 'whoever sends it again finds it done');
	t.is(lookup(share.tree(), 'link')?.kind, 'symlink');
});

test('what a deletion has removed that the disk did not finish is told as a deletion of its own', async t => {
	const {root, share, told} = await servedFolder(t, {'d/inside': 'x', 'd/other': 'y'}, replica => ({
		async transition(request) {
			const {results, tree} = await replica.transition({...request, operations: [put]});
			fs.rmSync(join(root, 'd/inside'));
			return {
				tree: editTree(tree, [{path: 'd/inside', node: undefined}]),
				results: [...results, {
					status: 'failed', problem: {
						path: 'd', side: 'local', code: 'unwritable', message: 'No.',
					},
				}],
			};
		},
	}));
	const folder = lookup(share.tree(), 'd')!;
	await share.commit([put, {kind: 'delete', path: 'd', expected: folder}], 'client');
	t.deepEqual(told.map(({device, operations}) => [device, steps(operations)]), [['client', ['put link']], ['server', ['delete d/inside']]]);
});
