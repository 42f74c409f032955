/*
Both ends of fsync-tui as processes of this machine, for measurements without a peer beside them: what they say and what they cost.
*/
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdtempSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {createInterface} from 'node:readline';

const command = path.join(import.meta.dirname, '../build/command/fsync-tui.js');

/** A new folder to measure in: in memory where there is such a place, for on a used disk creating files takes any time. */
export const openBase = (name, parent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()) => mkdtempSync(path.join(parent, `fsync-tui-${name}-`));

/** Starts one end, with its state in `base`. `event` waits for what it says. `program`: what Node.js is to run, with flags of its own before it. */
export function start(base, side, parameters, program = [command]) {
	const child = spawn(process.execPath, [...program, ...parameters, '--json', '-q'], {
		stdio: ['ignore', 'pipe', 'inherit'], env: {...process.env, FSYNC_TUI_HOME: path.join(base, `home-${side}`)},
	});
	const lines = createInterface({input: child.stdout});
	return {child, async event(type) {
		for await (const line of lines) {
			const event = JSON.parse(line);
			if (event.type === type) {
				return event;
			}
		}

		throw new Error(`${side} ended without saying '${type}'`);
	}};
}

export const peakBytes = ({pid}) => Number(/VmHWM:\s+(?<kilobytes>\d+) kB/v.exec(readFileSync(`/proc/${pid}/status`, 'utf8')).groups.kilobytes) * 1024;

/** Processor seconds of a process so far. */
export function cpuSeconds({pid}) {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
	return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** One run to the end. Throws when it does not end well. */
export async function runOnce(base, folder, invite) {
	const started = performance.now();
	const client = start(base, 'client', [folder, invite, '--once']);
	const costs = {cpu: 0, memory: 0};
	const timer = setInterval(() => {
		try {
			costs.cpu = cpuSeconds(client.child);
			costs.memory = peakBytes(client.child);
		} catch {
			// It has just ended.
		}
	}, 50);
	const summary = client.event('summary');
	// An end without a summary is told by its exit code.
	summary.catch(() => undefined);
	const [code] = await once(client.child, 'exit');
	clearInterval(timer);
	if (code !== 0) {
		throw new Error(`The client ended with ${code}`);
	}

	const {wireSentBytes, wireReceivedBytes} = await summary;
	return {
		...costs, seconds: (performance.now() - started) / 1000, sent: wireSentBytes, received: wireReceivedBytes,
	};
}

export const megabytes = bytes => `${Math.round(bytes / 1e6)} MB`;
