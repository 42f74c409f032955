/*
Where the two ends run, and who counts the bytes between them. As root: two network namespaces joined by a pair of interfaces, whose own counters
are read (Ethernet, IP and TCP headers are in them). Otherwise this machine's loopback with a proxy between the ends that counts what passes
(payload only).
*/
import {execFileSync, fork} from 'node:child_process';
import {once} from 'node:events';
import path from 'node:path';

const names = {client: 'fsync-bench-client', server: 'fsync-bench-server'};
const addresses = {client: '10.97.61.1', server: '10.97.61.2'};

/** The kinds of place there are, best first. */
export async function openPlace(wanted) {
	if (wanted !== 'loopback') {
		try {
			return openNamespaces();
		} catch (error) {
			if (wanted === 'namespaces') {
				throw error;
			}

			console.error(`No network namespaces here (${error.message.split('\n', 1)[0]}): over loopback through a counting proxy.`);
		}
	}

	return openLoopback();
}

function openNamespaces() {
	const ip = (...parameters) => execFileSync('ip', parameters, {encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']});
	const close = () => {
		for (const name of Object.values(names)) {
			try {
				ip('netns', 'delete', name);
			} catch {
				// It was never made, or is gone.
			}
		}
	};

	// What an earlier run that was killed has left.
	close();
	try {
		ip('netns', 'add', names.client);
		ip('netns', 'add', names.server);
		ip('-n', names.client, 'link', 'add', 'bench', 'type', 'veth', 'peer', 'name', 'bench', 'netns', names.server);
		for (const side of ['client', 'server']) {
			ip('-n', names[side], 'address', 'add', `${addresses[side]}/24`, 'dev', 'bench');
			ip('-n', names[side], 'link', 'set', 'bench', 'up');
			ip('-n', names[side], 'link', 'set', 'lo', 'up');
		}
	} catch (error) {
		close();
		throw error;
	}

	const within = side => (program, parameters) => ['ip', ['netns', 'exec', names[side], program, ...parameters]];
	return {
		name: 'two network namespaces, bytes read from the interface',
		host: addresses.server,
		onClient: within('client'),
		onServer: within('server'),
		/** The client reaches the server's port under this one. */
		portOf: async port => port,
		/** What has passed so far: sent by the client, received by it. */
		async bytes() {
			const [{stats64}] = JSON.parse(ip('-n', names.client, '-s', '-j', 'link', 'show', 'dev', 'bench'));
			return {sent: stats64.tx.bytes, received: stats64.rx.bytes};
		},
		async close() {
			close();
		},
	};
}

async function openLoopback() {
	const proxies = [];
	const as = (program, parameters) => [program, parameters];
	return {
		name: 'loopback, bytes counted by a proxy',
		host: '127.0.0.1',
		onClient: as,
		onServer: as,
		async portOf(port) {
			const proxy = fork(path.join(import.meta.dirname, 'proxy.js'), [String(port)]);
			proxies.push(proxy);
			const [message] = await once(proxy, 'message');
			return message.port;
		},
		async bytes() {
			const totals = {sent: 0, received: 0};
			for (const proxy of proxies) {
				proxy.send('count');
				const [{sent, received}] = await once(proxy, 'message');
				totals.sent += sent;
				totals.received += received;
			}

			return totals;
		},
		async close() {
			for (const proxy of proxies) {
				proxy.kill();
			}
		},
	};
}
