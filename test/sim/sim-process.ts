import type {Clock} from '../../source/engine/clock.js';
import type {ProcessIdentity} from '../../source/engine/disk/lock.js';
import {errno} from './disk.js';
import {Random} from './random.js';
import {Scheduler} from './scheduler.js';

/** Thrown by every call of a process that is dead: no cleanup runs any more. */
export class Killed extends Error {}

export type CallKind = 'look' | 'read' | 'change' | 'write' | 'flush' | 'close';

/** What is to happen at the n-th call to the disk from now on (1 is the next one), of all calls or of these kinds. */
export type Plant = {readonly at: number; readonly kinds?: readonly CallKind[] | undefined} & (
	| {readonly what: 'kill'}
	| {readonly what: 'errno'; readonly code: string; readonly count: number}
	/** Somebody else does something in between. */
	| {readonly what: 'interrupt'; readonly run: () => void});

type Planted = {plant: Plant; left: number};

export type ProcessOptions = {
	readonly identity: ProcessIdentity;
	readonly scheduler: Scheduler;
	/** For how long things take. */
	readonly random: Random;
	readonly wallMilliseconds: () => number;
	readonly onDeath: () => void;
};

/** A running program: it has timers and open files, it can be made to fail at a call, and when it is killed nothing of it runs any more. */
export class SimProcess {
	readonly identity: ProcessIdentity;
	readonly clock: Clock;
	/** Where it was when things went wrong, for the trace. */
	calls = 0;
	/** Files that are open now. */
	handles = 0;
	mostHandles = 0;
	/** The task in which a call was last made to fail. */
	failedAt = -1;
	readonly #options: ProcessOptions;
	#isDead = false;
	#planted: Planted[] = [];

	constructor(options: ProcessOptions) {
		this.#options = options;
		this.identity = options.identity;
		const {scheduler} = options;
		this.clock = {
			monotonicMilliseconds: () => scheduler.now,
			wallMilliseconds: options.wallMilliseconds,
			after: (milliseconds, callback) => this.after(milliseconds, callback),
		};
	}

	/** One that only looks: nothing takes any time. */
	static instant(): SimProcess {
		const looker = new SimProcess({
			identity: {pid: 1, boot: 'none', start: '1'}, scheduler: new Scheduler(), random: new Random(0, 'none'), wallMilliseconds: () => 0, onDeath() {
				// Nobody kills it.
			},
		});
		looker.turn = async () => undefined;
		return looker;
	}

	get isDead(): boolean {
		return this.#isDead;
	}

	after(milliseconds: number, callback: () => void): () => void {
		return this.#options.scheduler.after(milliseconds, () => {
			if (!this.#isDead) {
				this.guard(callback);
			}
		});
	}

	/** Runs something of this process that nobody waits for: when it is killed in it, that is the end of it. */
	guard(work: () => void): void {
		try {
			work();
		} catch (error) {
			if (!(error instanceof Killed)) {
				throw error;
			}
		}
	}

	/** Waits as long as work in another thread, or of the kernel, may take. */
	turn = async (): Promise<void> => {
		await new Promise<void>(resolve => {
			this.after(latency(this.#options.random), resolve);
		});
	};

	opened(): void {
		this.handles++;
		this.mostHandles = Math.max(this.mostHandles, this.handles);
	}

	closed(): void {
		this.handles--;
	}

	plant(plant: Plant): void {
		this.#planted.push({plant, left: plant.at});
	}

	/** No more faults on purpose. */
	weed(): void {
		this.#planted = [];
	}

	kill(): void {
		if (this.#isDead) {
			return;
		}

		this.#isDead = true;
		this.#options.onDeath();
	}

	/** To be called at the beginning of each call to the disk. Returns the code with which a write is to fail after half of its bytes. */
	enter(kind: CallKind, what: string): string | undefined {
		if (this.#isDead) {
			throw new Killed(`The process is gone (${what})`);
		}

		this.calls++;
		let failure: string | undefined;
		for (const planted of this.#planted.length === 0 ? [] : [...this.#planted]) {
			failure ??= this.#ripen(planted, kind, what);
		}

		if (failure !== undefined && kind !== 'write') {
			throw errno(failure, what);
		}

		return failure;
	}

	#ripen(planted: Planted, kind: CallKind, what: string): string | undefined {
		const {plant} = planted;
		if (plant.kinds?.includes(kind) === false) {
			return undefined;
		}

		planted.left--;
		if (planted.left > 0) {
			return undefined;
		}

		if (plant.what !== 'errno' || planted.left <= 1 - plant.count) {
			this.#planted = this.#planted.filter(other => other !== planted);
		}

		if (plant.what === 'kill') {
			this.kill();
			throw new Killed(`Killed at ${what}`);
		}

		if (plant.what === 'interrupt') {
			plant.run();
			if (this.#isDead) {
				throw new Killed(`Killed at ${what}`);
			}

			return undefined;
		}

		this.failedAt = this.#options.scheduler.steps;
		return plant.code;
	}
}

/** Milliseconds; mostly short, now and then long. */
function latency(random: Random): number {
	const draw = random.fraction();
	if (draw < 0.8) {
		return draw;
	}

	return draw < 0.97 ? (draw - 0.8) * 100 : (draw - 0.97) * 30_000;
}
