import {chunkLimits} from '../content/chunker.js';
import type {Digest} from '../core/node.js';
import type {Stage} from '../disk/replica.js';
import {FsyncError} from '../fault.js';
import {malformed} from '../protocol/malformed.js';
import type {PackMessage} from '../protocol/messages.js';
import type {Expectations} from './expectations.js';
import type {OnProgress} from './progress.js';

export type PackIntakeOptions = {
	readonly stage: Stage;
	readonly expectations: Expectations;
	readonly takes: 'answers' | 'offers';
	/** Contents that come as files of their own, not in packs. */
	readonly openFiles: () => ReadonlySet<Digest>;
	readonly onTrouble: (trouble: FsyncError) => void;
	readonly onProgress: OnProgress | undefined;
};

/** Takes small contents, many in one message, into the stage. */
export class PackIntake {
	readonly #options: PackIntakeOptions;

	constructor(options: PackIntakeOptions) {
		this.#options = options;
	}

	/** Throws `FsyncError` (protocol) when a length cannot be that of a single chunk. */
	accept({lengths}: PackMessage): void {
		const impossible = lengths.find(length => !(Number.isSafeInteger(length) && length >= 0 && length <= chunkLimits.maximumBytes));
		if (impossible !== undefined) {
			throw malformed(`a content of ${impossible} bytes in a pack`);
		}
	}

	/** Rejects only when the connection or this program cannot go on. */
	async store({lengths, payload, isCompressed}: PackMessage): Promise<void> {
		const {stage, expectations, onProgress} = this.#options;
		try {
			const digests = await stage.putPack({lengths, payload, isCompressed});
			this.#requireAsked(digests);
			for (const digest of digests) {
				expectations.settle(digest, 'staged');
			}

			onProgress?.({type: 'pack', contents: digests.map((digest, index) => ({digest, size: lengths[index]!}))});
		} catch (error) {
			this.#note(error);
		}
	}

	#requireAsked(digests: readonly Digest[]): void {
		const {takes, expectations} = this.#options;
		const stray = takes === 'answers' ? digests.find(digest => !expectations.isAsked(digest)) : undefined;
		if (stray !== undefined) {
			throw malformed(`a content (${stray.slice(0, 8)}…) that was not asked for`);
		}
	}

	/** A pack does not say what is in it: when the disk refuses it, all contents that may have been in it count as failed. */
	#note(error: unknown): void {
		if (!(error instanceof FsyncError) || error.code === 'protocol') {
			throw error;
		}

		const {onTrouble, expectations, openFiles} = this.#options;
		onTrouble(error);
		expectations.settleAll(error.code === 'no-space' ? 'no-space' : 'failed', openFiles());
	}
}
