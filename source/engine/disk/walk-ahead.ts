import {joinPath, reservedName} from '../core/path.js';
import {emptyTree} from '../core/tree.js';
import {entryCode, entryWidth, type EntryBatch} from './entry-batch.js';
import {FolderWalk} from './folder-walk.js';
import type {IgnoreRules} from './replica.js';
import {draftFolder, type FolderDraft} from './scan-draft.js';
import {draftFor, isBeyondLimits} from './scan-entry.js';
import type {ScanDisk} from './scan-disk.js';

type Accept = (batch: EntryBatch, drafts: readonly FolderDraft[]) => void;

/** Rules hold from the moment at which the folder that has them is listed. */
export function loadRules(rules: IgnoreRules, {parts}: EntryBatch, drafts: readonly FolderDraft[]): void {
	for (const {look, rules: texts} of parts) {
		if (texts) {
			rules.load?.(drafts[look]!.path, texts);
		}
	}
}

/** A walk of a whole folder that nobody compares with anything yet: it finds the folders to be listed and keeps what it sees. */
export class WalkAhead {
	readonly root = draftFolder({path: '', before: emptyTree});
	readonly walk: FolderWalk;
	readonly #rules: IgnoreRules;
	#kept: Array<Parameters<Accept>> = [];
	#accept: Accept | undefined;

	constructor(disk: ScanDisk, rules: IgnoreRules) {
		this.#rules = rules;
		this.walk = new FolderWalk({
			disk, ruleFiles: rules.fileNames ?? [], accept: (batch, drafts) => {
				loadRules(rules, batch, drafts);
				if (this.#accept) {
					this.#accept(batch, drafts);
				} else {
					this.#keep(batch, drafts);
				}
			},
		});
		this.walk.add([this.root]);
	}

	/** Hands out what was seen so far, in its order, and from now on all the rest at once. */
	handOver(accept: Accept): void {
		this.#accept = accept;
		for (const [batch, drafts] of this.#kept) {
			accept(batch, drafts);
		}

		this.#kept = [];
	}

	#keep(batch: EntryBatch, drafts: readonly FolderDraft[]): void {
		this.#kept.push([batch, drafts]);
		const names = batch.names.split('/');
		const folders: FolderDraft[] = [];
		let place = 0;
		for (const {look, count} of batch.parts) {
			const draft = drafts[look]!;
			for (const end = place + count; place < end; place++) {
				const folder = this.#folderAt(draft, names[place]!, {numbers: batch.numbers, at: place * entryWidth});
				if (folder) {
					draft.found.set(folder.name, folder);
					folders.push(folder);
				}
			}
		}

		this.walk.add(folders);
	}

	/** The draft of an entry that is a folder to be listed. */
	#folderAt(draft: FolderDraft, name: string, place: {readonly numbers: Float64Array; readonly at: number}): FolderDraft | undefined {
		if (place.numbers[place.at] !== entryCode.folder) {
			return undefined;
		}

		const seen = {
			draft, name, path: joinPath(draft.path, name), ...place, text: undefined,
		};
		return seen.path === reservedName || isBeyondLimits(seen) || this.#rules.ignores(seen.path, true) ? undefined : draftFor(seen);
	}
}
