// Starts the programs that are measured, and reads time, memory and bytes of each run.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import path from 'node:path';
import {createInterface} from 'node:readline';

const command = path.join(import.meta.dirname, '..', 'build', 'command', 'fsync-tui.js');

export async function freePort() {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const {port} = server.address();
	server.close();
	await once(server, 'close');
	return port;
}

/** Peak resident memory of a process so far, in bytes; 0 once it is gone. */
function peakMemory(pid) {
	try {
		return Number(/VmHWM:\s+(?<kilobytes>\d+) kB/v.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.groups.kilobytes ?? 0) * 1024;
	} catch {
		return 0;
	}
}

/** Runs a program to its end: seconds by the wall, peak memory, exit code, and its lines on stdout. */
export async function run(program, parameters, options = {}) {
	const started = performance.now();
	const child = spawn(program, parameters, {stdio: ['ignore', 'pipe', 'inherit'], ...options});
	let peak = 0;
	const watch = setInterval(() => {
		peak = Math.max(peak, peakMemory(child.pid));
	}, 20);
	const lines = await Array.fromAsync(createInterface({input: child.stdout}));

	peak = Math.max(peak, peakMemory(child.pid));
	if (child.exitCode === null) {
		await once(child, 'exit');
	}

	clearInterval(watch);
	return {
		seconds: (performance.now() - started) / 1000, peakBytes: peak, code: child.exitCode, lines,
	};
}

/** A server of ours over `root`; resolves when it listens. */
export async function startServer({home, root, parameters = []}) {
	mkdirSync(root, {recursive: true});
	const child = spawn(process.execPath, [command, '--server', root, '--listen', '127.0.0.1:0', '--json', '-q', ...parameters], {
		env: {...process.env, FSYNC_TUI_HOME: home}, stdio: ['ignore', 'pipe', 'inherit'],
	});
	for await (const line of createInterface({input: child.stdout})) {
		const event = JSON.parse(line);
		if (event.type === 'listening') {
			child.stdout.resume();
			return {
				child,
				...event,
				peakBytes: () => peakMemory(child.pid),
				async stop() {
					child.kill('SIGTERM');
					await once(child, 'exit');
				},
			};
		}
	}

	throw new Error('the server ended before it listened');
}

/** One `--once` run of ours, which says no more about each file than rsync does (nothing); `remote` is an invite line or host:port. */
export async function syncOnce({home, folder, remote, parameters = []}) {
	const result = await run(process.execPath, [command, folder, remote, '--once', '--json', '-q', ...parameters], {
		env: {...process.env, FSYNC_TUI_HOME: home},
	});
	const summary = result.lines.map(line => JSON.parse(line)).find(event => event.type === 'summary');
	return {...result, summary};
}

/** An rsync daemon over `root` on this machine's loopback. */
export async function startRsyncDaemon({folder, root}) {
	mkdirSync(root, {recursive: true});
	const port = await freePort();
	const config = path.join(folder, 'rsyncd.conf');
	writeFileSync(config, `port = ${port}\naddress = 127.0.0.1\nuse chroot = no\nuid = 0\ngid = 0\nlog file = /dev/null\n[share]\npath = ${root}\nread only = no\n`);
	const child = spawn('rsync', ['--daemon', '--no-detach', `--config=${config}`], {stdio: 'inherit'});
	for (let attempt = 0; ; attempt++) {
		const probe = await run('rsync', [`rsync://127.0.0.1:${port}/`]);
		if (probe.code === 0) {
			break;
		}

		if (attempt > 100) {
			throw new Error('the rsync daemon does not answer');
		}
	}

	return {
		url: `rsync://127.0.0.1:${port}/share/`,
		async stop() {
			child.kill('SIGTERM');
			await once(child, 'exit');
		},
	};
}

/** `rsync -a --delete` with its own count of bytes both ways. */
export async function rsync({folder, url, parameters = []}) {
	const result = await run('rsync', ['-a', '--delete', '--stats', ...parameters, `${folder}/`, url]);
	const count = name => Number(result.lines.find(line => line.startsWith(name))?.split(':', 2)[1].replaceAll(',', '') ?? 0);
	return {...result, wireBytes: count('Total bytes sent') + count('Total bytes received')};
}
