import fs from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {changeBases, listBases, recall} from '../../../source/engine/disk/bases.js';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import {StageShelf} from '../../../source/engine/disk/stage-shelf.js';
import {newCounter, TrashBatch} from '../../../source/engine/disk/trash.js';
import {fileNode, noonMilliseconds} from './replica-fixture.js';
import {scratchFolder} from './scratch-folder.js';

const digestOf = (content: string | Uint8Array) => fileNode(content).digest;
const long = 'a line that is said again and again\n'.repeat(10_000);

function desk(root: string) {
	const files = openFileSystem(root);
	return {files, shelf: new StageShelf(files), chunking: undefined};
}

const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString();

test('texts are kept, also long ones, and found when the file has another content', t => {
	const root = scratchFolder(t);
	const {files, ...rest} = desk(root);
	t.is(listBases(files), undefined, 'nothing was ever kept');
	for (const [path, content] of Object.entries({a: 'short', b: long})) {
		fs.writeFileSync(join(root, path), content);
	}

	changeBases(files, {keep: [{path: 'a', digest: digestOf('short')}, {path: 'b', digest: digestOf(long)}], drop: []});
	t.deepEqual(listBases(files)?.toSorted(), [digestOf('short'), digestOf(long)].toSorted());
	fs.writeFileSync(join(root, 'b'), 'edited');
	t.is(text(recall({files, ...rest}, digestOf(long), ['b'])), long);
	changeBases(files, {keep: [], drop: [digestOf(long)]});
	t.is(recall({files, ...rest}, digestOf(long), ['b']), undefined);
	t.is(text(recall({files, ...rest}, digestOf('short'), [])), 'short');
});

test('what is no text, is not what it was, or is gone is left out', t => {
	const root = scratchFolder(t);
	const {files} = desk(root);
	const binary = Buffer.from([0x61, 0, 0x62]);
	fs.writeFileSync(join(root, 'binary'), binary);
	fs.writeFileSync(join(root, 'edited'), 'edited');
	fs.symlinkSync('edited', join(root, 'link'));
	changeBases(files, {
		keep: [
			{path: 'binary', digest: digestOf(binary)},
			{path: 'edited', digest: digestOf('before')},
			{path: 'gone', digest: digestOf('gone')},
			{path: 'link', digest: digestOf('edited')},
		], drop: [digestOf('never kept')],
	});
	t.deepEqual(listBases(files), []);
});

test('a content is recalled from the stage and from the trash too, and never one that is torn', t => {
	const root = scratchFolder(t);
	const {files, ...rest} = desk(root);
	rest.shelf.keep(digestOf('staged'), Buffer.from('staged'));
	t.is(text(recall({files, ...rest}, digestOf('staged'), [])), 'staged');

	const batch = new TrashBatch(files, newCounter(), {device: 'laptop', reason: 'synced', whenMilliseconds: noonMilliseconds});
	fs.writeFileSync(join(root, batch.enter('p', fileNode('trashed'), 'replaced')), 'trashed');
	batch.sync();
	batch.close();
	t.is(text(recall({files, ...rest}, digestOf('trashed'), [])), 'trashed');

	changeBases(files, {keep: [], drop: []});
	fs.writeFileSync(join(root, '.fsync-tui/bases', digestOf('whole')), 'who');
	t.is(recall({files, ...rest}, digestOf('whole'), []), undefined);
});
