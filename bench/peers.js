/*
The programs that are measured. Each is given a folder on either side and a place; `open` starts what it needs to answer, and tells how one
sync is run. Only what is found on PATH takes part.
*/
import {execFileSync, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	writeFileSync,
} from 'node:fs';
import {createServer} from 'node:net';
import path from 'node:path';
import process from 'node:process';
import {createInterface} from 'node:readline';
import {setTimeout as sleep} from 'node:timers/promises';

export const command = path.join(import.meta.dirname, '..', 'build', 'command', 'fsync-tui.js');
export const isFound = (...names) => names.every(name => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0);
export const firstLine = (program, ...parameters) => spawnSync(program, parameters, {encoding: 'utf8'}).stdout.split('\n', 1)[0].trim();

async function freePort() {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const {port} = server.address();
	server.close();
	await once(server, 'close');
	return port;
}

/** Starts a server and waits until `probe` succeeds. */
async function serve([program, parameters], probe, environment = {}) {
	const child = spawn(program, parameters, {stdio: ['ignore', 'ignore', 'ignore'], env: {...process.env, ...environment}});
	for (let attempt = 0; !probe(); attempt++) {
		if (attempt > 200 || child.exitCode !== null) {
			throw new Error(`${program} ${parameters.join(' ')} does not answer`);
		}

		await sleep(25);
	}

	return {
		pid: child.pid,
		async stop() {
			child.kill('SIGTERM');
			await once(child, 'exit');
		},
	};
}

const answers = (place, port) => () => {
	const [program, parameters] = place.onClient('bash', ['-c', `exec 3<>/dev/tcp/${place.host}/${port}`]);
	return spawnSync(program, parameters, {stdio: 'ignore'}).status === 0;
};

/** Starts our server over `target`; resolves when it listens, with the invite line as the client's place sees it. */
export async function openServer({place, target, home}, ...parameters) {
	const [program, all] = place.onServer(process.execPath, [command, '--server', target, '--listen', `${place.host}:0`, '--json', '-q', ...parameters]);
	const child = spawn(program, all, {stdio: ['ignore', 'pipe', 'inherit'], env: {...process.env, FSYNC_TUI_HOME: path.join(home, 'server')}});
	let listening;
	for await (const line of createInterface({input: child.stdout})) {
		listening = JSON.parse(line);
		if (listening.type === 'listening') {
			break;
		}
	}

	child.stdout.resume();
	const port = await place.portOf(listening.port);
	return {
		pid: child.pid,
		invite: listening.invite.replace(`:${listening.port}:`, () => `:${port}:`),
		address: `${place.host}:${port}`,
		async close() {
			child.kill('SIGTERM');
			await once(child, 'exit');
		},
	};
}

const own = {
	name: 'fsync-tui',
	isFound: () => existsSync(command),
	version: () => firstLine(process.execPath, command, '--version'),
	async open({place, source, target, home}) {
		const server = await openServer({place, target, home});
		let remote = server.invite;
		return {
			server: server.pid,
			environment: {FSYNC_TUI_HOME: path.join(home, 'client')},
			next() {
				const sync = place.onClient(process.execPath, [command, source, remote, '--once', '--json', '-q', '--yes-delete']);
				remote = server.address;
				return sync;
			},
			close: server.close,
		};
	},
};

/** An rsync daemon over `target`; `url` is what the client's place calls it. */
export async function serveRsync({place, target, home}) {
	const port = await freePort();
	const config = path.join(home, 'rsyncd.conf');
	writeFileSync(config, `port = ${port}\naddress = ${place.host}\nuse chroot = no\nuid = ${process.getuid()}\ngid = ${process.getgid()}\nlog file = /dev/null\npid file = ${path.join(home, 'rsyncd.pid')}\n[share]\npath = ${target}\nread only = no\nmunge symlinks = no\n`);
	const server = await serve(place.onServer('rsync', ['--daemon', '--no-detach', `--config=${config}`]), answers(place, port));
	return {pid: server.pid, url: `rsync://${place.host}:${await place.portOf(port)}/share/`, close: server.stop};
}

function rsyncDaemon(name, parameters) {
	return {
		name,
		isFound: () => isFound('rsync'),
		version: () => firstLine('rsync', '--version'),
		async open({place, source, target, home}) {
			const daemon = await serveRsync({place, target, home});
			return {
				server: daemon.pid,
				next: () => place.onClient('rsync', ['-a', '--delete', '--exclude=/.fsync-tui/', ...parameters, `${source}/`, daemon.url]),
				close: daemon.close,
			};
		},
	};
}

const overSsh = {
	name: 'rsync over ssh',
	isFound: () => isFound('rsync', 'ssh', 'ssh-keygen') && existsSync('/usr/sbin/sshd'),
	version: () => `${firstLine('rsync', '--version')}, ${spawnSync('ssh', ['-V'], {encoding: 'utf8'}).stderr.trim()}`,
	async open({place, source, target, home}) {
		const port = await freePort();
		for (const key of ['host', 'user']) {
			execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path.join(home, key)]);
		}

		execFileSync('cp', [path.join(home, 'user.pub'), path.join(home, 'authorized')]);
		chmodSync(path.join(home, 'authorized'), 0o600);
		const config = path.join(home, 'sshd_config');
		writeFileSync(config, [
			`Port ${port}`,
			`ListenAddress ${place.host}`,
			`HostKey ${path.join(home, 'host')}`,
			`AuthorizedKeysFile ${path.join(home, 'authorized')}`,
			`PidFile ${path.join(home, 'sshd.pid')}`,
			'StrictModes no',
			'PasswordAuthentication no',
			'UsePAM no',
			'PermitRootLogin yes',
			'',
		].join('\n'));
		if (process.getuid() === 0) {
			mkdirSync('/run/sshd', {recursive: true, mode: 0o755});
		}

		const server = await serve(place.onServer('/usr/sbin/sshd', ['-D', '-f', config]), answers(place, port));
		const reached = await place.portOf(port);
		const shell = `ssh -p ${reached} -i ${path.join(home, 'user')} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR`;
		return {
			server: server.pid,
			next: () => place.onClient('rsync', ['-a', '--delete', '--exclude=/.fsync-tui/', '-e', shell, `${source}/`, `${place.host}:${target}/`]),
			close: server.stop,
		};
	},
};

const unison = {
	name: 'unison',
	isFound: () => isFound('unison'),
	version: () => firstLine('unison', '-version'),
	async open({place, source, target, home}) {
		const port = await freePort();
		const server = await serve(place.onServer('unison', ['-socket', String(port), '-host', place.host]), answers(place, port), {UNISON: path.join(home, 'server'), HOME: home});
		const reached = await place.portOf(port);
		return {
			server: server.pid,
			environment: {UNISON: path.join(home, 'client'), HOME: home},
			next: () => place.onClient('unison', [
				source, `socket://${place.host}:${reached}/${target}`, '-batch', '-auto', '-silent', '-times', '-confirmbigdel=false', '-ignorearchives=false', '-ignore', 'Path .fsync-tui',
			]),
			close: server.stop,
		};
	},
};

/** The first is ours, the second the bar. */
export const peers = [own, rsyncDaemon('rsync', []), rsyncDaemon('rsync -z', ['-z', '--compress-choice=zstd']), overSsh, unison];
