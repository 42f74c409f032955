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

/** Contents nobody asked for that a peer may send before it is cut off: an honest one sends such only when a file was damaged on its disk. */
const strayLimit = 64;

/** Takes small contents, many in one message, into the stage. */
export class PackIntake {
	readonly #options: PackIntakeOptions;
	#strays = 0;

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
			const strays = this.#countStrays(digests);
			for (const digest of digests) {
				expectations.settle(digest, 'staged');
			}

			if (strays > 0) {
				this.#fail(new FsyncError('internal', 'The other side sent another content than was asked for, so a file there may be damaged. Look at its disk; it is tried again.'));
			}

			onProgress?.({type: 'pack', packedBytes: payload.length, contents: digests.map((digest, index) => ({digest, size: lengths[index]!}))});
		} catch (error) {
			this.#note(error);
		}
	}

	/** Contents that came instead of something that was asked for. */
	#countStrays(digests: readonly Digest[]): number {
		const {takes, expectations} = this.#options;
		const strays = takes === 'answers' ? digests.filter(digest => !expectations.isAsked(digest)).length : 0;
		this.#strays += strays;
		if (this.#strays > strayLimit) {
			throw malformed('contents that were not asked for');
		}

		return strays;
	}

	#note(error: unknown): void {
		if (error instanceof FsyncError && error.code !== 'protocol') {
			this.#fail(error);
		} else {
			throw error;
		}
	}

	/** A pack does not say what is in it: when one fails, all contents that may have been in it count as failed. They may still come. */
	#fail(trouble: FsyncError): void {
		const {onTrouble, expectations, openFiles} = this.#options;
		onTrouble(trouble);
		expectations.settleAll(trouble.code === 'no-space' ? 'no-space' : 'failed', openFiles());
	}
}
