import {setImmediate as turn} from 'node:timers/promises';
import test from 'ava';
import {SentAhead} from '../../../source/engine/session/sent-ahead.js';
import type {Offer, OfferResult, OfferResults} from '../../../source/engine/transfer/sender.js';
import {file} from './trees.js';

const content = (path: string): Offer => ({path, node: file(path)});
const digestOf = (path: string) => file(path).digest;

/** A sender whose calls end when the test says how. */
function slowSender() {
	const calls: Array<{readonly paths: readonly string[]; readonly end: (result: OfferResult) => void; readonly fail: (reason: Error) => void}> = [];
	return {
		calls,
		async offer(contents: readonly Offer[]): Promise<OfferResults> {
			const {promise, resolve, reject} = Promise.withResolvers<OfferResults>();
			calls.push({
				paths: contents.map(({path}) => path),
				end(result) {
					resolve(new Map(contents.map(({node}) => [node.digest, result])));
				},
				fail: reject,
			});
			return promise;
		},
	};
}

test('what was sent ahead is not sent again with the rest, and counts once', async t => {
	const sender = slowSender();
	const ahead = new SentAhead(sender);
	const early = ahead.offer([content('a'), content('b')]);
	sender.calls[0]!.end('sent');
	await early;
	const rest = ahead.offerRest([content('a'), content('c')]);
	t.deepEqual(sender.calls[1]!.paths, ['c']);
	sender.calls[1]!.end('sent');
	t.deepEqual(await rest, new Map([[digestOf('c'), 'sent'], [digestOf('a'), 'sent']]));
	void ahead.offerRest([content('a'), content('b')]);
	t.deepEqual(sender.calls[2]!.paths, ['a'], 'the server has published it, or forgotten it');
});

test('what has been sent ahead and is waited for by no plan yet is not sent ahead again', async t => {
	const sender = slowSender();
	const ahead = new SentAhead(sender);
	void ahead.offer([content('a')]);
	void ahead.offer([content('a'), content('b')]);
	t.deepEqual(sender.calls.map(({paths}) => paths), [['a'], ['b']]);
});

test('what is still on its way is waited for', async t => {
	const sender = slowSender();
	const ahead = new SentAhead(sender);
	void ahead.offer([content('a')]);
	const rest = ahead.offerRest([content('a')]);
	sender.calls[0]!.end('cancelled');
	t.deepEqual(await rest, new Map([[digestOf('a'), 'cancelled']]));
	t.is(sender.calls.length, 1);
});

for (const result of ['changed', 'unreadable'] as const) {
	test(`what is found ${result} on its way is offered by the plan, which may know another place of it`, async t => {
		const sender = slowSender();
		const ahead = new SentAhead(sender);
		void ahead.offer([content('a')]);
		const rest = ahead.offerRest([{...content('a'), path: 'elsewhere'}]);
		sender.calls[0]!.end(result);
		await turn();
		t.deepEqual(sender.calls[1]!.paths, ['elsewhere']);
		sender.calls[1]!.end('sent');
		t.deepEqual(await rest, new Map([[digestOf('a'), 'sent']]));
	});
}

test('what could not be sent ahead is offered by the plan like anything else', async t => {
	const sender = slowSender();
	const ahead = new SentAhead(sender);
	const refused = ahead.offer([content('a')]);
	sender.calls[0]!.end('refused:no-space');
	await refused;
	const broken = ahead.offer([content('b')]);
	sender.calls[1]!.fail(new Error('broken'));
	await t.throwsAsync(broken, {message: 'broken'});
	void ahead.offerRest([content('a'), content('b')]);
	t.deepEqual(sender.calls[2]!.paths, ['a', 'b']);
});

test('what is interrupted while the plan waits for it is not offered again before there is another plan', async t => {
	const sender = slowSender();
	const ahead = new SentAhead(sender);
	void ahead.offer([content('a')]);
	const rest = ahead.offerRest([content('a')]);
	sender.calls[0]!.end('interrupted');
	t.deepEqual(await rest, new Map([[digestOf('a'), 'interrupted']]));
	t.is(sender.calls.length, 1);
	void ahead.offerRest([content('a')]);
	t.is(sender.calls.length, 2);
});
