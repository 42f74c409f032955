import type {TreeNode} from '../core/node.js';
import {packingOf} from '../core/packed-children.js';
import {joinPath, reservedName} from '../core/path.js';
import type {Tree} from '../core/tree.js';
import type {DigestBatch, Likeness} from './digest-files.js';
import {fileNodeOf} from './digest-node.js';
import {
	diskStatAt,
	entryCode,
	entryWidth,
	isUnchangedAt,
	namesIn,
	type Listing,
} from './entry-batch.js';
import type {HashTask} from './hash-queue.js';
import {formerContent, KnownContents} from './known-contents.js';
import type {IgnoreRules, NamedFile} from './replica.js';
import {compareWith, reserve, type FolderDraft} from './scan-draft.js';
import {
	beforeOf,
	draftFor,
	freeze,
	freezeBusy,
	isBeyondLimits,
	leaveOut,
	type SeenEntry,
} from './scan-entry.js';
import type {ScanFindings} from './scan-findings.js';
import {
	beyondLimits,
	notUtf8,
	scanProblem,
	unreadable,
} from './scan-problem.js';
import {unchangedFolders} from './unchanged-folders.js';
import {VanishedFiles} from './vanished-files.js';

/** Compares what the walk reports with the last scan: decides what stays, what is to be read and what cannot be had. */
export class ScanComparison {
	/** Folders met that are to be listed. */
	readonly folders: FolderDraft[] = [];
	readonly #vanished = new VanishedFiles();
	/** New files that may be old ones under a new name. */
	#fresh: SeenEntry[] = [];
	readonly #rules: IgnoreRules;
	readonly #findings: ScanFindings;
	readonly #read: (task: HashTask) => void;
	readonly #named: ((file: NamedFile) => void) | undefined;
	readonly #canMove: boolean;
	readonly #known: KnownContents;

	/** `previous`: the tree of the last scan. What is in it may turn up under another name. `onNamed`: told of each file that was read. */
	constructor(options: {rules: IgnoreRules; findings: ScanFindings; read: (task: HashTask) => void; previous: Tree; onNamed?: ((file: NamedFile) => void) | undefined}) {
		this.#rules = options.rules;
		this.#findings = options.findings;
		this.#read = options.read;
		this.#named = options.onNamed;
		this.#canMove = options.previous.children.size > 0;
		this.#known = new KnownContents(options.previous);
	}

	/**
	Takes a whole folder in which everything is as it was, without unpacking what is known of it; false where that cannot be said, and each entry is
	to be looked at.
	*/
	acceptUnchanged(draft: FolderDraft, listing: Listing): boolean {
		const packing = draft.previous && packingOf(draft.previous);
		const folders = packing && unchangedFolders(packing, listing);
		if (!folders || this.#ignoresAny(draft, listing)) {
			return false;
		}

		draft.isUnchanged = true;
		this.#findings.entries += listing.count;
		for (const {name, place} of folders) {
			this.#descend({
				draft, name, path: joinPath(draft.path, name), numbers: listing.numbers, at: place * entryWidth, text: undefined,
			}, packing.folders.get(name));
		}

		return true;
	}

	/** Takes one entry of a folder. */
	accept(seen: SeenEntry): void {
		const {draft, name, path, numbers, at} = seen;
		if (path === reservedName) {
			return;
		}

		this.#findings.entries++;
		draft.known += draft.previous?.children.has(name) === true ? 1 : 0;
		const code = numbers[at]!;
		if (code === entryCode.badName) {
			this.#findings.problems.push(notUtf8(path, 'name'));
		} else if (isBeyondLimits(seen)) {
			this.#findings.problems.push(beyondLimits(path));
		} else if (code !== entryCode.absent && this.#rules.ignores(path, code === entryCode.folder || code === entryCode.otherDevice)) {
			this.#ignore(seen);
		} else {
			this.#judge(seen, code);
		}
	}

	/** All entries of a listed folder have been taken: what it had besides is gone. */
	close({previous, known, children}: FolderDraft): void {
		if (!previous || known === previous.children.size) {
			return;
		}

		for (const [name, node] of previous.children) {
			if (!children.has(name)) {
				this.#vanished.add(node);
			}
		}
	}

	/** To be called when the walk has ended: has new files read unless they are found to be old ones under a new name. */
	settleFresh(): void {
		for (const seen of this.#fresh) {
			const node = this.#vanished.find(seen.numbers, seen.at);
			if (node) {
				seen.draft.children.set(seen.name, node);
			} else {
				this.#hash(seen, this.#likely(seen));
			}
		}

		this.#fresh = [];
	}

	#judge(seen: SeenEntry, code: number): void {
		switch (code) {
			case entryCode.file:
			case entryCode.executable: {
				this.#file(seen);
				break;
			}

			case entryCode.folder: {
				this.#folder(seen);
				break;
			}

			case entryCode.symlink: {
				this.#symlink(seen);
				break;
			}

			case entryCode.absent: {
				this.#replaced(seen);
				seen.draft.children.set(seen.name, undefined);
				break;
			}

			case entryCode.vanished: {
				freezeBusy(seen, this.#findings);
				break;
			}

			default: {
				this.#unusable(seen, code);
			}
		}
	}

	#file(seen: SeenEntry): void {
		const before = beforeOf(seen);
		// A disk that counts in milliseconds may give two changes one time: an executable bit is seen, whatever the times say.
		const isExecutable = seen.numbers[seen.at] === entryCode.executable;
		if (before?.kind === 'file' && before.executable === isExecutable && isUnchangedAt(seen.numbers, seen.at, before.disk)) {
			seen.draft.children.set(seen.name, before);
			return;
		}

		reserve(seen.draft, seen.name);
		if (before?.kind === 'file' || !this.#canMove) {
			this.#hash(seen, formerContent(seen.numbers, seen.at, before));
		} else {
			this.#replaced(seen);
			this.#fresh.push(seen);
		}
	}

	/** Of what is known in a packed folder nothing is ignored now. */
	#ignoresAny({path}: FolderDraft, listing: Listing): boolean {
		return this.#rules.isEmpty !== true && namesIn(listing).some((name, index) => {
			const code = listing.numbers[(listing.first + index) * entryWidth];
			return this.#rules.ignores(joinPath(path, name), code === entryCode.folder);
		});
	}

	#folder(seen: SeenEntry): void {
		const before = beforeOf(seen);
		if (before?.kind !== 'folder') {
			this.#replaced(seen);
		}

		reserve(seen.draft, seen.name);
		this.#descend(seen, before);
	}

	#descend(seen: SeenEntry, before: TreeNode | undefined): void {
		const found = seen.draft.found.get(seen.name);
		if (found) {
			compareWith(found, before);
			seen.draft.subfolders.push(found);
			return;
		}

		const draft = draftFor(seen, before);
		seen.draft.subfolders.push(draft);
		this.folders.push(draft);
	}

	#symlink(seen: SeenEntry): void {
		const before = beforeOf(seen);
		const target = seen.text ?? '';
		if (before?.kind === 'symlink' && before.target === target && isUnchangedAt(seen.numbers, seen.at, before.disk)) {
			seen.draft.children.set(seen.name, before);
			return;
		}

		this.#replaced(seen);
		seen.draft.children.set(seen.name, {kind: 'symlink', target, disk: diskStatAt(seen.numbers, seen.at)});
	}

	#unusable(seen: SeenEntry, code: number): void {
		const {path} = seen;
		switch (code) {
			case entryCode.special: {
				leaveOut(seen, this.#findings, scanProblem(path, 'special-file'));
				break;
			}

			case entryCode.badTarget: {
				leaveOut(seen, this.#findings, notUtf8(path, 'link'));
				break;
			}

			case entryCode.otherDevice: {
				freeze(seen, this.#findings, scanProblem(path, 'other-device'));
				break;
			}

			default: {
				freeze(seen, this.#findings, unreadable(path, seen.text ?? ''));
			}
		}
	}

	#ignore(seen: SeenEntry): void {
		this.#findings.ignored.push(seen.path);
		if (seen.draft.names) {
			seen.draft.children.set(seen.name, undefined);
		}
	}

	/** What stood here at the last scan does so no longer, but may stand elsewhere. */
	#replaced(seen: SeenEntry): void {
		const before = beforeOf(seen);
		if (before) {
			this.#vanished.add(before);
		}
	}

	/** What a file that is new here may be: one with a new name, or a copy. */
	#likely({numbers, at}: SeenEntry): Likeness | undefined {
		return formerContent(numbers, at, this.#vanished.findInode(numbers, at)) ?? this.#known.asLongAs(numbers[at + 2]!);
	}

	#hash(seen: SeenEntry, likely: Likeness | undefined): void {
		this.#read({
			path: seen.path,
			size: seen.numbers[seen.at + 2]!,
			likely,
			settle: (batch, index, wallMilliseconds) => {
				this.#settle(seen, batch, {index, wallMilliseconds});
			},
		});
	}

	#settle(seen: SeenEntry, batch: DigestBatch, {index, wallMilliseconds}: {index: number; wallMilliseconds: number}): void {
		const code = batch.numbers[index * entryWidth];
		if (code === entryCode.vanished) {
			freezeBusy(seen, this.#findings);
		} else if (code === entryCode.unreadable) {
			freeze(seen, this.#findings, unreadable(seen.path, batch.faults.get(index) ?? ''));
		} else {
			const node = fileNodeOf(batch, index, wallMilliseconds);
			seen.draft.children.set(seen.name, node);
			this.#findings.hashedFiles++;
			this.#findings.hashedBytes += node.size;
			this.#named?.({path: seen.path, node, mayHaveMoved: !this.#vanished.isEmpty && beforeOf(seen)?.kind !== 'file'});
		}
	}
}
