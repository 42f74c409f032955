import type {EntryBatch} from './entry-batch.js';
import type {RuleFiles} from './rule-files.js';
import type {FolderDraft} from './scan-draft.js';
import type {ScanDisk} from './scan-disk.js';

/** Folders in one request at most, and requests on their way at once: the next one waits at each of two workers when one is done. */
const foldersAtOnce = 256;
const walksAtOnce = 4;

export type FolderWalkOptions = {
	readonly disk: ScanDisk;
	readonly ruleFiles: RuleFiles;
	/** Takes what was found in some of the folders; may add others. */
	readonly accept: (batch: EntryBatch, drafts: readonly FolderDraft[]) => void;
};

/** Has folders listed, some requests at a time, while more folders are being found. */
export class FolderWalk {
	readonly #options: FolderWalkOptions;
	readonly #flying = new Set<Promise<void>>();
	#queue: FolderDraft[] = [];
	#failure: {error: unknown} | undefined;
	#isStopped = false;

	constructor(options: FolderWalkOptions) {
		this.#options = options;
	}

	add(drafts: readonly FolderDraft[]): void {
		if (this.#isStopped) {
			return;
		}

		this.#queue.push(...drafts);
		this.#launch();
	}

	/** Waits until everything added so far, and what was found in it, has been listed; throws what was thrown meanwhile. */
	async drain(): Promise<void> {
		while (this.#flying.size > 0) {
			await Promise.race(this.#flying);
		}

		if (this.#failure) {
			throw this.#failure.error;
		}
	}

	/** Gives up: what is under way is not waited for, and nothing more is asked for. */
	stop(): void {
		this.#isStopped = true;
		this.#queue = [];
	}

	#launch(): void {
		while (this.#flying.size < walksAtOnce && this.#queue.length > 0 && !this.#failure) {
			const drafts = this.#queue.splice(0, Math.min(foldersAtOnce, Math.ceil(this.#queue.length / walksAtOnce)));
			const flight = this.#list(drafts).catch((error: unknown) => {
				this.#failure ??= {error};
			}).finally(() => {
				this.#flying.delete(flight);
				this.#launch();
			});
			this.#flying.add(flight);
		}
	}

	async #list(drafts: readonly FolderDraft[]): Promise<void> {
		const {disk, ruleFiles, accept} = this.#options;
		const looks = drafts.map(({path, names}) => ({folder: path, ...names && {names}}));
		for await (const batch of disk.walk(looks, ruleFiles)) {
			// The rest of this request is passed over when nobody asks for it any more.
			if (this.#isStopped || this.#failure) {
				return;
			}

			accept(batch, drafts);
		}
	}
}
