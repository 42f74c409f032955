import fs from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ExecutionContext} from 'ava';

/** A folder of a test's own, removed when the test ends. */
export function scratchFolder(t: Pick<ExecutionContext, 'teardown'>): string {
	const folder = fs.mkdtempSync(join(fs.realpathSync(tmpdir()), 'fsync-tui-'));
	t.teardown(() => {
		fs.rmSync(folder, {recursive: true, force: true});
	});
	return folder;
}
