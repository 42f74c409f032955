import {Buffer} from 'node:buffer';
import {
	connect as connectTcp,
	createServer,
	type AddressInfo,
	type Socket,
} from 'node:net';
import {createServer as createTlsServer, type TLSSocket, type TlsOptions} from 'node:tls';
import test, {type ExecutionContext} from 'ava';
import {createIdentity} from '../../../source/engine/protocol/identity.js';
import {
	connect,
	openChannel,
	peerId,
	tlsOptions,
	type Channel,
	type ConnectOptions,
} from '../../../source/engine/protocol/tls-connection.js';
import {systemClock} from '../../../source/engine/system-clock.js';

const serverIdentity = await createIdentity();
const clientIdentity = await createIdentity();
const strangerIdentity = await createIdentity();

/** A TLS server that does as the test likes, and what it received in clear. */
async function serve(t: ExecutionContext, options: TlsOptions = {}) {
	const received: Uint8Array[] = [];
	const raws: Socket[] = [];
	const secured: Socket[] = [];
	const server = createTlsServer({...tlsOptions(serverIdentity), requestCert: true, ...options});
	server.on('connection', (raw: Socket) => {
		raw.on('error', () => undefined);
		raws.push(raw);
	});
	server.on('tlsClientError', (_, socket) => {
		socket.destroy();
	});
	const {promise: arrived, resolve} = Promise.withResolvers<TLSSocket>();
	server.on('secureConnection', socket => {
		socket.on('error', () => undefined);
		secured.push(socket);
		resolve(socket);
	});
	const port = await listen(t, server, secured);
	return {
		port, arrived, received,
		/** Takes what the next client says, until that client is gone. */
		async collect() {
			const {promise: gone, resolve: leave} = Promise.withResolvers<void>();
			server.on('secureConnection', socket => {
				socket.on('data', (bytes: Uint8Array) => {
					received.push(bytes);
				});
			});
			server.on('connection', (raw: Socket) => {
				raw.on('close', leave);
			});
			return gone;
		},
		async accept(): Promise<Channel> {
			const socket = await arrived;
			return openChannel({
				socket, raw: raws.at(-1)!, identity: serverIdentity, peer: peerId(socket)!, isServer: true, address: 'client', clock: systemClock,
			});
		},
	};
}

async function listen(t: ExecutionContext, server: ReturnType<typeof createServer>, sockets: Socket[]): Promise<number> {
	await new Promise<void>(resolve => {
		server.listen(0, '127.0.0.1', resolve);
	});
	t.teardown(() => {
		server.close();
		for (const socket of sockets) {
			socket.destroy();
		}
	});
	return (server.address() as AddressInfo).port;
}

/** A TCP server that answers every connection in its own way. */
async function serveTcp(t: ExecutionContext, answer: (socket: Socket) => void): Promise<number> {
	const sockets: Socket[] = [];
	const server = createServer(socket => {
		socket.on('error', () => undefined);
		sockets.push(socket);
		answer(socket);
	});
	return listen(t, server, sockets);
}

const dial = async (port: number, change: Partial<ConnectOptions> = {}) => connect({
	host: '127.0.0.1', port, peer: serverIdentity.id, identity: clientIdentity, clock: systemClock, ...change,
});

test('two ends know each other\'s ids and share a binding that nobody else has', async t => {
	const {port, accept} = await serve(t);
	const client = await dial(port);
	const server = await accept();
	t.is(client.connection.peer, serverIdentity.id);
	t.is(server.connection.peer, clientIdentity.id);
	t.deepEqual(Buffer.from(client.binding.exporter), Buffer.from(server.binding.exporter));
	t.is(client.binding.exporter.length, 32);
	t.deepEqual({...client.binding, exporter: 0}, {...server.binding, exporter: 0});
	t.is(client.connection.address, `127.0.0.1:${port}`);
	client.connection.close();
	t.is(await server.connection.closed, undefined);
});

test('everything travels both ways, and the counters are the socket\'s own, TLS included', async t => {
	const {port, accept} = await serve(t);
	const client = await dial(port);
	const server = await accept();
	const {promise, resolve} = Promise.withResolvers<number>();
	server.connection.onMessage(message => {
		resolve((message as {payload: Uint8Array}).payload.length);
	});
	await client.connection.send({
		type: 'pack', lengths: [1_000_000], isCompressed: false, payload: Buffer.alloc(1_000_000),
	});
	t.is(await promise, 1_000_000);
	client.connection.close();
	await server.connection.closed;
	await client.connection.closed;
	const {sentBytes} = client.connection.wire();
	t.true(sentBytes > 1_001_000 && sentBytes < 1_010_000);
	t.is(server.connection.wire().receivedBytes, sentBytes);
});

test('A27: to a server with another key the client says nothing', async t => {
	const {port, received, collect} = await serve(t, {key: strangerIdentity.key, cert: strangerIdentity.certificate});
	const collecting = collect();
	await t.throwsAsync(dial(port), {name: 'FsyncError', code: 'wrong-identity', message: /Nothing was sent/v});
	await collecting;
	t.is(Buffer.concat(received).length, 0);
});

test('A27: the same certificate text with another key does not help: the pin is the key', async t => {
	const {port} = await serve(t);
	await t.throwsAsync(dial(port, {peer: strangerIdentity.id}), {code: 'wrong-identity'});
});

const foreign: ReadonlyArray<readonly [string, TlsOptions]> = [
	['only TLS 1.2', {maxVersion: 'TLSv1.2', minVersion: 'TLSv1.2', ciphers: 'DEFAULT'}],
	['no protocol name', {ALPNProtocols: undefined}],
	['another protocol name', {ALPNProtocols: ['h2']}],
];
for (const [what, options] of foreign) {
	test(`A23: a server with ${what} is named as not ours`, async t => {
		const {port} = await serve(t, options);
		await t.throwsAsync(dial(port), {name: 'FsyncError', code: 'protocol', message: /does not speak fsync-tui/v});
	});
}

test('A23: a web server is named as not ours', async t => {
	const port = await serveTcp(t, socket => {
		socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
	});
	await t.throwsAsync(dial(port), {code: 'protocol'});
});

test('nothing that listens is unreachable, with what to do', async t => {
	const port = await serveTcp(t, () => undefined);
	const free = await new Promise<number>(resolve => {
		const server = createServer().listen(0, '127.0.0.1', () => {
			const {port: taken} = server.address() as AddressInfo;
			server.close(() => {
				resolve(taken);
			});
		});
	});
	t.not(free, port);
	await t.throwsAsync(dial(free), {name: 'FsyncError', code: 'unreachable', message: /Nothing listens there/v});
});

test('A20: a server that accepts and says nothing is unreachable after a while', async t => {
	const port = await serveTcp(t, () => undefined);
	await t.throwsAsync(dial(port, {connectMilliseconds: 40}), {code: 'unreachable', message: /did not answer within 0.04 s/v});
});

test('a server that hangs up is unreachable', async t => {
	const ending = await serveTcp(t, socket => {
		socket.destroy();
	});
	await t.throwsAsync(dial(ending), {code: 'unreachable'});
	const resetting = await serveTcp(t, socket => {
		socket.resetAndDestroy();
	});
	await t.throwsAsync(dial(resetting), {code: 'unreachable'});
});

test('a name that cannot be resolved is unreachable', async t => {
	await t.throwsAsync(dial(1, {host: 'no-such-host.invalid'}), {code: 'unreachable'});
});

test('connecting can be cancelled, before and while it goes on', async t => {
	const port = await serveTcp(t, () => undefined);
	await t.throwsAsync(dial(port, {signal: AbortSignal.abort()}), {code: 'unreachable', message: /cancelled/v});
	const controller = new AbortController();
	const dialling = dial(port, {signal: controller.signal});
	controller.abort();
	await t.throwsAsync(dialling, {code: 'unreachable', message: /cancelled/v});
});

test('A15: an end in the middle of a frame is a lost connection', async t => {
	const {port, accept, arrived} = await serve(t);
	const client = await dial(port);
	const server = await accept();
	const {promise, resolve} = Promise.withResolvers<void>();
	server.connection.onMessage(() => {
		resolve();
	});
	await client.connection.send({type: 'finish', transfer: 1, isOk: true});
	await promise;
	const socket = await arrived;
	socket.write(Buffer.from([0, 0, 1, 0, 13, 0]));
	socket.end(() => {
		socket.destroy();
	});
	t.like(await client.connection.closed, {code: 'unreachable'});
	t.like(await server.connection.closed, {code: 'unreachable'});
});

test('F29: a bit that flips on the way ends the connection, and nothing of it is handed out', async t => {
	const {port, accept} = await serve(t);
	let isHonest = true;
	const proxyPort = await serveTcp(t, inbound => {
		const outbound = connectTcp(port, '127.0.0.1');
		inbound.on('data', (bytes: Uint8Array) => {
			outbound.write(isHonest ? bytes : bytes.map((byte, index) => index === bytes.length - 1 ? byte ^ 1 : byte));
		});
		outbound.on('error', () => undefined);
		outbound.pipe(inbound);
	});
	const client = await dial(proxyPort);
	const server = await accept();
	let count = 0;
	server.connection.onMessage(() => {
		count++;
	});
	isHonest = false;
	await client.connection.send({type: 'finish', transfer: 1, isOk: true});
	t.like(await server.connection.closed, {code: 'unreachable'});
	t.like(await client.connection.closed, {code: 'unreachable'});
	t.is(count, 0);
});
