import fs from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {connectInMemory} from '../../source/engine/protocol/memory-connection.js';
import type {Head, Hello, Welcome} from '../../source/engine/protocol/messages.js';
import {systemClock} from '../../source/engine/system-clock.js';
import {ReceivedRecipes} from '../../source/engine/transfer/received-recipes.js';
import {createReceiver} from '../../source/engine/transfer/receiver.js';
import {createSender} from '../../source/engine/transfer/sender.js';
import {Conversation} from '../../source/server/conversation.js';
import type {FolderShare} from '../../source/server/folder-share.js';
import {hello} from './door-fixture.js';
import {servedFolder} from './served-folder.js';

/** How a client with this hello is met. */
async function greet(share: FolderShare, change: Partial<Hello>): Promise<Welcome> {
	const {client, server} = connectInMemory({clock: systemClock});
	const welcome = Promise.withResolvers<Welcome>();
	client.onMessage(message => {
		if (message.type === 'welcome') {
			welcome.resolve(message);
		}
	});
	const send = async () => undefined;
	const serving = new Conversation({
		connection: server,
		hello: {...hello, ...change},
		device: 'client',
		canWrite: true,
		share,
		recipes: new ReceivedRecipes(),
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
