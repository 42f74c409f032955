import fs from 'node:fs';
import {uptime} from 'node:os';
import process from 'node:process';
import type {ProcessIdentity, ProcessTable} from './lock.js';

function readText(path: string): string | undefined {
	try {
		return fs.readFileSync(path, 'utf8');
	} catch {
		return undefined;
	}
}

const bootId = (): string => readText('/proc/sys/kernel/random/boot_id')?.trim() ?? '';

/** State and start time from `/proc/<pid>/stat` (proc(5), fields 3 and 22; the name before them may hold anything but ends at the last parenthesis). */
function statusOf(pid: number): {readonly state: string; readonly start: string} | undefined {
	const text = readText(`/proc/${pid}/stat`);
	const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
	return fields && {state: fields[0] ?? '', start: fields[19] ?? ''};
}

/** Elsewhere than on Linux only the number tells. */
function respondsToSignals(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

/**
When the machine came up. The uptime is read first: whatever comes between the two clocks makes the answer later and never earlier, for a
file that was changed before must not look as if somebody had been there since.
*/
export function bootTime(clocks: {readonly uptimeSeconds: () => number; readonly nowMilliseconds: () => number}): number {
	const upMilliseconds = clocks.uptimeSeconds() * 1000;
	return clocks.nowMilliseconds() - upMilliseconds;
}

/** The machine's processes. */
export const processTable: ProcessTable = {
	self: () => ({pid: process.pid, boot: bootId(), start: statusOf(process.pid)?.start ?? ''}),
	isAlive({pid, boot, start}: ProcessIdentity): boolean {
		if (boot !== bootId()) {
			return false;
		}

		if (boot === '') {
			return respondsToSignals(pid);
		}

		const status = statusOf(pid);
		// A zombie holds nothing any more, it only waits to be counted.
		return status?.start === start && !['Z', 'X'].includes(status.state);
	},
	bootMilliseconds: () => bootTime({uptimeSeconds: uptime, nowMilliseconds: Date.now}),
};
