// The command on a real pseudo-terminal of 140x40: how soon it shows itself, answers keys under load, and what it does when nothing happens.
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {spawn} from '@lydell/node-pty';

const command = path.join(import.meta.dirname, '..', 'build', 'command', 'fsync-tui.js');
const patienceMilliseconds = 180_000;

/** A running cockpit: what it wrote since somebody looked, and its keys. */
export class Cockpit {
	#pty;
	#written = '';
	#bytes = 0;
	#listeners = new Set();

	constructor(argv, {home, at}) {
		this.started = performance.now();
		this.#pty = spawn(process.execPath, [command, ...argv], {
			cols: 140, rows: 40, cwd: at, env: {
				...process.env, CI: '', FSYNC_TUI_HOME: home, TERM: 'xterm-256color', LANG: 'C.UTF-8',
			},
		});
		this.#pty.onData(text => {
			this.#written += text;
			this.#bytes += Buffer.byteLength(text);
			for (const listener of this.#listeners) {
				listener();
			}
		});
	}

	get bytes() {
		return this.#bytes;
	}

	press(keys) {
		this.#pty.write(keys);
	}

	said() {
		return this.#written;
	}

	forget() {
		this.#written = '';
	}

	/** Resolves when this has been written since the last `forget`. */
	async shows(pattern) {
		const patience = AbortSignal.timeout(patienceMilliseconds);
		while (!pattern.test(this.#written)) {
			if (patience.aborted) {
				throw new Error(`The terminal never showed ${pattern}.`);
			}

			await new Promise(resolve => {
				const listener = () => {
					this.#listeners.delete(listener);
					resolve();
				};

				this.#listeners.add(listener);
				setTimeout(listener, 1000);
			});
		}
	}

	/** Processor seconds of the process so far. */
	processorSeconds() {
		const fields = readFileSync(`/proc/${this.#pty.pid}/stat`, 'utf8').split(') ', 2)[1].split(' ');
		return (Number(fields[11]) + Number(fields[12])) / 100;
	}

	async end() {
		const ended = new Promise(resolve => {
			this.#pty.onExit(resolve);
		});
		this.press('\u{3}');
		await ended;
	}
}

const quantile = (values, share) => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];

/** Milliseconds from the start of the process to its first frame, over some starts of a saved session. */
export async function firstFrame(place, starts) {
	const [times, work] = [[], []];
	for (let start = 0; start <= starts; start++) {
		const cockpit = new Cockpit([path.join(place.at, 'small')], place);
		await cockpit.shows(/Pending/v);
		// The first start makes the session; the ones after it find it.
		if (start > 0) {
			times.push(performance.now() - cockpit.started);
			work.push(cockpit.processorSeconds() * 1000);
		}

		await cockpit.shows(/LIVE/v);
		await cockpit.end();
	}

	return {p50: quantile(times, 0.5), most: Math.max(...times), work: quantile(work, 0.5)};
}

/** Bytes written and share of a core in so many seconds in which nothing happens. */
export async function idle(place, seconds) {
	const cockpit = new Cockpit([path.join(place.at, 'small')], place);
	await cockpit.shows(/LIVE/v);
	// The picture of the last minute's rates has to have run out.
	await pause(65_000);
	const [bytes, processor] = [cockpit.bytes, cockpit.processorSeconds()];
	await pause(seconds * 1000);
	const figures = {bytes: cockpit.bytes - bytes, share: (cockpit.processorSeconds() - processor) / seconds};
	await cockpit.end();
	return figures;
}

/** Milliseconds from a key to the changed screen while everything in a folder is scanned and then travels. */
export async function keysUnderLoad(place, folder) {
	// More steps than a person is usually shown without being asked.
	const cockpit = new Cockpit([folder, '--ask-above', 'never'], place);
	await cockpit.shows(/Pending/v);
	const times = {scanning: [], sending: []};
	while (!/LIVE in sync/v.test(await press(cockpit, times))) {
		await pause(20);
	}

	await cockpit.end();
	return Object.fromEntries(Object.entries(times).map(([phase, values]) => [phase, {
		count: values.length, p50: quantile(values, 0.5), p95: quantile(values, 0.95), most: Math.max(...values),
	}]));
}

/** Opens the help and closes it again; both are a whole new screen. Gives what the screen said then. */
async function press(cockpit, times) {
	cockpit.forget();
	let started = performance.now();
	cockpit.press('?');
	await cockpit.shows(/Help: dashboard/v);
	const opened = performance.now() - started;
	cockpit.forget();
	started = performance.now();
	cockpit.press('\u{1B}');
	await cockpit.shows(/LIVE in sync|SCANNING|CONNECTING|STARTING|SYNCING|LIVE/v);
	// Half of this one is the time in which an escape could still be the beginning of another key: only the first one is taken.
	const said = cockpit.said();
	(said.includes('SCANNING') ? times.scanning : times.sending).push(opened);
	return said;
}

export function makeBigFile(file, bytes) {
	mkdirSync(path.dirname(file), {recursive: true});
	const block = Buffer.alloc(1024 * 1024);
	let seed = 1;
	for (let index = 0; index < block.length; index += 4) {
		seed = Math.imul(seed, 1_664_525) + 1_013_904_223;
		block.writeInt32LE(seed % 2_147_483_647, index);
	}

	writeFileSync(file, '');
	for (let written = 0; written < bytes; written += block.length) {
		// Each block differs, so that no chunk is another one.
		block.writeUInt32LE(written / block.length, (written / block.length * 7919) % (block.length - 4));
		writeFileSync(file, block, {flag: 'a'});
	}
}
