import test from 'ava';
import {emptyTree} from '../../../source/engine/core/tree.js';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import {
	bytesOf,
	fileNode,
	packOf,
	replicaAt,
} from './replica-fixture.js';
import {scratchFolder} from './scratch-folder.js';
import {withCalls} from './scan-fixture.js';

const kinds = ['sync', 'syncFolder', 'syncAll'] as const;

/** The flushes that publishing so many small files in so many folders costs. */
async function flushesOf(root: string, count: number): Promise<number> {
	const files = openFileSystem(root);
	let flushes = 0;
	const counted = (name: typeof kinds[number]) => (): unknown => {
		flushes++;
		return name === 'syncAll';
	};

	const watched = withCalls(files, Object.fromEntries(kinds.map(name => [name, counted(name)])));
	const replica = replicaAt(root, {files: watched});
	const texts = Array.from({length: count}, (_, index) => `content ${index}`);
	await replica.stage.putPack(packOf(...texts.map(text => bytesOf(text))));
	const {results} = await replica.transition({
		operations: texts.map((text, index) => ({
			kind: 'put', path: `${index % 10 === 0 ? '' : 'some '}file ${index}`, node: fileNode(text), expected: undefined,
		})),
		tree: emptyTree,
		cause: {device: 'other', reason: 'synced'},
	});
	return results.every(({status}) => status === 'applied') ? flushes : NaN;
}

test('R2: a batch costs the same few flushes however many files it publishes', async t => {
	const few = await flushesOf(scratchFolder(t), 20);
	t.true(few <= 3, `${few} flushes for 20 files`);
	t.is(await flushesOf(scratchFolder(t), 400), few);
	t.is(await flushesOf(scratchFolder(t), 4000), few);
});
