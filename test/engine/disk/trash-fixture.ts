import fs from 'node:fs';
import {join} from 'node:path';
import type {FileSystem} from '../../../source/engine/disk/file-system.js';
import {newCounter, TrashBatch} from '../../../source/engine/disk/trash.js';
import {fileNode} from './replica-fixture.js';

/** Puts contents by path into the trash, as one batch of that time. */
export function discard(files: FileSystem, whenMilliseconds: number, contents: Readonly<Record<string, string>>, counter = newCounter()): void {
	const batch = new TrashBatch(files, counter, {device: 'laptop', reason: 'synced', whenMilliseconds});
	for (const [path, content] of Object.entries(contents)) {
		fs.writeFileSync(join(files.root, batch.enter(path, fileNode(content), 'replaced')), content);
	}

	batch.sync();
	batch.close();
}
