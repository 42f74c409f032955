import {randomInt} from 'node:crypto';
import type {DiskReplica} from '../disk/assemble-replica.js';
import {openReplica, type OpenReplicaOptions} from '../disk/open-replica.js';
import {connect, type Channel, type ConnectOptions} from '../protocol/tls-connection.js';
import type {EarlyLimits} from './early-offers.js';
import type {Observer} from './observer.js';
import {openObserver, type OpenObserverOptions} from './open-observer.js';

/** What sessions and served shares stand on: disks, eyes on them, a way to the server, and chance. A machine's own, or a simulated one's. */
export type Ground = {
	openReplica(root: string, options: OpenReplicaOptions): DiskReplica;
	openObserver(options: OpenObserverOptions): Observer;
	connect(options: ConnectOptions): Promise<Channel>;
	/** How much is sent before there is a plan, where that is not as usual. */
	readonly earlyLimits?: EarlyLimits;
	/** From 0 to 1, without 1. */
	random(): number;
};

export const machineGround: Ground = {
	openReplica,
	openObserver,
	connect,
	random: () => randomInt(2 ** 32) / (2 ** 32),
};
