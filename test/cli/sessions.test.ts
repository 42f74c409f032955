import test from 'ava';
import {parseRemote} from '../../source/cli/remote.js';
import {chooseSession, nameOfTarget, onlySession} from '../../source/cli/sessions.js';
import {formatInvite} from '../../source/engine/protocol/pairing.js';
import type {SessionRecord} from '../../source/engine/session/session-store.js';

const home = {config: '/nowhere/state', data: '/nowhere/state'};
const [pin, otherPin] = ['ab'.repeat(32), 'cd'.repeat(32)];
const record = (folder: string, remote: string, peer = pin): SessionRecord => ({
	id: `${folder} ${remote}`, folder, remote, peer, createdMilliseconds: 0,
});
const invite = (host: string, share: string) => formatInvite({
	host, port: 8440, share, server: otherPin, id: '0123456789abcdef', secret: '00'.repeat(16),
});

type Row = readonly [what: string, all: readonly SessionRecord[], remote: string | undefined, expected: {record?: string; remote: string; peer?: string | undefined}];

const rows: readonly Row[] = [
	['no remote and nothing saved: a vault named after the folder', [], undefined, {remote: 'vault:site'}],
	['no remote, the name taken by another folder: another vault', [record('/other/site', 'vault:site')], undefined, {remote: 'vault:site-2'}],
	['no remote: the folder\'s saved session', [record('/my/site', 'b:8440/docs'), record('/x', 'c:1/d')], undefined, {record: '/my/site b:8440/docs', remote: 'b:8440/docs', peer: pin}],
	['vault: the folder\'s saved vault', [record('/my/site', 'vault:mine')], 'vault', {record: '/my/site vault:mine', remote: 'vault:mine'}],
	['vault beside a server: a new one', [record('/my/site', 'b:8440/docs')], 'vault', {remote: 'vault:site'}],
	['a named vault may be another folder\'s, to sync the two', [record('/x', 'vault:mine')], 'vault:mine', {remote: 'vault:mine'}],
	['a server never met: the share default and no pin', [], 'b:8440', {remote: 'b:8440/default'}],
	['a server met for another folder: its pin', [record('/x', 'b:8440/other')], 'b:8440/docs', {remote: 'b:8440/docs', peer: pin}],
	['another port is another server', [record('/x', 'b:8441/other')], 'b:8440/docs', {remote: 'b:8440/docs', peer: undefined}],
	['a server without a share: the folder\'s session there', [record('/my/site', 'b:8440/docs')], 'b:8440', {record: '/my/site b:8440/docs', remote: 'b:8440/docs', peer: pin}],
	['a server met for one share only: that share', [record('/x', 'b:8440/docs')], 'b:8440', {remote: 'b:8440/docs', peer: pin}],
	['a server met for several shares: the default one', [record('/x', 'b:8440/docs'), record('/y', 'b:8440/photos')], 'b:8440', {remote: 'b:8440/default', peer: pin}],
	['the share default of a server with one known share: that share', [record('/x', 'b:8440/docs')], 'b:8440/default', {remote: 'b:8440/docs', peer: pin}],
	['the share default where it is known: itself', [record('/x', 'b:8440/docs'), record('/y', 'b:8440/default')], 'b:8440/default', {remote: 'b:8440/default', peer: pin}],
	['another share of the server: another session', [record('/my/site', 'b:8440/docs')], 'b:8440/photos', {remote: 'b:8440/photos', peer: pin}],
	['an IPv6 address', [record('/my/site', '[::1]:8440/docs')], '[::1]:8440', {record: '/my/site [::1]:8440/docs', remote: '[::1]:8440/docs', peer: pin}],
	['an invite: its address, share and pin', [], invite('b', 'docs'), {remote: 'b:8440/docs', peer: otherPin}],
	['an invite to a known share: the same session with the new pin', [record('/my/site', 'b:8440/docs')], invite('b', 'docs'), {record: '/my/site b:8440/docs', remote: 'b:8440/docs', peer: otherPin}],
];

for (const [what, all, remote, expected] of rows) {
	test(what, t => {
		const choice = chooseSession({
			home, folder: '/my/site', remote: remote === undefined ? undefined : parseRemote(remote), all,
		});
		t.is(choice.record?.id, expected.record);
		t.is(nameOfTarget(choice.target), expected.remote);
		if (choice.target.kind !== 'server') {
			return;
		}

		t.is(choice.target.peer, expected.peer);
		t.is(choice.target.invite !== undefined, remote?.startsWith('fsync1:') ?? false);
	});
}

test('of several saved sessions a person must choose, and is told how', t => {
	const records = [record('/a', 'b:8440/docs'), record('/c', 'vault:c')];
	const error = t.throws(() => onlySession(records, ''), {code: 'usage'});
	t.true(error.message.includes('fsync-tui /a b:8440/docs'));
	t.true(error.message.includes('fsync-tui /c vault:c'));
	t.is(onlySession(records.slice(1), ''), records[1]);
	t.is(onlySession([], ''), undefined);
});
