import fs from 'node:fs';
import {dirname, join} from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import {emptyTree} from '../../../source/engine/core/tree.js';
import {packedFolders, packedTree, reversed} from './packed-tree.js';
import {plain, scanAhead, scanFolder} from './scan-fixture.js';
import {scratchFolder} from './scratch-folder.js';

type Step = {readonly kind: 'write' | 'remove' | 'move' | 'folder' | 'link'; readonly path: string; readonly to: string; readonly size: number};

const names = ['a', 'b', 'c'];
const path = fc.array(fc.constantFrom(...names), {minLength: 1, maxLength: 3}).map(parts => parts.join('/'));
const step: fc.Arbitrary<Step> = fc.record({
	kind: fc.constantFrom('write', 'write', 'remove', 'move', 'folder', 'link'), path, to: path, size: fc.integer({min: 0, max: 40_000}),
});

const {
	O_CREAT, O_NOFOLLOW, O_TRUNC, O_WRONLY,
} = fs.constants;
let written = 0;

/** What a user may do; what cannot be done (a parent that is a file, a folder into itself) is left undone. Returns the paths that a watcher would name. */
function carryOut(root: string, {kind, path: at, to, size}: Step): string[] {
	const place = join(root, at);
	try {
		// A watcher names the real place: nothing is done by way of a link.
		if ([at, to].some(each => fs.realpathSync(dirname(join(root, each))) !== dirname(join(root, each)))) {
			return [];
		}

		switch (kind) {
			case 'write': {
				// Never the same bytes twice, and never the same length, so that the file system's coarse clock cannot hide a change.
				written++;
				const handle = fs.openSync(place, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW);
				fs.writeSync(handle, Buffer.alloc(size + written, `${written},`));
				fs.closeSync(handle);
				return [at];
			}

			case 'remove': {
				fs.rmSync(place, {recursive: true});
				return [at];
			}

			case 'move': {
				fs.renameSync(place, join(root, to));
				return [at, to];
			}

			case 'folder': {
				fs.mkdirSync(place);
				return [at];
			}

			case 'link': {
				fs.symlinkSync(to, place);
				return [at];
			}
		}
	} catch {
		return [];
	}
}

test('whatever happens, a scan of everything and a scan of the dirty paths see what a first scan sees', async t => {
	const base = scratchFolder(t);
	let run = 0;
	await fc.assert(fc.asyncProperty(fc.array(fc.array(step, {minLength: 1, maxLength: 8}), {minLength: 1, maxLength: 4}), async rounds => {
		const root = join(base, String(run++));
		fs.mkdirSync(root);
		let byWhole = emptyTree;
		let byDirty = emptyTree;
		for (const round of rounds) {
			const dirty = round.flatMap(each => carryOut(root, each));
			const fresh = plain((await scanFolder(root)).tree);
			const whole = await scanFolder(root, {previous: byWhole});
			const partial = await scanFolder(root, {previous: byDirty, dirty});
			const ahead = await scanAhead(root, {previous: byWhole});
			t.deepEqual([ahead.tree, ahead.entries, ahead.hashedFiles], [whole.tree, whole.entries, whole.hashedFiles]);
			for (const stored of [packedTree(byWhole), packedTree(reversed(byWhole))]) {
				const reopened = await scanFolder(root, {previous: stored});
				t.deepEqual([plain(reopened.tree), reopened.entries, reopened.hashedFiles], [fresh, whole.entries, whole.hashedFiles]);
			}

			t.deepEqual(plain(whole.tree), fresh);
			t.deepEqual(plain(partial.tree), fresh);
			t.deepEqual([...whole.frozen, ...partial.frozen], []);
			byWhole = whole.tree;
			byDirty = partial.tree;
			t.is((await scanFolder(root, {previous: byDirty})).tree, byDirty);
			for (const stored of [packedTree(byWhole), packedTree(reversed(byWhole))]) {
				const {packed} = packedFolders(stored);
				t.is((await scanFolder(root, {previous: stored})).tree, stored);
				t.deepEqual(packedFolders(stored), {packed, unpacked: 0}, 'nothing is unpacked where nothing has changed');
			}
		}

		fs.rmSync(root, {recursive: true});
	}), {seed: 4101, numRuns: 150});
});
