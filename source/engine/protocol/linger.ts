import type {Clock} from '../clock.js';
import type {Transport} from './transport.js';

export type LingerOptions = {readonly transport: Transport; readonly clock: Clock; readonly milliseconds: number; readonly onOver: () => void};

/** Gives queued bytes time to leave, as long as some do in every interval; returns what stops the waiting. */
export function linger({transport, clock, milliseconds, onOver}: LingerOptions): () => void {
	let progress = transport.progress();
	let cancel: () => void;
	const wait = () => {
		cancel = clock.after(milliseconds, () => {
			const now = transport.progress();
			if (now === progress) {
				onOver();
			} else {
				progress = now;
				wait();
			}
		});
	};

	wait();
	return () => {
		cancel();
	};
}
