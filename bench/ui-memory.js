// The screens over a made-up session, on a terminal in memory: how long a frame takes, what it writes, and what stays in memory.
import v8 from 'node:v8';
import vm from 'node:vm';
import {Writable, PassThrough} from 'node:stream';
import {setImmediate as turn} from 'node:timers/promises';
import {mountCockpit} from '../build/source/ui/index.js';
import {FakeCockpit, FakeSession} from '../build/test/ui/fakes.js';
import {change, sessions, transfer} from '../build/test/ui/states.js';

const clock = {
	monotonicMilliseconds: () => performance.now(),
	wallMilliseconds: () => Date.now(),
	after(milliseconds, callback) {
		const timer = setTimeout(callback, milliseconds);
		return () => {
			clearTimeout(timer);
		};
	},
};

/** A terminal that counts what it gets and says when something came. */
function countingTerminal() {
	let bytes = 0;
	let tell = () => undefined;
	const stdout = Object.assign(new Writable({
		write(chunk, _encoding, done) {
			bytes += chunk.length;
			tell();
			done();
		},
	}), {columns: 140, rows: 40, isTTY: true});
	const stdin = Object.assign(new PassThrough(), {
		isTTY: true, setRawMode() {/* It is raw. */}, ref() {/* Nothing to keep. */}, unref() {/* Nothing to let go. */},
	});
	return {
		stdout,
		stdin,
		take() {
			const taken = bytes;
			bytes = 0;
			return taken;
		},
		async written() {
			const {promise, resolve} = Promise.withResolvers();
			tell = resolve;
			await promise;
		},
	};
}

/** `maxFps`: frames a second at most; a benchmark of single frames wants each at once. */
async function show(state, maxFps = Infinity) {
	const terminal = countingTerminal();
	const session = new FakeSession(state);
	const first = terminal.written();
	const screen = mountCockpit(new FakeCockpit(session), {
		clock, stdout: terminal.stdout, stdin: terminal.stdin, maxFps, environment: {LANG: 'C.UTF-8'}, onQuit() {/* Nobody quits. */},
	});
	await first;
	return {terminal, session, screen};
}

const quantile = (values, share) => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];

/** From the engine's word to the last byte of the frame, with so many changes waiting, each update bringing a new list: time and processor time. */
export async function frameTime(count, frames) {
	const pending = Array.from({length: count}, (_, index) => change({path: `folder-${index % 100}/file-${index}.txt`, reason: 'ready'}));
	const {terminal, session, screen} = await show({...sessions.busy, pending});
	const [times, work] = [[], []];
	for (let frame = 0; frame < frames; frame++) {
		const next = [...pending];
		next[frame % 8] = change({path: pending[frame % 8].path, edits: frame + 2, reason: 'ready'});
		const sentBytes = 82_000_000 + (frame * 1_000_000);
		const transfers = [transfer({id: 7, path: 'data/model.bin', sentBytes}), sessions.busy.transfers[1]];
		const written = terminal.written();
		const used = process.cpuUsage();
		const started = performance.now();
		session.patch({pending: next, transfers});
		await written;
		times.push(performance.now() - started);
		const {user, system} = process.cpuUsage(used);
		work.push((user + system) / 1000);
	}

	screen.unmount();
	return {p50: quantile(times, 0.5), p95: quantile(times, 0.95), work: quantile(work, 0.5)};
}

/** From a letter of a filter to the changed screen, with so many entries: the time until the first frame after it. */
export async function filterTime(count) {
	const pending = Array.from({length: count}, (_, index) => change({path: `folder-${index % 100}/file-${index}.txt`, reason: 'ready'}));
	const {terminal, screen} = await show({...sessions.busy, pending});
	const times = [];
	for (const key of ['/', 'f', 'i', 'l', 'e', '-', '9', '9']) {
		const written = terminal.written();
		const started = performance.now();
		terminal.stdin.push(key);
		await written;
		times.push(performance.now() - started);
	}

	screen.unmount();
	return {p50: quantile(times, 0.5), most: Math.max(...times)};
}

/** Bytes of a frame in which one row has changed. */
export async function rowBytes(frames) {
	const {terminal, session, screen} = await show({...sessions.busy, pending: []});
	const counts = [];
	for (let frame = 1; frame <= frames; frame++) {
		terminal.take();
		const written = terminal.written();
		session.patch({transfers: [transfer({id: 7, path: 'data/model.bin', sentBytes: 82_000_000 + (frame * 1_000_000)}), sessions.busy.transfers[1]]});
		await written;
		counts.push(terminal.take());
	}

	screen.unmount();
	return {p50: quantile(counts, 0.5), most: Math.max(...counts)};
}

let collect;

function heapMegabytes() {
	if (collect === undefined) {
		v8.setFlagsFromString('--expose-gc');
		collect = vm.runInNewContext('gc');
	}

	collect();
	collect();
	return process.memoryUsage().heapUsed / 1e6;
}

/** The heap after a tenth, half and all of so many updates: an hour of them is 72,000. */
export async function heapOver(updates) {
	const {session, screen} = await show(sessions.live, 20);
	const marks = new Map([[Math.floor(updates / 10), 'tenth'], [Math.floor(updates / 2), 'half'], [updates, 'all']]);
	const heap = {};
	const pending = Array.from({length: 200}, (_, index) => change({path: `waiting-${index}`, reason: 'ready'}));
	for (let update = 1; update <= updates; update++) {
		const {log} = sessions.live;
		session.patch({
			pending: pending.slice(update % pending.length),
			transfers: [transfer({id: update, path: `file-${update}`, sentBytes: update}), sessions.busy.transfers[1]],
			log: [...log, {...log[0], id: update + 100, path: `file-${update}`}],
		});
		await turn();
		if (marks.has(update)) {
			heap[marks.get(update)] = heapMegabytes();
		}
	}

	const measures = performance.getEntriesByType('measure').length;
	screen.unmount();
	return {...heap, measures};
}
