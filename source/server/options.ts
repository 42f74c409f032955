import type {Clock} from '../engine/clock.js';
import type {Retention} from '../engine/disk/trash-tidy.js';
import type {Identity} from '../engine/protocol/identity.js';
import type {EngineEvent, ServerControl} from '../engine/session/state.js';
import type {AccessStore} from '../store/access-store.js';
import type {ShareStore} from '../store/share-store.js';
import type {ProcessCounters} from './usage-gauge.js';

export type ShareOptions = {
	readonly name: string;
	readonly root: string;
	readonly isReadOnly: boolean;
	readonly store: ShareStore;
};

export type ServerOptions = {
	readonly host: string;
	/** 0: any free port. */
	readonly port: number;
	readonly identity: Identity;
	readonly deviceName: string;
	readonly access: AccessStore;
	readonly shares: readonly ShareOptions[];
	readonly chunking: 'fastcdc' | 'fixed';
	/** How long replaced and deleted versions are kept, where it is not as usual. */
	readonly retention?: Partial<Retention>;
	readonly quietMilliseconds: number;
	readonly ceilingMilliseconds: number;
	readonly clock: Clock;
	/** The process's own counters, for the screen; without them nothing is shown of it. */
	readonly counters?: () => ProcessCounters;
	readonly onEvent: (event: EngineEvent) => void;
};

export type Server = ServerControl & {
	readonly host: string;
	readonly port: number;
	/** Stops listening, closes every connection, finishes what is being published. */
	close(): Promise<void>;
};
