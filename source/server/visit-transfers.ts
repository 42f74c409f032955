import type {ProgressEvent, TransferProgress} from '../engine/transfer/progress.js';

/** Transfers are numbered by each connection; beyond any number that one has. */
const numbersEach = 2 ** 32;

export type VisitTransfersOptions = {
	/** Another one for each visit. */
	readonly visit: number;
	readonly show: (transfer: TransferProgress, isOver: boolean) => void;
	/** So many files are under way now. */
	readonly onCount: (count: number) => void;
};

/** The files that are under way with one visitor, numbered so that no other visitor's have the same number. */
export class VisitTransfers {
	readonly #options: VisitTransfersOptions;
	readonly #open = new Map<string, TransferProgress>();

	constructor(options: VisitTransfersOptions) {
		this.#options = options;
	}

	progress(event: ProgressEvent): void {
		if (event.type !== 'file') {
			return;
		}

		const transfer = {...event.transfer, id: (this.#options.visit * numbersEach) + event.transfer.id};
		this.#note(transfer, event.isOver);
		this.#options.show(transfer, event.isOver);
	}

	/** The visitor has gone, and whatever was under way with it. */
	end(): void {
		for (const transfer of this.#open.values()) {
			this.#options.show(transfer, true);
		}

		this.#open.clear();
	}

	#note(transfer: TransferProgress, isOver: boolean): void {
		const key = `${transfer.direction} ${transfer.id}`;
		const before = this.#open.size;
		if (isOver) {
			this.#open.delete(key);
		} else {
			this.#open.set(key, transfer);
		}

		if (this.#open.size !== before) {
			this.#options.onCount(this.#open.size);
		}
	}
}
