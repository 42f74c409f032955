import {Writable} from 'node:stream';
import test from 'ava';
import {createLineOutput} from '../../source/cli/line-output.js';

/** A reader that takes nothing until it is told to. */
class StalledReader extends Writable {
	readonly taken: string[] = [];
	readonly #waiting: Array<() => void> = [];
	#isStalled = true;

	override _write(chunk: Uint8Array, _encoding: string, callback: () => void): void {
		this.taken.push(Buffer.from(chunk).toString());
		if (this.#isStalled) {
			this.#waiting.push(callback);
		} else {
			callback();
		}
	}

	read(): void {
		this.#isStalled = false;
		for (const callback of this.#waiting.splice(0)) {
			callback();
		}
	}
}

const open = (stream: Writable) => createLineOutput(stream);

test('lines arrive in order and whole', async t => {
	const reader = new StalledReader();
	reader.read();
	const output = open(reader);
	for (let index = 0; index < 10_000; index++) {
		output.line(`line ${index}`);
	}

	await output.flush(10_000);
	t.is(reader.taken.join(''), Array.from({length: 10_000}, (_, index) => `line ${index}\n`).join(''));
});

test('F56: a reader that stands still costs lines, never memory without end', async t => {
	const reader = new StalledReader();
	const output = open(reader);
	const line = 'x'.repeat(1024 * 1024);
	for (let index = 0; index < 100; index++) {
		output.line(line);
	}

	t.true(output.dropped() > 20);
	t.true(reader.writableLength < 70 * 1024 * 1024);
	await t.notThrowsAsync(output.flush(1));
});

test('F56: a reader that has gone disturbs nobody', async t => {
	const reader = new Writable({
		write(_chunk, _encoding, callback) {
			callback(Object.assign(new Error('write EPIPE'), {code: 'EPIPE'}));
		},
	});
	const output = open(reader);
	const {promise: closed, resolve} = Promise.withResolvers<void>();
	reader.once('close', resolve);
	output.line('one');
	await output.flush(10_000);
	await closed;
	output.line('two');
	await output.flush(10_000);
	t.is(output.dropped(), 1);
});
