import {writeSync} from 'node:fs';

/** Text that a slow reader has not taken yet is kept up to this many bytes; what comes after is dropped and counted. */
const queueLimitBytes = 64 * 1024 * 1024;
/** Lines are gathered up to this length before they are handed to the stream at once. */
const gatherCharacters = 64 * 1024;

/** A stream that lines are written to. Without `fd` the last words of a dying process go to stdout. */
export type OutputStream = Pick<NodeJS.WritableStream, 'write' | 'on'> & {readonly writableLength: number; readonly fd?: number};

/** Where lines go. Writing never waits, never throws and never keeps the engine from its work (fault F56). */
export type LineOutput = {
	line(text: string): void;
	/** Lines that were dropped because nobody read the ones before. */
	dropped(): number;
	/** Resolves when everything is written, nobody reads any more, or the time is over. */
	flush(limitMilliseconds: number): Promise<void>;
	/** For the last words of a dying process: writes what is gathered at once, as far as the reader takes it. */
	flushNow(): void;
};

/** Lines to a stream such as stdout. A reader that has gone (EPIPE) or does not read disturbs nobody. */
export function createLineOutput(stream: OutputStream): LineOutput {
	let gathered = '';
	let isGone = false;
	let droppedLines = 0;
	let scheduled: NodeJS.Immediate | undefined;
	stream.on('error', () => {
		isGone = true;
	});

	const handOver = () => {
		clearImmediate(scheduled);
		scheduled = undefined;
		const text = gathered;
		gathered = '';
		if (text !== '' && !isGone) {
			stream.write(text);
		}
	};

	return {
		line(text) {
			if (isGone || stream.writableLength > queueLimitBytes) {
				droppedLines++;
				return;
			}

			gathered += `${text}\n`;
			if (gathered.length >= gatherCharacters) {
				handOver();
			} else {
				scheduled ??= setImmediate(handOver);
			}
		},
		dropped: () => droppedLines,
		async flush(limitMilliseconds) {
			handOver();
			if (!isGone && stream.writableLength > 0) {
				await drained(stream, limitMilliseconds);
			}
		},
		flushNow() {
			const text = gathered;
			gathered = '';
			if (text !== '' && !isGone && stream.writableLength === 0) {
				writeAtOnce(stream, text);
			}
		},
	};
}

async function drained(stream: OutputStream, limitMilliseconds: number): Promise<void> {
	const {promise, resolve} = Promise.withResolvers<void>();
	const timer = setTimeout(resolve, limitMilliseconds);
	stream.on('error', resolve);
	stream.write('', () => {
		resolve();
	});
	await promise;
	clearTimeout(timer);
}

function writeAtOnce(stream: OutputStream, text: string): void {
	try {
		writeSync(stream.fd ?? 1, text);
	} catch {
		// Nobody reads, and this process is about to end.
	}
}
