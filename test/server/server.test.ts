import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import type {Message} from '../../source/engine/protocol/messages.js';
import {parseInvite, proveInvite} from '../../source/engine/protocol/pairing.js';
import {connect} from '../../source/engine/protocol/tls-connection.js';
import type {ServerState} from '../../source/engine/session/state.js';
import {systemClock} from '../../source/engine/system-clock.js';
import {startServer, type Server} from '../../source/server/index.js';
import {openShareStore} from '../../source/store/share-store.js';
import {
	clientIdentity,
	hello,
	otherIdentity,
	serverIdentity,
} from './door-fixture.js';
import {MemoryAccessStore} from './memory-access-store.js';

/** A real server over a folder with one file, whose devices are in memory. */
async function openServer(t: ExecutionContext) {
	const folder = mkdtempSync(join(tmpdir(), 'fsync-tui-server-'));
	const root = mkdtempSync(join(tmpdir(), 'fsync-tui-share-'));
	writeFileSync(join(root, 'a'), 'first');
	const access = new MemoryAccessStore();
	const server = await startServer({
		host: '127.0.0.1',
		port: 0,
		identity: serverIdentity,
		deviceName: 'build',
		access,
		shares: [{
			name: 'site', root, isReadOnly: false, store: await openShareStore(folder),
		}],
		chunking: 'fastcdc',
		quietMilliseconds: 10,
		ceilingMilliseconds: 100,
		clock: systemClock,
		onEvent: () => undefined,
	});
	t.teardown(async () => {
		await server.close();
		rmSync(folder, {recursive: true});
		rmSync(root, {recursive: true});
	});
	return {server, access, root};
}

/** Resolves as soon as the server's state is as wanted. */
async function until(server: Server, isWanted: (state: ServerState) => boolean): Promise<ServerState> {
	while (!isWanted(server.state())) {
		await new Promise<void>(resolve => {
			const stop = server.subscribe(() => {
				stop();
				resolve();
			});
		});
	}

	return server.state();
}

/** Comes in by an invite line; collects what the server says. */
async function visit(server: Server, line: string, identity = clientIdentity) {
	const invite = parseInvite(line);
	const channel = await connect({
		host: '127.0.0.1', port: server.port, peer: invite.server, identity, clock: systemClock,
	});
	const said: Message[] = [];
	const {connection, binding} = channel;
	await connection.send({...hello, proof: {invite: invite.id, mac: proveInvite(invite.secret, invite.share, binding)}});
	said.push(await connection.first());
	connection.onMessage(message => {
		said.push(message);
	});
	return {connection, said};
}

test('what a server shows of a client: since when, from where, its rates, its round trip, and how far it is behind', async t => {
	const {server, root} = await openServer(t);
	const {connection, said} = await visit(server, server.state().invite!.line);
	const welcome = said[0]!;
	t.is(welcome.type, 'welcome');
	const [client] = server.state().clients;
	t.like(client, {
		device: clientIdentity.id, name: 'laptop', share: 'site', isConnected: true, access: 'read-write', activeTransfers: 0,
	});
	t.true(client!.address.startsWith('127.0.0.1:'));
	t.true(Math.abs(Date.now() - client!.connectedMilliseconds!) < 60_000);
	t.is(client!.acknowledged, undefined);
	await connection.send({type: 'acknowledge', head: {generation: 1, lineage: ''}});
	writeFileSync(join(root, 'b'), 'another');
	writeFileSync(join(root, 'c'), 'and one more');
	const {clients, shares} = await until(server, state => state.clients[0]?.changesBehind === 2 && state.clients[0].latencyMilliseconds !== undefined);
	t.is(clients[0]!.acknowledged, 1);
	t.true(shares[0]!.generation > 1);
	t.true(clients[0]!.inRate > 0);
	t.true(clients[0]!.outRate > 0);
	await connection.send({type: 'acknowledge', head: {generation: shares[0]!.generation, lineage: ''}});
	await until(server, state => state.clients[0]?.changesBehind === 0);
	connection.close();
	const [away] = (await until(server, state => state.clients[0]?.isConnected === false)).clients;
	t.like(away, {
		id: clientIdentity.id, share: 'site', acknowledged: shares[0]!.generation, inRate: 0,
	});
	t.true(Math.abs(Date.now() - away!.lastSeenMilliseconds!) < 60_000);
});

test('two connections of one device are two clients', async t => {
	const {server} = await openServer(t);
	const first = await visit(server, server.state().invite!.line);
	const second = await visit(server, await server.invite());
	await until(server, state => state.clients.length === 2);
	t.is(new Set(server.state().clients.map(({id}) => id)).size, 2);
	first.connection.close();
	await until(server, state => state.clients.length === 1);
	second.connection.close();
	await until(server, state => state.clients[0]?.isConnected === false);
});

test('an invite is made on demand, shown until it is used, and takes the place of the one before', async t => {
	const {server, access} = await openServer(t);
	const standing = server.state().invite!;
	t.is(standing.share, 'site');
	t.true(standing.expiresMilliseconds > Date.now());
	const {connection} = await visit(server, standing.line);
	await until(server, state => state.invite === undefined);
	const first = await server.invite({access: 'read-only'});
	t.like(server.state().invite, {line: first, access: 'read-only'});
	const second = await server.invite();
	t.not(second, first);
	t.is(server.state().invite!.line, second);
	t.is(await access.invite(parseInvite(first).id), undefined);
	const other = await visit(server, second, otherIdentity);
	await until(server, state => state.invite === undefined && state.clients.length === 2);
	other.connection.close();
	connection.close();
	await server.invite();
	await server.withdrawInvite();
	t.is(server.state().invite, undefined);
	t.is(access.inviteRecords.size, 0);
	await t.throwsAsync(server.invite({share: 'nothing'}), {code: 'usage'});
});

test('a revoked device is put out at once, and while nobody is paired an invite stands open again', async t => {
	const {server} = await openServer(t);
	const {connection} = await visit(server, server.state().invite!.line);
	t.false(await server.revoke(otherIdentity.id));
	t.true(await server.revoke(clientIdentity.id));
	t.is((await connection.closed)?.code, 'not-paired');
	const {clients, invite, log} = await until(server, state => state.clients.length === 0 && state.invite !== undefined);
	t.deepEqual(clients, []);
	t.true(invite!.line.startsWith('fsync1:'));
	t.true(log.some(({message}) => message === 'laptop was revoked'));
});

test('a share says how full its disk is and what is kept of earlier versions', async t => {
	const {server} = await openServer(t);
	const {shares} = await until(server, state => state.shares[0]?.storage !== undefined);
	const {storage} = shares[0]!;
	t.like(storage, {versions: 0, versionBytes: 0, keepDays: 30});
	t.true(shares[0]!.freeBytes! > 0 && storage!.diskBytes >= shares[0]!.freeBytes!);
});
