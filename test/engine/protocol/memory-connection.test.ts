import test from 'ava';
import fc from 'fast-check';
import {connectInMemory, type MemoryLinkOptions} from '../../../source/engine/protocol/memory-connection.js';
import type {Message} from '../../../source/engine/protocol/messages.js';
import {message} from './arbitrary-message.js';
import {ManualClock, settle} from './manual-clock.js';

const seed = 3;

function link(options: Partial<MemoryLinkOptions> = {}) {
	return connectInMemory({clock: new ManualClock(), ...options});
}

/** Messages that are handed out and do not end the connection. */
const ordinary = message.filter(({type}) => !['ping', 'pong', 'bye', 'refusal', 'welcome'].includes(type));

test('messages arrive whole and in order in whatever pieces the link delivers them', async t => {
	await fc.assert(fc.asyncProperty(fc.array(ordinary, {maxLength: 8}), fc.integer({min: 1, max: 50}), async (messages, piece) => {
		const {client, server} = link({pieceBytes: () => piece});
		const types: string[] = [];
		server.onMessage(received => {
			types.push(received.type);
		});
		for (const each of messages) {
			await client.send(each);
		}

		client.close();
		await server.closed;
		t.deepEqual(types, messages.map(({type}) => type));
	}), {seed, numRuns: 50});
});

const conversation: readonly Message[] = [
	{type: 'finish', transfer: 1, isOk: true},
	{
		type: 'pack', lengths: [3, 4], isCompressed: false, payload: new Uint8Array(7),
	},
	{type: 'check-hash', transfer: 2},
];

test('A15 F28: cut at any byte, whole messages before the cut are handed out and both ends know that the link is lost', async t => {
	const size = await sizeOf(conversation);
	for (let bytes = 0; bytes < size; bytes++) {
		const {client, server, cutAfter} = link();
		const types: string[] = [];
		server.onMessage(received => {
			types.push(received.type);
		});
		cutAfter('up', bytes);
		for (const each of conversation) {
			// The link may be gone already.
			client.send(each).catch(() => undefined);
		}

		t.like(await server.closed, {code: 'unreachable'}, `byte ${bytes}`);
		t.like(await client.closed, {code: 'unreachable'});
		t.deepEqual(types, conversation.slice(0, types.length).map(({type}) => type));
		t.true(types.length < conversation.length);
	}
});

async function sizeOf(messages: readonly Message[]): Promise<number> {
	const {client, server} = link();
	server.onMessage(() => undefined);
	for (const each of messages) {
		await client.send(each);
	}

	await settle();
	return client.wire().sentBytes;
}

test('both ends count the same bytes', async t => {
	const {client, server} = link();
	server.onMessage(() => undefined);
	await client.send(conversation[0]!);
	await settle();
	t.true(client.wire().sentBytes > 0);
	t.is(server.wire().receivedBytes, client.wire().sentBytes);
});

test('deliveries happen when the scheduler of the simulation runs them', async t => {
	const tasks: Array<() => void> = [];
	const {client, server} = link({
		schedule(task) {
			tasks.push(task);
		},
	});
	const seen: Message[] = [];
	server.onMessage(received => {
		seen.push(received);
	});
	await client.send(conversation[0]!);
	await settle();
	t.is(seen.length, 0);
	tasks.shift()!();
	t.is(seen.length, 1);
});

test('a reader that does not read makes the writer wait', async t => {
	const {client, server} = link();
	const work = Promise.withResolvers<void>();
	server.onMessage(async () => work.promise);
	const big: Message = {
		type: 'pack', lengths: [1_000_000], isCompressed: false, payload: new Uint8Array(1_000_000),
	};
	let sent = 0;
	const sending = (async () => {
		for (let count = 0; count < 12; count++) {
			await client.send(big);
			sent++;
			await settle();
		}
	})();
	for (let turn = 0; turn < 50; turn++) {
		await settle();
	}

	t.true(sent < 12);
	work.resolve();
	await sending;
	t.is(sent, 12);
});

test('devices see each other\'s ids', t => {
	const {client, server} = link({devices: {client: 'c1', server: 's1'}});
	t.is(client.peer, 's1');
	t.is(server.peer, 'c1');
});
