// Reads what processes cost, from /proc: processor time with all children that were waited for, and memory with all children that live.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readdirSync, readFileSync} from 'node:fs';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';

const ticksPerSecond = 100;
const lookMilliseconds = 25;

function statusOf(pid) {
	try {
		const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
		const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
		return {parent: Number(fields[1]), own: Number(fields[11]) + Number(fields[12]), reaped: Number(fields[13]) + Number(fields[14])};
	} catch {
		return undefined;
	}
}

/** Seconds of processor time that children of this very process have taken, those that have ended. */
export function reapedSeconds() {
	return statusOf(process.pid).reaped / ticksPerSecond;
}

function addChildren(family, parents) {
	for (const [child, parent] of parents) {
		if (family.has(parent)) {
			family.add(child);
		}
	}
}

/** A process and all below it. */
function familyOf(pid) {
	const parents = new Map();
	for (const name of readdirSync('/proc')) {
		const status = /^\d+$/v.test(name) ? statusOf(name) : undefined;
		if (status) {
			parents.set(Number(name), status.parent);
		}
	}

	const family = new Set([pid]);
	for (let before = 0; before < family.size;) {
		before = family.size;
		addChildren(family, parents);
	}

	return family;
}

function residentBytes(pid) {
	try {
		return Number(/VmRSS:\s+(?<kilobytes>\d+) kB/v.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.groups.kilobytes ?? 0) * 1024;
	} catch {
		return 0;
	}
}

function peakOf(pid) {
	try {
		return Number(/VmHWM:\s+(?<kilobytes>\d+) kB/v.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.groups.kilobytes ?? 0) * 1024;
	} catch {
		return 0;
	}
}

/** Watches a process and what it starts: the most that all of them had resident at once. A process alone is read exactly. */
function watchMemory(pid) {
	let peak = 0;
	const look = () => {
		const family = familyOf(pid);
		let sum = 0;
		for (const member of family) {
			sum += residentBytes(member);
		}

		peak = Math.max(peak, sum, family.size === 1 ? peakOf(pid) : 0);
	};

	look();
	const timer = setInterval(look, lookMilliseconds);
	return () => {
		look();
		clearInterval(timer);
		return peak;
	};
}

function familySeconds(pid) {
	let ticks = 0;
	for (const member of familyOf(pid)) {
		const status = statusOf(member);
		ticks += status ? status.own + status.reaped : 0;
	}

	return ticks / ticksPerSecond;
}

/**
Runs a client to its end and says what that cost on both sides: seconds by the wall and of processor time, peak bytes of memory, bytes each way.
`server`: the process that answers it, whose costs are counted with those of all that it starts.
*/
export async function measure({place, command, environment, server}) {
	const [program, parameters] = command;
	const before = {bytes: await place.bytes(), server: familySeconds(server), client: reapedSeconds()};
	const serverPeak = watchMemory(server);
	const started = performance.now();
	const child = spawn(program, parameters, {stdio: ['ignore', 'pipe', 'pipe'], env: {...process.env, ...environment}});
	const clientPeak = watchMemory(child.pid);
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', text => {
			output = (output + text).slice(-20_000);
		});
	}

	const [code] = await once(child, 'close');
	const seconds = (performance.now() - started) / 1000;
	const [clientBytes, serverBytes] = [clientPeak(), serverPeak()];
	// The last packets, and the processes that the server has still to reap.
	await sleep(50);
	const after = {bytes: await place.bytes(), server: familySeconds(server), client: reapedSeconds()};
	return {
		code,
		output,
		seconds,
		clientSeconds: after.client - before.client,
		serverSeconds: after.server - before.server,
		clientBytes,
		serverBytes,
		sentBytes: after.bytes.sent - before.bytes.sent,
		receivedBytes: after.bytes.received - before.bytes.received,
	};
}
