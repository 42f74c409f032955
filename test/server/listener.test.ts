import {Buffer} from 'node:buffer';
import {constants, createPublicKey} from 'node:crypto';
import {
	connect as connectTcp,
	createServer,
	type AddressInfo,
	type Socket,
} from 'node:net';
import {connect as connectTls, type ConnectionOptions, type TLSSocket} from 'node:tls';
import test, {type ExecutionContext} from 'ava';
import {encodeBytes} from '../../source/engine/protocol/codec.js';
import {frameFlag} from '../../source/engine/protocol/framing.js';
import {identityId, type Identity} from '../../source/engine/protocol/identity.js';
import {limits} from '../../source/engine/protocol/limits.js';
import {protocolVersion} from '../../source/engine/protocol/messages.js';
import {tlsOptions} from '../../source/engine/protocol/tls-connection.js';
import {
	clientIdentity,
	hello,
	openDoor,
	otherIdentity,
	proofFor,
	serverIdentity,
} from './door-fixture.js';

type Door = Awaited<ReturnType<typeof openDoor>>;

/** A TLS client that does as the test likes; collects what comes until the other side closes. */
function rawClient(door: Door, options: ConnectionOptions = {}, identity: Identity = clientIdentity) {
	const socket = connectTls({
		...tlsOptions(identity), host: '127.0.0.1', port: door.listener.port, checkServerIdentity: () => undefined, ...options,
	});
	return {socket, ...watch(socket)};
}

function watch(socket: Socket | TLSSocket) {
	const pieces: Uint8Array[] = [];
	const {promise: closed, resolve} = Promise.withResolvers<string>();
	let reason = 'closed';
	socket.on('data', (piece: Uint8Array) => {
		pieces.push(piece);
	});
	socket.on('error', (error: NodeJS.ErrnoException) => {
		reason = error.code ?? error.message;
	});
	socket.on('close', () => {
		resolve(reason);
	});
	return {closed, received: () => Buffer.concat(pieces)};
}

async function untilSecure(socket: TLSSocket): Promise<void> {
	return new Promise((resolve, reject) => {
		socket.once('secureConnect', resolve);
		socket.once('error', reject);
	});
}

async function socketCount(port: number): Promise<string> {
	return new Promise(resolve => {
		const socket = connectTcp(port, '127.0.0.1');
		socket.once('connect', () => {
			socket.destroy();
			resolve('listening');
		});
	});
}

const helloBytes = () => Buffer.concat(encodeBytes(hello));

test('a paired device is let in with its hello, its record and its access, and messages go both ways', async t => {
	const door = await openDoor(t);
	await door.know();
	const visiting = door.visit();
	const {connection} = await door.dial();
	const answer = connection.first();
	await connection.send(hello);
	const visit = await visiting;
	t.deepEqual(visit.hello, hello);
	t.is(visit.access, 'read-write');
	t.is(visit.device.id, clientIdentity.id);
	t.is(visit.connection.peer, clientIdentity.id);
	visit.connection.onMessage(() => undefined);
	await visit.connection.send({type: 'acknowledge', head: {generation: 1, lineage: 'x'}});
	t.like(await answer, {type: 'acknowledge'});
	t.true(connection.wire().sentBytes > helloBytes().length + 500);
	connection.close();
	t.is(await visit.connection.closed, undefined);
	await connection.closed;
	t.is(visit.connection.wire().receivedBytes, connection.wire().sentBytes);
});

test('long frames and many messages pass both ways, whatever the handlers\' pace', async t => {
	const door = await openDoor(t);
	await door.know();
	const visiting = door.visit();
	const {connection} = await door.dial();
	await connection.send(hello);
	const {connection: server} = await visiting;
	const sizes: number[] = [];
	const done = Promise.withResolvers<void>();
	server.onMessage(async message => {
		if (message.type === 'pack') {
			sizes.push(message.payload.length);
		} else {
			done.resolve();
		}

		if (sizes.length % 7 === 0) {
			await new Promise(resolve => {
				setImmediate(resolve);
			});
		}
	});
	const expected: number[] = [];
	for (let index = 0; index < 60; index++) {
		const size = index % 3 === 0 ? 1_000_000 : index;
		expected.push(size);
		await connection.send({
			type: 'pack', lengths: [size], isCompressed: false, payload: Buffer.alloc(size, index),
		});
	}

	await connection.send({type: 'finish', transfer: 1, isOk: true});
	await done.promise;
	t.deepEqual(sizes, expected);
});

// A22: who is not known is not heard.

async function isRefusedUnheard(t: ExecutionContext, door: Door, identity: Identity): Promise<void> {
	const {connection} = await door.dial({identity});
	// Sent all the same; a server that parsed it would say so.
	await connection.send({...hello, version: 1});
	t.like(await connection.closed, {code: 'not-paired'});
	t.is(door.visits.length, 0);
}

test('A22: an unpaired certificate is refused as not paired', async t => {
	await isRefusedUnheard(t, await openDoor(t), otherIdentity);
});

test('A22: nothing that a stranger sends is parsed: nonsense gets the same answer as a hello', async t => {
	const door = await openDoor(t);
	const answers: string[] = [];
	for (const bytes of [helloBytes(), Buffer.from('nonsense'), Buffer.alloc(100_000)]) {
		const client = rawClient(door, {}, otherIdentity);
		await untilSecure(client.socket);
		client.socket.write(bytes);
		await client.closed;
		answers.push(client.received().toString('hex'));
	}

	t.is(new Set(answers).size, 1);
	t.true(answers[0]!.length > 0);
});

test('A22 A24: a revoked device gets byte for byte the answer of one that was never known, with and without an open invite', async t => {
	for (const hasInvite of [false, true]) {
		const door = await openDoor(t);
		await door.know();
		await door.store.removeDevice(clientIdentity.id);
		if (hasInvite) {
			await door.access.createInvite('site', 'read-write');
		}

		const answers: string[] = [];
		for (const identity of [clientIdentity, otherIdentity]) {
			const client = rawClient(door, {}, identity);
			await untilSecure(client.socket);
			client.socket.write(helloBytes());
			await client.closed;
			answers.push(client.received().toString('hex'));
		}

		t.is(answers[0], answers[1]);
		t.is(door.visits.length, 0);
	}
});

test('A22: without a certificate there is no conversation', async t => {
	const door = await openDoor(t);
	const {key: _, cert: __, ...options} = tlsOptions(clientIdentity);
	const socket = connectTls({
		...options, host: '127.0.0.1', port: door.listener.port, checkServerIdentity: () => undefined,
	});
	const {closed, received} = watch(socket);
	await closed;
	t.is(received().length, 0);
});

test('A22: somebody else\'s certificate without its key does not even start', t => {
	t.throws(() => connectTls({...tlsOptions({...clientIdentity, key: otherIdentity.key}), host: '127.0.0.1', port: 1}), {message: /key values mismatch/v});
});

test('A22: a chain of certificates of more than 100 KB is refused in the handshake', async t => {
	const door = await openDoor(t);
	await door.know();
	const client = rawClient(door, {cert: `${clientIdentity.certificate}\n`.repeat(400)});
	await client.closed;
	t.is(client.received().length, 0);
	t.is(door.visits.length, 0);
});

test('A22: a key of another kind is refused in the handshake', async t => {
	const {generate} = await import('selfsigned');
	const door = await openDoor(t);
	const rsa = await generate([{name: 'commonName', value: 'x'}], {keySize: 2048, algorithm: 'sha256'});
	await door.know({id: identityId(rsa.cert), key: rsa.private, certificate: rsa.cert});
	const client = rawClient(door, {key: rsa.private, cert: rsa.cert, sigalgs: 'rsa_pss_rsae_sha256:ecdsa_secp256r1_sha256'});
	await client.closed;
	t.is(client.received().length, 0);
	t.is(door.visits.length, 0);
});

test('A22: of an expired certificate only the key counts: a stranger\'s is refused, a paired device\'s let in', async t => {
	const {generate} = await import('selfsigned');
	const expired = async ({key, id}: Identity): Promise<Identity> => {
		const {cert} = await generate([{name: 'commonName', value: 'x'}], {
			keyPair: {privateKey: key, publicKey: createPublicKey(key).export({type: 'spki', format: 'pem'}).toString()}, keyType: 'ec', curve: 'P-256', algorithm: 'sha256', notBeforeDate: new Date(0), notAfterDate: new Date(1000),
		});
		return {id, key, certificate: cert};
	};

	const door = await openDoor(t);
	await isRefusedUnheard(t, door, await expired(otherIdentity));
	await door.know();
	const visiting = door.visit();
	const {connection} = await door.dial({identity: await expired(clientIdentity)});
	await connection.send(hello);
	t.is((await visiting).device.id, clientIdentity.id);
});

// A23: who does not speak as we do.

const foreignTls: ReadonlyArray<readonly [string, ConnectionOptions]> = [
	['TLS 1.2', {minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: 'DEFAULT'}],
	['no protocol name', {ALPNProtocols: undefined}],
	['another protocol name', {ALPNProtocols: ['h2']}],
];
for (const [what, options] of foreignTls) {
	test(`A23: a paired device with ${what} gets nothing`, async t => {
		const door = await openDoor(t);
		await door.know();
		const client = rawClient(door, options);
		client.socket.on('secureConnect', () => {
			client.socket.write(helloBytes());
		});
		await client.closed;
		t.is(client.received().length, 0);
		t.is(door.visits.length, 0);
	});
}

for (const [what, bytes] of [['HTTP', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'], ['an SSH banner', 'SSH-2.0-OpenSSH_9.6\r\n'], ['our own frames without TLS', undefined]] as const) {
	test(`A23: ${what} in clear text is cut off`, async t => {
		const door = await openDoor(t);
		const socket = connectTcp(door.listener.port, '127.0.0.1');
		const {closed, received} = watch(socket);
		socket.write(bytes ?? helloBytes());
		await closed;
		t.notRegex(received().toString('latin1'), /fsync/v);
		t.is(door.visits.length, 0);
	});
}

test('A24: a client cannot come back by a resumed session, without showing its key', async t => {
	const door = await openDoor(t);
	await door.know();
	const first = rawClient(door);
	let tickets = 0;
	first.socket.on('session', () => {
		tickets++;
	});
	await untilSecure(first.socket);
	const visiting = door.visit();
	first.socket.write(helloBytes());
	await visiting;
	const session = first.socket.getSession();
	first.socket.destroy();
	t.is(tickets, 0);
	const second = rawClient(door, {session, secureOptions: constants.SSL_OP_ALL});
	await untilSecure(second.socket);
	t.false(second.socket.isSessionReused());
	second.socket.destroy();
});

test('A24: a revoked device is put out at once and told that it is not paired', async t => {
	const door = await openDoor(t);
	await door.know();
	const visiting = door.visit();
	const {connection} = await door.dial();
	await connection.send(hello);
	const visit = await visiting;
	await door.store.removeDevice(clientIdentity.id);
	t.like(await visit.connection.closed, {code: 'revoked'});
	t.like(await connection.closed, {code: 'not-paired'});
});

// Pairing.

test('an invite\'s proof pairs a new device, for the invite\'s share and access only', async t => {
	const door = await openDoor(t);
	const invite = await door.access.createInvite('site', 'read-only');
	const visiting = door.visit();
	const channel = await door.dial();
	await channel.connection.send({...hello, proof: proofFor(invite, channel)});
	const visit = await visiting;
	t.is(visit.access, 'read-only');
	t.like(await door.store.device(clientIdentity.id), {name: 'laptop', share: 'site', access: 'read-only'});
	t.is(await door.store.invite(invite.id), undefined);
	channel.connection.close();

	const again = await door.dial();
	const second = door.visit();
	await again.connection.send(hello);
	t.is((await second).access, 'read-only');
});

test('A25 A27: a proof made on one channel is worth nothing on another', async t => {
	const door = await openDoor(t);
	const invite = await door.access.createInvite('site', 'read-write');
	const [honest, relay] = [await door.dial(), await door.dial({identity: otherIdentity})];
	await relay.connection.send({...hello, proof: proofFor(invite, honest)});
	t.like(await relay.connection.closed, {code: 'not-paired'});
	t.like(await door.store.invite(invite.id), {failedProofs: 1});
	t.is(door.visits.length, 0);
});

test('A25: recorded TCP bytes replayed are no conversation', async t => {
	const door = await openDoor(t);
	await door.know();
	const recorded: Uint8Array[] = [];
	const proxy = createServer(inbound => {
		const outbound = connectTcp(door.listener.port, '127.0.0.1');
		inbound.on('data', (bytes: Uint8Array) => {
			recorded.push(bytes);
			outbound.write(bytes);
		});
		outbound.pipe(inbound);
		inbound.on('close', () => {
			outbound.destroy();
		});
		for (const socket of [inbound, outbound]) {
			socket.on('error', () => undefined);
		}
	});
	await new Promise<void>(resolve => {
		proxy.listen(0, '127.0.0.1', resolve);
	});
	const visiting = door.visit();
	const {connection} = await door.dial({port: (proxy.address() as AddressInfo).port});
	await connection.send(hello);
	await visiting;
	connection.close();
	await connection.closed;
	proxy.close();
	t.is(door.visits.length, 1);

	const socket = connectTcp(door.listener.port, '127.0.0.1');
	const {closed} = watch(socket);
	socket.write(Buffer.concat(recorded));
	await closed;
	t.is(door.visits.length, 1);
});

test('A26: of two devices with the same invite exactly one wins', async t => {
	const door = await openDoor(t);
	const invite = await door.access.createInvite('site', 'read-write');
	const channels = await Promise.all([door.dial(), door.dial({identity: otherIdentity})]);
	const visiting = door.visit();
	await Promise.all(channels.map(async channel => channel.connection.send({...hello, proof: proofFor(invite, channel)})));
	await visiting;
	const loser = channels.find(channel => channel.connection !== undefined && channel.binding.client !== door.visits[0]!.device.id)!;
	t.like(await loser.connection.closed, {code: 'not-paired'});
	t.is(door.visits.length, 1);
	t.is(door.store.deviceRecords.size, 1);
});

test('A40: a share that is not for this device and one that does not exist get the same answer', async t => {
	const door = await openDoor(t);
	await door.know(clientIdentity, 'site');
	await door.know(otherIdentity, 'secret');
	const answers = [];
	for (const share of ['secret', 'nowhere', '..', '__proto__', 'constructor', '*']) {
		const {connection} = await door.dial();
		await connection.send({...hello, share});
		const reason = await connection.closed;
		answers.push(`${reason?.code} ${reason?.message}`);
	}

	t.is(new Set(answers).size, 1);
	t.regex(answers[0]!, /^forbidden /v);
	t.is(door.visits.length, 0);
});

test('F31 A28: another protocol version is refused with both versions named', async t => {
	const door = await openDoor(t);
	await door.know();
	const {connection} = await door.dial();
	await connection.send({...hello, version: protocolVersion - 1});
	const reason = await connection.closed;
	t.is(reason?.code, 'version');
	t.regex(reason!.message, new RegExp(String.raw`\(${protocolVersion - 1} and ${protocolVersion}\)`, 'v'));
});

// What is said first.

test('A14 A40: a hello of more than 4 KiB is refused, a share name of 1 MB with it', async t => {
	const door = await openDoor(t);
	await door.know();
	for (const share of ['s'.repeat(limits.helloBytes), 's'.repeat(1_000_000)]) {
		const {connection} = await door.dial();
		await connection.send({...hello, share});
		t.like(await connection.closed, {code: 'protocol'});
	}

	t.is(door.visits.length, 0);
});

test('A16: whatever a paired device says first instead of hello ends the connection with a named fault', async t => {
	const door = await openDoor(t);
	await door.know();
	const {connection} = await door.dial();
	await connection.send({type: 'acknowledge', head: {generation: 1, lineage: ''}});
	t.like(await connection.closed, {code: 'protocol'});
	const client = rawClient(door);
	await untilSecure(client.socket);
	client.socket.write(Buffer.from([0, 0, 0, 6, 1 | frameFlag.isCompressed, 0, 0, 0, 1, 0x90]));
	await client.closed;
	t.true(client.received().length > 0);
	t.is(door.visits.length, 0);
});

// A20: who dawdles.

const impatient = {handshakeMilliseconds: 60, helloMilliseconds: 60, farewellMilliseconds: 60};

test('A20 M1: a socket that says nothing, or a little of a handshake now and then, is closed in time', async t => {
	const door = await openDoor(t, {patience: impatient});
	const silent = watch(connectTcp(door.listener.port, '127.0.0.1'));
	const slowSocket = connectTcp(door.listener.port, '127.0.0.1');
	const slow = watch(slowSocket);
	const hand = setInterval(() => {
		slowSocket.write(Buffer.of(0x16));
	}, 5);
	const ends = await Promise.all([silent.closed, slow.closed]);
	clearInterval(hand);
	t.is(ends.length, 2);
	t.is(silent.received().length, 0);
});

test('A20: a hello that comes byte by byte, or never, is not waited for', async t => {
	const door = await openDoor(t, {patience: {...impatient, handshakeMilliseconds: 5000}});
	await door.know();
	const silent = rawClient(door);
	const slow = rawClient(door);
	await untilSecure(slow.socket);
	const bytes = helloBytes();
	let sent = 0;
	const hand = setInterval(() => {
		slow.socket.write(bytes.subarray(sent, ++sent));
	}, 10);
	await silent.closed;
	await slow.closed;
	clearInterval(hand);
	t.is(door.visits.length, 0);
});

test('A20: in the middle of a frame silence ends the connection', async t => {
	const door = await openDoor(t, {timing: {deadMilliseconds: 80, pingMilliseconds: 20}});
	await door.know();
	const client = rawClient(door);
	await untilSecure(client.socket);
	const visiting = door.visit();
	client.socket.write(helloBytes());
	const {connection} = await visiting;
	client.socket.write(Buffer.concat(encodeBytes({
		type: 'pack', lengths: [1000], isCompressed: false, payload: Buffer.alloc(1000),
	})).subarray(0, 500));
	t.like(await connection.closed, {code: 'timeout'});
	await client.closed;
});

test('A20: a peer that never reads our answers is closed', async t => {
	const door = await openDoor(t, {timing: {stalledMilliseconds: 100, pingMilliseconds: 20, lingerMilliseconds: 50}});
	await door.know();
	const client = rawClient(door);
	await untilSecure(client.socket);
	const visiting = door.visit();
	client.socket.write(helloBytes());
	const {connection} = await visiting;
	client.socket.pause();
	const flood = (async () => {
		for (;;) {
			await connection.send({
				type: 'pack', lengths: [1_000_000], isCompressed: false, payload: Buffer.alloc(1_000_000),
			});
		}
	})();
	await t.throwsAsync(flood, {code: 'timeout'});
	t.like(await connection.closed, {code: 'timeout'});
	client.socket.destroy();
});

// A21: crowds.

test('A21: an honest device gets in while a crowd of half-open handshakes presses from elsewhere', async t => {
	const door = await openDoor(t, {gate: {limitsLoopback: true}});
	await door.know();
	const crowd: Socket[] = [];
	for (let index = 0; index < 200; index++) {
		const socket = connectTcp({port: door.listener.port, host: '127.0.0.1', localAddress: `127.0.0.${2 + (index % 20)}`});
		socket.on('error', () => undefined);
		crowd.push(socket);
	}

	const visiting = door.visit();
	const {connection} = await door.dial({localAddress: '127.0.0.99'});
	await connection.send(hello);
	const visit = await visiting;
	t.is(visit.device.id, clientIdentity.id);
	for (const socket of crowd) {
		socket.destroy();
	}
});

test('A21: of one address, handshakes beyond its measure are cut off without an answer', async t => {
	const door = await openDoor(t, {gate: {limitsLoopback: true, burst: 3, handshakesPerSecond: 0.001}});
	await door.know();
	for (let index = 0; index < 3; index++) {
		const {connection} = await door.dial();
		connection.close();
	}

	await t.throwsAsync(door.dial(), {code: 'unreachable'});
});

test('A21: places of authenticated connections are kept, and given back when they end', async t => {
	const door = await openDoor(t, {gate: {sockets: 2, strangers: 2}});
	await door.know();
	const inside = [];
	for (const _ of [1, 2]) {
		const visiting = door.visit();
		const {connection} = await door.dial();
		await connection.send(hello);
		await visiting;
		inside.push(connection);
	}

	await t.throwsAsync(door.dial(), {code: 'unreachable'});
	inside[0]!.close();
	await inside[0]!.closed;
	const visiting = door.visit();
	await t.notThrowsAsync(async () => {
		for (let attempt = 0; attempt < 100; attempt++) {
			try {
				const {connection} = await door.dial();
				await connection.send(hello);
				await visiting;
				return;
			} catch {
				await socketCount(door.listener.port);
			}
		}

		throw new Error('No place was given back');
	});
});

test('closing the listener ends every connection in order and frees the port', async t => {
	const door = await openDoor(t);
	await door.know();
	const visiting = door.visit();
	const {connection} = await door.dial();
	await connection.send(hello);
	await visiting;
	connection.onMessage(() => undefined);
	const halfOpen = watch(connectTcp(door.listener.port, '127.0.0.1'));
	const {port} = door.listener;
	await door.listener.close();
	t.is(await connection.closed, undefined);
	await halfOpen.closed;
	await t.throwsAsync(door.dial({port}), {code: 'unreachable'});
});

test('an address that is taken is a usage fault that says so', async t => {
	const door = await openDoor(t);
	await t.throwsAsync(openDoor(t, {port: door.listener.port}), {code: 'usage', message: /EADDRINUSE/v});
});

test('a server shows its own key to everybody, for that is what is pinned', async t => {
	const door = await openDoor(t);
	const client = rawClient(door);
	await untilSecure(client.socket);
	t.is(identityId(client.socket.getPeerX509Certificate()!), serverIdentity.id);
	client.socket.destroy();
});
