import type {ExecutionContext} from 'ava';
import {createIdentity, type Identity} from '../../source/engine/protocol/identity.js';
import {protocolVersion, type Hello} from '../../source/engine/protocol/messages.js';
import {proveInvite} from '../../source/engine/protocol/pairing.js';
import {connect, type Channel, type ConnectOptions} from '../../source/engine/protocol/tls-connection.js';
import {systemClock} from '../../source/engine/system-clock.js';
import {AccessControl} from '../../source/server/access.js';
import {listen, type ListenerOptions, type Visit} from '../../source/server/listener.js';
import type {InviteRecord} from '../../source/store/access-store.js';
import {MemoryAccessStore} from './memory-access-store.js';

/** Made once for all tests of a file. */
export const serverIdentity = await createIdentity();
export const clientIdentity = await createIdentity();
export const otherIdentity = await createIdentity();

export const hello: Hello = {
	type: 'hello',
	version: protocolVersion,
	chunking: {
		algorithm: 'fastcdc', minimumBytes: 16_384, averageBytes: 65_536, maximumBytes: 262_144,
	},
	device: 'laptop',
	share: 'site',
	session: 'a1',
};

/** A listening server with a memory store; all of it is closed when the test ends. */
export async function openDoor(t: ExecutionContext, options: Partial<ListenerOptions> = {}) {
	const store = new MemoryAccessStore();
	const access = new AccessControl({store, clock: systemClock});
	const visits: Visit[] = [];
	const turnedAway: string[] = [];
	const waiting: Array<(visit: Visit) => void> = [];
	const listener = await listen({
		host: '127.0.0.1',
		port: 0,
		identity: serverIdentity,
		access,
		clock: systemClock,
		onVisit(visit) {
			visits.push(visit);
			waiting.shift()?.(visit);
		},
		onTurnedAway({reason}) {
			turnedAway.push(reason);
		},
		...options,
	});
	t.teardown(async () => {
		access.close();
		await listener.close();
	});
	return {
		store, access, listener, visits, turnedAway,
		async visit(): Promise<Visit> {
			return new Promise(resolve => {
				waiting.push(resolve);
			});
		},
		async know(identity: Identity = clientIdentity, share = 'site') {
			await store.addDevice({
				id: identity.id, name: 'laptop', share, access: 'read-write', addedMilliseconds: 0,
			});
		},
		async dial(change: Partial<ConnectOptions> = {}): Promise<Channel> {
			return connect({
				host: '127.0.0.1', port: listener.port, peer: serverIdentity.id, identity: clientIdentity, clock: systemClock, ...change,
			});
		},
	};
}

export function proofFor(invite: InviteRecord, {binding}: Channel, share = invite.share): NonNullable<Hello['proof']> {
	return {invite: invite.id, mac: proveInvite(invite.secret, share, binding)};
}
