import {hash} from 'node:crypto';
import {isDeepStrictEqual} from 'node:util';
import * as z from 'zod';
import type {VerdictStore} from '../engine/session/session-store.js';
import {matterOf, type Verdict} from '../engine/core/verdict.js';
import {StateFile, type Place} from './durable-adapter.js';
import {isTemporary, prepareFolder} from './file-group.js';
import {watchFolders} from './folder-watch.js';
import {isPath} from './stored-operation.js';

const digest = z.string().regex(/^[\da-f]{64}$/v);
const path = z.string().refine(text => isPath(text));
const kind = z.enum(['file', 'folder', 'symlink']);
// Undefined where nothing stood; that has to be said, for what is left out must not be taken for it.
const version = z.union([z.object({path, kind, digest}), z.undefined()]);
const keep = z.enum(['local', 'remote', 'both']);
const decision = z.object({
	path, keep, local: version, remote: version,
});
const conflict = z.object({about: z.literal('conflict'), decision});
const answer = z.enum(['accept', 'put-back']);
const halt = z.object({about: z.literal('halt'), answer, mark: digest});
const schema = z.discriminatedUnion('about', [conflict, halt]);

function parseVerdict(value: unknown): Verdict {
	return schema.parse(value);
}

/** A file of its own for each matter, so that a command and the running session never overwrite each other's. */
const nameOf = (verdict: Verdict): string => hash('sha256', matterOf(verdict)).slice(0, 32);

/** What people have decided and a session has not carried out yet. A damaged file reads as absent: nothing is done by it. */
export class FolderVerdictStore implements VerdictStore {
	readonly #place: Place;

	constructor(place: Place) {
		this.#place = place;
	}

	async load(): Promise<readonly Verdict[]> {
		const names = this.#place.disk.list(this.#place.folder).filter(name => !isTemporary(name));
		const verdicts = await Promise.all(names.map(async name => this.#file(name).read()));
		return verdicts.filter(verdict => verdict !== undefined);
	}

	async save(verdict: Verdict): Promise<void> {
		await prepareFolder(this.#place.disk, this.#place.folder);
		await this.#file(nameOf(verdict)).write(verdict);
	}

	async remove(verdict: Verdict): Promise<void> {
		const file = this.#file(nameOf(verdict));
		// Somebody may have thought better of it meanwhile.
		if (isDeepStrictEqual(await file.read(), verdict)) {
			await file.remove();
		}
	}

	async watch(onChange: () => void): Promise<() => void> {
		const {disk, folder} = this.#place;
		await prepareFolder(disk, folder);
		return watchFolders({disk, folders: [folder], onChange});
	}

	#file(name: string): StateFile<Verdict> {
		return new StateFile({place: this.#place, name, parse: parseVerdict});
	}
}
