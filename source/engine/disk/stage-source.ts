import {signedLimitBytes} from '../content/signature.js';
import type {Path} from '../core/path.js';
import {diskErrorCode} from './disk-error.js';
import type {FileSystem} from './file-system.js';
import type {FileBytes} from './replica.js';

/** Reads stretches of the share's files, one file open at a time. What cannot be read is only one place less to copy from. */
export class ShareReader {
	readonly #files: FileSystem;
	#path: Path | undefined;
	#handle: number | undefined;

	constructor(files: FileSystem) {
		this.#files = files;
	}

	/** Fills the buffer from `offset` of the file; false when there is not that much. */
	read(path: Path, offset: number, into: Uint8Array): boolean {
		if (!Number.isSafeInteger(offset) || offset < 0) {
			return false;
		}

		try {
			const handle = this.#open(path);
			return handle !== undefined && this.#files.read(handle, into, offset) === into.length;
		} catch (error) {
			diskErrorCode(error);
			return false;
		}
	}

	/** How long a file is; 0 for what cannot be read. */
	size(path: Path): number {
		try {
			const handle = this.#open(path);
			return handle === undefined ? 0 : this.#files.statOpen(handle).size;
		} catch (error) {
			diskErrorCode(error);
			return 0;
		}
	}

	/** Bytes from several places as one; undefined when some cannot be read, or are more than can be signed. */
	join(places: readonly FileBytes[]): Uint8Array | undefined {
		const total = places.reduce((sum, {length}) => sum + length, 0);
		if (!(total > 0 && total <= signedLimitBytes)) {
			return undefined;
		}

		const bytes = new Uint8Array(total);
		let end = 0;
		for (const {path, offset, length} of places) {
			if (!this.read(path, offset, bytes.subarray(end, end + length))) {
				return undefined;
			}

			end += length;
		}

		return bytes;
	}

	/** The next reading opens its file again. */
	close(): void {
		this.#path = undefined;
		if (this.#handle === undefined) {
			return;
		}

		this.#files.close(this.#handle);
		this.#handle = undefined;
	}

	/** Undefined for a file that could not be opened the last time either: one question is enough. */
	#open(path: Path): number | undefined {
		if (path !== this.#path) {
			this.close();
			this.#path = path;
			this.#handle = this.#files.openRead(path);
		}

		return this.#handle;
	}
}
