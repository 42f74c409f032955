import fs from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import type {Operation} from '../../source/engine/core/operation.js';
import type {Connection} from '../../source/engine/protocol/connection.js';
import {connectInMemory} from '../../source/engine/protocol/memory-connection.js';
import type {Head, Hello, Welcome} from '../../source/engine/protocol/messages.js';
import type {Stage} from '../../source/engine/disk/replica.js';
import {systemClock} from '../../source/engine/system-clock.js';
import {ReceivedRecipes} from '../../source/engine/transfer/received-recipes.js';
import {createReceiver} from '../../source/engine/transfer/receiver.js';
import {createSender} from '../../source/engine/transfer/sender.js';
import {Conversation} from '../../source/server/conversation.js';
import type {FolderShare} from '../../source/server/folder-share.js';
import {hello} from './door-fixture.js';
import {servedFolder} from './served-folder.js';

/** The server's side of a conversation with a client with this hello, to its end. */
async function serve(share: FolderShare, connection: Connection, {recipes = new ReceivedRecipes(), ...change}: Partial<Hello> & {readonly recipes?: ReceivedRecipes}): Promise<void> {
	const send = async () => undefined;
	return new Conversation({
		connection,
		hello: {...hello, ...change},
		device: 'client',
		canWrite: true,
		share,
		recipes,
		serverName: 'server',
		sender: createSender({
			reader: share.reader, send, clock: systemClock, direction: 'up',
		}),
		receiver: createReceiver({
			stage: share.stage, send, clock: systemClock, direction: 'down', takes: 'offers', locate: () => undefined, recipeOf: () => undefined, nodeAt: () => undefined, onFailure: () => undefined,
		}),
		wallMilliseconds: () => 0,
		onActivity: () => undefined,
	}).serve();
}

/** How a client with this hello is met. */
async function greet(share: FolderShare, change: Partial<Hello>): Promise<Welcome> {
	const {client, server} = connectInMemory({clock: systemClock});
	const welcome = Promise.withResolvers<Welcome>();
	client.onMessage(message => {
		if (message.type === 'welcome') {
			welcome.resolve(message);
		}
	});
	const serving = serve(share, server, change);
	const answer = await welcome.promise;
	client.close();
	// It may end in the middle of the list.
	await Promise.allSettled([serving]);
	return answer;
}

test('a session that was given the whole tree once is told what has happened since, although no acknowledgement of it has been heard', async t => {
	const {root, share} = await servedFolder(t, {a: 'one'});
	const first = await greet(share, {session: 'laptop'});
	t.is(first.basis, 'listing');
	fs.writeFileSync(join(root, 'a'), 'another');
	await share.rescan();
	t.like(await greet(share, {session: 'laptop', head: first.head}), {basis: 'commits', head: {generation: first.head.generation + 1}});
});

test('F34: a session that nobody has heard of is given the whole tree, and so is one that stands before what it was given', async t => {
	const {root, share} = await servedFolder(t, {a: 'one'});
	const old: Head = share.head();
	fs.writeFileSync(join(root, 'a'), 'another');
	await share.rescan();
	t.is((await greet(share, {session: 'laptop', head: old})).basis, 'listing');
	t.is((await greet(share, {session: 'laptop', head: old})).basis, 'listing');
	t.is((await greet(share, {session: 'laptop', head: share.head()})).basis, 'commits');
});

test('a recipe that comes again while the step before it is being answered is kept', async t => {
	const {share} = await servedFolder(t, {});
	const digest = 'd'.repeat(64);
	const recipes = new ReceivedRecipes();
	const arrive = async () => recipes.watch({begin: async () => ({reused: [], missing: []})} as unknown as Stage).begin({
		digest, size: 100_000, recipe: new Uint8Array(1), copies: [],
	});
	const {client, server} = connectInMemory({clock: systemClock});
	const answered = Promise.withResolvers<void>();
	const published: unknown[] = [];
	client.onMessage(message => {
		if (message.type === 'applied') {
			answered.resolve();
		}
	});
	const serving = serve(Object.assign(Object.create(share) as FolderShare, {
		async commit(operations: readonly Operation[]) {
			published.push(...operations.map(operation => operation.kind === 'put' && operation.node.kind === 'file' && operation.node.recipe !== undefined));
			await arrive();
			return {head: share.head(), results: operations.map(() => ({status: 'stale', reason: 'of the test'}))};
		},
	}), server, {recipes});
	await arrive();
	await client.send({
		type: 'apply', batch: 1, heard: 0, operations: [{
			kind: 'put', path: 'a', expected: undefined, node: {
				kind: 'file', size: 100_000, modifiedMicroseconds: 1, executable: false, digest,
			},
		}],
	});
	await answered.promise;
	client.close();
	await Promise.allSettled([serving]);
	t.deepEqual(published, [true]);
	t.true(recipes.has(digest));
});
