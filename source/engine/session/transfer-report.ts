import type {ProgressEvent} from '../transfer/progress.js';
import type {Board} from './board.js';
import type {ContentBook} from './content-book.js';
import type {Reporter} from './reporter.js';
import type {SessionState} from './state.js';

/** Shows what is on its way, and tells each content that has arrived. */
export class TransferReport {
	readonly #board: Board<SessionState>;
	readonly #reporter: Reporter;
	readonly #book: ContentBook;

	constructor({board, reporter, book}: {board: Board<SessionState>; reporter: Reporter; book: ContentBook}) {
		this.#board = board;
		this.#reporter = reporter;
		this.#book = book;
	}

	progress(event: ProgressEvent): void {
		if (event.type === 'pack') {
			for (const {path: sentFrom, digest, size} of event.contents) {
				// A receiver learns digests only; what was asked for under which path stands in the book.
				const path = sentFrom ?? this.#book.wanted.get(digest);
				if (path !== undefined) {
					this.#reporter.transferred({
						path, direction: sentFrom === undefined ? 'down' : 'up', size, sentBytes: size, reusedBytes: 0,
					});
				}
			}

			return;
		}

		const {transfer, isOver, isOk} = event;
		this.#board.transfer(transfer, isOver);
		if (isOver && isOk) {
			this.#reporter.transferred(transfer);
		}
	}
}
