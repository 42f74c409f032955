import type {ProgressEvent} from '../transfer/progress.js';
import type {Board} from './board.js';
import type {ContentBook} from './content-book.js';
import type {Reporter} from './reporter.js';
import type {SessionState, Transfer} from './state.js';

/** Shows what is on its way, and tells each content that has arrived. */
export class TransferReport {
	readonly #board: Board<SessionState>;
	readonly #reporter: Reporter;
	readonly #book: ContentBook;
	/** How many quarters of each file on its way have been told. */
	readonly #quarters = new Map<string, number>();

	constructor({board, reporter, book}: {board: Board<SessionState>; reporter: Reporter; book: ContentBook}) {
		this.#board = board;
		this.#reporter = reporter;
		this.#book = book;
	}

	progress(event: ProgressEvent): void {
		if (event.type === 'pack') {
			this.#reporter.packed(event.contents.reduce((sum, {size}) => sum + size, 0), event.packedBytes);
			for (const {path: sentFrom, digest, size} of event.contents) {
				// A receiver learns digests only; what was asked for under which path stands in the book.
				const path = sentFrom ?? this.#book.wanted.get(digest);
				if (path !== undefined) {
					this.#reporter.transferred({
						path, direction: sentFrom === undefined ? 'down' : 'up', size, sentBytes: size, reusedBytes: 0, borrowedBytes: 0,
					});
				}
			}

			return;
		}

		const {transfer, isOver, isOk} = event;
		this.#board.transfer(transfer, isOver);
		const key = `${transfer.direction} ${transfer.id}`;
		if (!isOver) {
			this.#milestone(key, transfer);
			return;
		}

		this.#quarters.delete(key);
		if (!isOk) {
			return;
		}

		this.#reporter.transferred(transfer);
		this.#reporter.packed(transfer.sentBytes, transfer.packedBytes);
	}

	/** A large file is told four times, not once for each message. */
	#milestone(key: string, transfer: Transfer): void {
		const quarter = Math.floor(4 * (transfer.sentBytes + transfer.reusedBytes) / transfer.size);
		if (!(quarter > (this.#quarters.get(key) ?? 0))) {
			return;
		}

		this.#quarters.set(key, quarter);
		this.#reporter.transferring(transfer);
	}
}
