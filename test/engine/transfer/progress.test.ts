import test from 'ava';
import {packRecipe} from '../../../source/engine/content/recipe.js';
import {chunkState} from '../../../source/engine/transfer/chunk-state.js';
import {FileProgress, type ProgressEvent, type TransferProgress} from '../../../source/engine/transfer/progress.js';
import {ManualClock} from './manual-clock.js';

const recipe = packRecipe([1000, 2000, 3000].map(length => ({digest: new Uint8Array(32), length})), new Uint8Array(16));

function follow() {
	const clock = new ManualClock();
	const events: ProgressEvent[] = [];
	const progress = new FileProgress({
		id: 7, direction: 'up', path: 'file', size: 6000, recipe, clock, onProgress(event) {
			events.push(event);
		},
	});
	const last = (): TransferProgress => {
		progress.report();
		const event = events.at(-1)!;
		if (event.type !== 'file') {
			throw new Error('A file reports a file.');
		}

		return event.transfer;
	};

	return {
		clock, events, progress, last,
	};
}

test('bytes are counted by how the chunks come, once each', t => {
	const {progress, last} = follow();
	t.like(last(), {sentBytes: 0, reusedBytes: 0, chunks: new Uint8Array(3)});
	progress.markMissing([1, 2]);
	t.like(last(), {sentBytes: 0, reusedBytes: 1000});
	progress.mark([1, 2], chunkState.inFlight);
	progress.mark([1, 2], chunkState.sent);
	t.like(last(), {sentBytes: 5000, reusedBytes: 1000, chunks: Uint8Array.of(3, 2, 2)});
	progress.mark([2], chunkState.failed);
	t.like(last(), {sentBytes: 2000, reusedBytes: 1000});
});

test('of a patched chunk what the delta carried counts as sent, the rest as reused, until it turns out wrong', t => {
	const {progress, last} = follow();
	progress.markMissing([1, 2]);
	progress.patch(2, 100);
	t.like(last(), {
		sentBytes: 100, reusedBytes: 3900, borrowedBytes: 0, chunks: Uint8Array.of(chunkState.reused, chunkState.pending, chunkState.patched),
	});
	progress.mark([1], chunkState.sent);
	t.like(last(), {sentBytes: 2100, reusedBytes: 3900});
	progress.patch(2, 300);
	t.like(last(), {sentBytes: 2300, reusedBytes: 3700});
	progress.mark([2], chunkState.failed);
	t.like(last(), {sentBytes: 2000, reusedBytes: 1000});
	progress.mark([2], chunkState.sent);
	t.like(last(), {sentBytes: 5000, reusedBytes: 1000});
});

test('what the receiver has in other files is told apart from what it has of this one', t => {
	const entry = (byte: number) => ({digest: new Uint8Array(32).fill(byte), length: 1000});
	const file = packRecipe([1, 2, 3, 4].map(byte => entry(byte)), new Uint8Array(16));
	const base = packRecipe([1, 9].map(byte => entry(byte)), new Uint8Array(16));
	const events: ProgressEvent[] = [];
	const progress = new FileProgress({
		id: 1,
		direction: 'down',
		path: 'file',
		size: 4000,
		recipe: file,
		base,
		// The first one lies elsewhere too: that it was in this file counts.
		isElsewhere: digest => ['01', '02'].includes(digest.slice(0, 2)),
		clock: new ManualClock(),
		onProgress(event) {
			events.push(event);
		},
	});
	progress.markMissing([3]);
	progress.report();
	t.like(events[0], {transfer: {reusedBytes: 3000, borrowedBytes: 1000, chunks: Uint8Array.of(chunkState.reused, chunkState.borrowed, chunkState.reused, chunkState.pending)}});
});

test('what travels is counted as it was packed', t => {
	const {progress, last} = follow();
	progress.pack(700);
	progress.pack(300);
	t.is(last().packedBytes, 1000);
});

test('the rate is that of the last three seconds', t => {
	const {clock, progress, last} = follow();
	t.is(last().bytesPerSecond, 0);
	clock.advance(1000);
	progress.mark([1], chunkState.sent);
	t.is(last().bytesPerSecond, 2000);
	clock.advance(1000);
	progress.mark([2], chunkState.sent);
	t.is(last().bytesPerSecond, 2500);
	clock.advance(10_000);
	last();
	clock.advance(3000);
	t.is(last().bytesPerSecond, 0);
});

test('the end is reported once, with how it ended', t => {
	const {events, progress} = follow();
	progress.end(true);
	t.like(events, [{
		type: 'file', isOver: true, isOk: true, transfer: {id: 7, startedMilliseconds: 1000},
	}]);
});
