import {Buffer} from 'node:buffer';
import test from 'ava';
import {FsyncError} from '../../../source/engine/fault.js';
import {encodeBytes} from '../../../source/engine/protocol/codec.js';
import {protocolVersion, type Message} from '../../../source/engine/protocol/messages.js';
import {PeerConnection, type ConnectionOptions} from '../../../source/engine/protocol/peer-connection.js';
import {FakeTransport} from './fake-transport.js';
import {ManualClock, settle} from './manual-clock.js';

function setUp(options: Partial<ConnectionOptions> = {}) {
	const clock = new ManualClock();
	const transport = new FakeTransport();
	const connection = new PeerConnection({
		transport, clock, peer: 'p', address: 'there', ...options,
	});
	return {
		clock, transport, connection,
		arrive(...messages: Message[]) {
			transport.events!.data(Buffer.concat(messages.flatMap(message => encodeBytes(message))));
		},
	};
}

const finish = (transfer: number): Message => ({type: 'finish', transfer, isOk: true});
const bulk = (size: number): Message => ({
	type: 'pack', lengths: [size], isCompressed: false, payload: Buffer.alloc(size),
});

test('a message is handed out only after the handler has settled for the one before', async t => {
	const {connection, arrive} = setUp();
	const started: number[] = [];
	const work = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
	connection.onMessage(async message => {
		started.push((message as {transfer: number}).transfer);
		await work[started.length - 1]!.promise;
	});
	arrive(finish(0), finish(1));
	await settle();
	t.deepEqual(started, [0]);
	work[0]!.resolve();
	await settle();
	t.deepEqual(started, [0, 1]);
});

test('messages wait until there is a handler', t => {
	const {connection, arrive} = setUp();
	arrive(finish(1), finish(2));
	const seen: number[] = [];
	connection.onMessage(message => {
		seen.push((message as {transfer: number}).transfer);
	});
	t.deepEqual(seen, [1, 2]);
});

test('the first message can be taken alone; the others wait for the handler', async t => {
	const {connection, arrive} = setUp();
	const first = connection.first();
	arrive(finish(1), finish(2));
	t.like(await first, {transfer: 1});
	const seen: Message[] = [];
	connection.onMessage(message => {
		seen.push(message);
	});
	t.like(seen, [{transfer: 2}]);
});

test('the first message is refused to whoever waits for it when the connection ends before', async t => {
	const {connection, transport} = setUp();
	const first = connection.first();
	transport.events!.ended();
	await t.throwsAsync(first, {instanceOf: FsyncError, code: 'unreachable'});
});

test('a slow handler pauses the transport once a megabyte waits, and resumes it later', async t => {
	const {connection, transport, arrive} = setUp();
	const work = Promise.withResolvers<void>();
	connection.onMessage(async () => work.promise);
	arrive(finish(0));
	arrive(bulk(900_000));
	t.false(transport.isPaused);
	arrive(bulk(900_000));
	t.true(transport.isPaused);
	work.resolve();
	await settle();
	t.false(transport.isPaused);
});

test('sending resolves at once while little is queued, and waits for the transport above four megabytes', async t => {
	const {connection, transport} = setUp();
	for (const _ of [1, 2, 3]) {
		await connection.send(bulk(1_048_000));
	}

	let isTaken = false;
	const last = (async () => {
		await connection.send(bulk(1_200_000));
		isTaken = true;
	})();
	await settle();
	t.false(isTaken);
	transport.take();
	await last;
	t.true(isTaken);
});

test('who waits to send is told when the connection ends, and nobody can send afterwards', async t => {
	const {connection, transport} = setUp();
	const waiting = [1, 2, 3, 4, 5].map(async () => connection.send(bulk(1_048_000)));
	transport.events!.ended(new Error('reset'));
	await t.throwsAsync(waiting.at(-1)!, {code: 'unreachable'});
	await t.throwsAsync(connection.send(finish(1)), {code: 'unreachable'});
	t.like(await connection.closed, {code: 'unreachable'});
});

test('a message that cannot be encoded rejects and leaves the connection as it is', async t => {
	const {connection, transport} = setUp();
	await t.throwsAsync(connection.send(bulk(5_000_000)), {code: 'limit'});
	await connection.send(finish(3));
	t.like(transport.messages(), [{transfer: 3}]);
});

// Ends.

test('closing in order says goodbye, and settles once that has left', async t => {
	const {connection, transport} = setUp();
	void connection.send(finish(1));
	connection.close();
	t.like(transport.messages(), [{type: 'finish'}, {type: 'bye'}]);
	t.true(transport.hasEnded);
	transport.take();
	t.is(await connection.closed, undefined);
});

test('a goodbye from the other side ends the connection in order, after what came before it', async t => {
	const {connection, transport, arrive} = setUp();
	const seen: string[] = [];
	connection.onMessage(async message => {
		await settle();
		seen.push(message.type);
	});
	arrive(finish(1), {type: 'bye'});
	transport.events!.ended();
	t.is(await connection.closed, undefined);
	t.deepEqual(seen, ['finish']);
});

test('F30: an end without goodbye is a lost connection, after what came before it', async t => {
	const {connection, transport, arrive} = setUp();
	const seen: string[] = [];
	connection.onMessage(async message => {
		await settle();
		seen.push(message.type);
	});
	arrive(finish(1));
	transport.events!.ended();
	t.like(await connection.closed, {code: 'unreachable'});
	t.deepEqual(seen, ['finish']);
});

test('closing with a reason tells the peer its code, and a reason of our own only that there was one', async t => {
	const forbidden = setUp();
	forbidden.connection.close(new FsyncError('forbidden', 'Not yours.'));
	t.deepEqual(forbidden.transport.messages(), [{type: 'refusal', code: 'forbidden', message: 'Not yours.'}]);
	forbidden.transport.take();
	t.like(await forbidden.connection.closed, {code: 'forbidden'});

	const internal = setUp();
	internal.connection.close(new FsyncError('store', 'The disk /secret/place is full.'));
	t.like(internal.transport.messages(), [{type: 'refusal', code: 'internal'}]);
	t.notRegex((internal.transport.messages()[0] as {message: string}).message, /secret/v);
});

test('a revoked device is told exactly what a stranger is told', t => {
	const [revoked, stranger] = (['revoked', 'not-paired'] as const).map(code => {
		const {connection, transport} = setUp();
		connection.close(new FsyncError(code, `because of ${code}`));
		return transport.messages();
	});
	t.deepEqual(revoked, stranger);
});

test('a refusal is handed out and then ends the connection with its reason, made harmless for a terminal', async t => {
	const {connection, transport, arrive} = setUp();
	const seen: Message[] = [];
	connection.onMessage(message => {
		seen.push(message);
	});
	arrive({type: 'refusal', code: 'not-paired', message: 'No.\u{1B}[2J\u{202E}'});
	transport.take();
	t.like(await connection.closed, {code: 'not-paired', message: String.raw`No.\u{1b}[2J\u{202e}`});
	t.like(seen, [{type: 'refusal'}]);
});

test('without a handler a refusal or an end still ends the connection', async t => {
	const refused = setUp();
	refused.arrive(finish(1), {type: 'refusal', code: 'forbidden', message: 'No.'});
	refused.transport.take();
	t.like(await refused.connection.closed, {code: 'forbidden'});

	const lost = setUp();
	lost.arrive(finish(1));
	lost.transport.events!.ended();
	t.like(await lost.connection.closed, {code: 'unreachable'});
});

test('a refusal counts even when a handler fails first because the connection is gone', async t => {
	const {connection, transport, arrive} = setUp();
	connection.onMessage(async () => {
		await settle();
		await connection.send(finish(2));
	});
	arrive(finish(1), {type: 'refusal', code: 'forbidden', message: 'No.'});
	transport.events!.ended();
	t.like(await connection.closed, {code: 'forbidden'});
});

test('a handler that fails ends the connection: with its fault, or as a bug that the peer learns nothing about', async t => {
	const fault = setUp();
	fault.connection.onMessage(() => {
		throw new FsyncError('protocol', 'Wrong order.');
	});
	fault.arrive(finish(1));
	t.like(fault.transport.messages(), [{type: 'refusal', code: 'protocol', message: 'Wrong order.'}]);

	const bug = setUp();
	bug.connection.onMessage(async () => {
		await settle();
		throw new TypeError('x is undefined');
	});
	bug.arrive(finish(1), finish(2));
	await settle();
	bug.transport.take();
	t.like(await bug.connection.closed, {code: 'internal', cause: {message: 'x is undefined'}});
	t.like(bug.transport.messages(), [{type: 'refusal', code: 'internal'}]);
});

test('A16: bytes that are no message end the connection, and nothing after them is handed out', async t => {
	const {connection, transport, arrive} = setUp();
	const seen: Message[] = [];
	connection.onMessage(message => {
		seen.push(message);
	});
	arrive(finish(1));
	transport.events!.data(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
	arrive(finish(2));
	transport.take();
	t.like(await connection.closed, {code: 'protocol'});
	t.like(transport.messages(), [{type: 'refusal', code: 'protocol'}]);
	t.is(seen.length, 1);
});

test('A14: before the peer is accepted only short frames are taken', async t => {
	const strange = setUp({firstFrameBytes: 4096});
	strange.arrive(bulk(5000));
	strange.transport.take();
	t.like(await strange.connection.closed, {code: 'protocol'});

	const accepted = setUp({firstFrameBytes: 4096});
	const first = accepted.connection.first();
	accepted.connection.accept();
	accepted.arrive(bulk(5000));
	t.like(await first, {type: 'pack'});
});

test('a peer that does not end when we do is cut off once our last words no longer move', async t => {
	const {connection, transport, clock} = setUp({timing: {lingerMilliseconds: 100}});
	connection.close();
	await clock.advance(50);
	transport.takenBytes += 3;
	await clock.advance(149);
	t.false(transport.isDestroyed);
	await clock.advance(1);
	t.true(transport.isDestroyed);
	t.is(await connection.closed, undefined);
});

// Life signs.

test('pings go out every 15 s and are answered; the answers give round trip and clock difference', async t => {
	const {connection, transport, clock, arrive} = setUp();
	await clock.advance(15_000);
	t.deepEqual(transport.messages(), [{type: 'ping', nonce: 1}]);
	await clock.advance(40);
	arrive({type: 'pong', nonce: 1, wallMilliseconds: clock.wallMilliseconds() - 20 + 7000});
	t.is(connection.latencyMilliseconds(), 40);
	t.is(connection.skewMilliseconds(), 7000);
	arrive({type: 'ping', nonce: 9});
	t.like(transport.messages().at(-1), {type: 'pong', nonce: 9});
});

test('the way is measured as soon as the two have greeted each other', t => {
	const server = setUp({firstFrameBytes: 4096});
	server.connection.accept();
	t.like(server.transport.messages(), [{type: 'ping'}]);
	const client = setUp();
	client.connection.onMessage(() => undefined);
	client.arrive({
		type: 'welcome', version: protocolVersion, device: 'd', share: 's', head: {generation: 0, lineage: ''}, basis: 'commits', isReadOnly: false, isFolding: false, freeBytes: 0, diskBytes: 0, wallMilliseconds: 0,
	});
	t.like(client.transport.messages(), [{type: 'ping'}]);
});

test('F30 A42: a peer that is silent for 45 s is given up, one that sends a byte in time is not', async t => {
	const {connection, transport, clock, arrive} = setUp();
	await clock.advance(44_000);
	transport.take();
	arrive({type: 'ping', nonce: 1});
	await clock.advance(44_000);
	transport.take();
	t.false(transport.hasEnded);
	await clock.advance(1000);
	transport.take();
	t.like(await connection.closed, {code: 'timeout'});
});

test('while we do not read, silence says nothing about the peer', async t => {
	const {connection, transport, clock, arrive} = setUp();
	const work = Promise.withResolvers<void>();
	connection.onMessage(async () => work.promise);
	arrive(finish(0), bulk(900_000), bulk(900_000));
	for (const _ of [1, 2, 3, 4, 5, 6]) {
		await clock.advance(10_000);
		transport.take();
	}

	t.false(transport.hasEnded);
	work.resolve();
	await settle();
	await clock.advance(45_000);
	t.true(transport.hasEnded);
});

test('A20: a peer that takes none of our bytes for 60 s is given up, one that takes a few is not', async t => {
	const {connection, transport, clock, arrive} = setUp();
	void connection.send(bulk(1_000_000));
	for (const _ of [1, 2, 3, 4]) {
		await clock.advance(30_000);
		arrive({type: 'ping', nonce: 1});
		transport.takenBytes++;
	}

	t.false(transport.hasEnded);
	await clock.advance(30_000);
	arrive({type: 'ping', nonce: 1});
	await clock.advance(29_000);
	t.false(transport.hasEnded);
	arrive({type: 'ping', nonce: 1});
	// What it took last is noticed at the next ping, up to 15 s later.
	await clock.advance(16_000);
	t.true(transport.hasEnded);
	transport.take();
	t.like(await connection.closed, {code: 'timeout'});
});

test('A43: however many pings come, one pong waits at most', t => {
	const {transport, arrive} = setUp();
	arrive(...Array.from({length: 10_000}, (_, nonce): Message => ({type: 'ping', nonce})));
	t.is(transport.messages().length, 1);
	transport.take();
	arrive({type: 'ping', nonce: 1}, {type: 'ping', nonce: 2});
	t.is(transport.messages().length, 2);
});

test('a connection ends in order before its keys are worn out, by bytes and by age', async t => {
	const byBytes = setUp();
	byBytes.transport.count = {sentBytes: 0, receivedBytes: 64 * (2 ** 30)};
	await byBytes.clock.advance(15_000);
	t.deepEqual(byBytes.transport.messages(), [{type: 'bye'}]);
	byBytes.transport.take();
	t.is(await byBytes.connection.closed, undefined);

	const byAge = setUp({timing: {renewMilliseconds: 20_000}});
	await byAge.clock.advance(30_000);
	t.true(byAge.transport.hasEnded);
});
