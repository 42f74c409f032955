import test from 'ava';
import type {Message} from '../../../source/engine/protocol/messages.js';
import type {Offer, Sender} from '../../../source/engine/transfer/sender.js';
import {answerWant, wantedLimit} from '../../../source/engine/transfer/wants.js';
import {seededBytes} from '../content/seeded-bytes.js';
import {MemoryReplica, nodeOf} from './memory-replica.js';

function answering(queued = 0) {
	const offers: Offer[] = [];
	const sent: Message[] = [];
	const sender: Sender = {
		async offer(contents) {
			offers.push(...contents);
			return new Map(contents.map(({node}) => [node.digest, 'sent']));
		},
		cancel: () => undefined,
		interrupt: () => undefined,
		handle() {
			throw new Error('not expected here');
		},
		queued: () => queued,
		close() {
			throw new Error('not expected here');
		},
	};
	const send = async (message: Message) => {
		sent.push(message);
	};

	return {
		offers, sent, sender, send,
	};
}

test('what is there is offered, with the base that the other side named', async t => {
	const replica = new MemoryReplica();
	const content = replica.write('a', seededBytes(1, 100));
	const {offers, sent, sender, send} = answering();
	const item = {path: 'somewhere-else', digest: content.node.digest, size: 100};
	await answerWant({
		want: {type: 'want', items: [item, {...item, base: 'b'.repeat(64)}]}, sender, send, resolve: () => content,
	});
	t.deepEqual(offers, [content, {...content, base: 'b'.repeat(64)}]);
	t.deepEqual(sent, []);
});

test('A13: what is not there, or not of that size, is unavailable', async t => {
	const node = nodeOf(seededBytes(1, 100));
	const {offers, sent, sender, send} = answering();
	await answerWant({
		want: {type: 'want', items: [{path: 'gone', digest: node.digest, size: 100}, {path: 'other', digest: node.digest, size: 101}]},
		sender,
		send,
		resolve: path => path === 'other' ? {path, node} : undefined,
	});
	t.deepEqual(offers, []);
	t.like(sent, [{type: 'unavailable', path: 'gone', reason: 'changed'}, {type: 'unavailable', path: 'other'}]);
});

test('A34: a peer that asks for more than it takes is cut off', async t => {
	const {sender, send} = answering(wantedLimit);
	const want = {type: 'want', items: [{path: 'a', digest: 'a'.repeat(64), size: 1}]} as const;
	await t.throwsAsync(answerWant({
		want, sender, send, resolve: () => undefined,
	}), {code: 'protocol'});
});
