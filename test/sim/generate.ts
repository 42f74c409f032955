import type {Path} from '../../source/engine/core/path.js';
import {makePattern} from './patterns.js';
import {withPauses} from './pauses.js';
import {Random} from './random.js';
import type {Scenario, Step, Trouble} from './step.js';
import type {UserStep} from './user.js';

const names = ['a', 'b.txt', 'c', 'dir', 'sub', 'Zoë', 'Zoe\u{308}', 'B.TXT', 'long name.tar.gz'];
/** Around the limits of chunks: 16 KiB at least, 64 KiB on average, 256 KiB at most. */
const edgeSizes = [0, 1, 16_383, 16_384, 16_385, 65_536, 150_000, 262_145, 400_000];

/** Makes a run of a seed. Streams of chance are apart, so that a change in one kind of step does not change all runs. */
export function generate(seed: number, only?: readonly Trouble[]): Scenario {
	const random = new Random(seed, 'scenario');
	const clients = random.weighted({1: 5, 2: 3, 3: 1});
	const chosen = chooseTroubles(random);
	const troubles = only === undefined ? chosen : new Set(only);
	const count = random.between(4, Number(random.weighted({9: 76, 20: 20, 50: 4})));
	const steps = new Generator(seed, Number(clients), troubles).steps(count);
	const pauses = new Random(seed, 'pauses');
	const isPaused = pauses.chance(0.2);
	return {
		seed,
		clients: Number(clients),
		prefer: random.weighted({both: 6, hold: 4}),
		isFolding: random.chance(0.1),
		tickMilliseconds: Number(random.weighted({1: 50, 4: 30, 1000: 20})),
		// What a watcher misses is what the looks from time to time are for.
		isPatient: random.chance(troubles.has('watcher') ? 0.2 : 0.02),
		steps: (only?.includes('pause') ?? isPaused) ? withPauses(steps, pauses, Number(clients)) : steps,
	};
}

function chooseTroubles(random: Random): ReadonlySet<Trouble> {
	const troubles = new Set<Trouble>();
	if (random.chance(0.15)) {
		return troubles;
	}

	for (const trouble of ['kill', 'power', 'network', 'watcher', 'errno', 'interrupt', 'clock', 'store', 'forbid', 'room'] as const) {
		if (random.chance(trouble === 'store' || trouble === 'forbid' || trouble === 'room' ? 0.18 : 0.3)) {
			troubles.add(trouble);
		}
	}

	return troubles;
}

class Generator {
	readonly #random: Random;
	readonly #seed: number;
	readonly #clients: number;
	readonly #troubles: ReadonlySet<Trouble>;
	readonly #paths: readonly Path[];
	#writes = 0;

	constructor(seed: number, clients: number, troubles: ReadonlySet<Trouble>) {
		this.#seed = seed;
		this.#clients = clients;
		this.#troubles = troubles;
		this.#random = new Random(seed, 'steps');
		this.#paths = this.#pathPool();
	}

	steps(count: number): Step[] {
		const steps: Step[] = [];
		const {0: first} = [this.#random.below(this.#clients + 1)];
		for (let left = this.#random.between(0, 6); left > 0; left--) {
			steps.push({step: 'user', at: first, do: this.#user()});
		}

		steps.push({step: 'quiet'});
		for (let left = count; left > 0; left--) {
			steps.push(...this.#step());
		}

		return steps;
	}

	#pathPool(): Path[] {
		const random = this.#random;
		const used = Array.from({length: random.between(3, 6)}, () => random.pick(names));
		const folders = ['dir', 'sub', 'dir/sub', random.pick(used)];
		return Array.from({length: random.between(6, 12)}, () => random.chance(0.5) ? random.pick(used) : `${random.pick(folders)}/${random.pick(used)}`);
	}

	#machine(): number {
		return this.#random.below(this.#clients + 1);
	}

	#client(): number {
		return this.#random.between(1, this.#clients);
	}

	#step(): Step[] {
		const random = this.#random;
		const kind = random.weighted({
			user: 80, tasks: 30, wait: 12, quiet: 5, pattern: 25, trouble: this.#troubles.size === 0 ? 0 : 30,
		});
		switch (kind) {
			case 'user': {
				return [{step: 'user', at: this.#machine(), do: this.#user()}];
			}

			case 'tasks': {
				return [{step: 'tasks', count: random.between(1, random.chance(0.3) ? 200 : 30)}];
			}

			case 'wait': {
				return [{step: 'wait', milliseconds: random.pick([1, 100, 300, 350, 1000, 3000, 20_000])}];
			}

			case 'quiet': {
				return [{step: 'quiet'}];
			}

			case 'trouble': {
				return this.#trouble();
			}

			case 'pattern': {
				return this.#pattern();
			}
		}
	}

	#pattern(): Step[] {
		const random = this.#random;
		return makePattern({
			random,
			troubles: this.#troubles,
			clients: this.#clients,
			path: () => random.pick(this.#paths),
			write: path => ({
				op: 'write', path, id: this.#id(), size: this.#size(),
			}),
			patch: path => ({
				op: 'patch', path, id: this.#id(), size: random.between(8, 40),
			}),
		});
	}

	#trouble(): Step[] {
		const random = this.#random;
		const at = this.#machine();
		const call = random.between(1, random.chance(0.5) ? 20 : 150);
		switch (random.pick([...this.#troubles])) {
			case 'pause': {
				return [];
			}

			case 'kill': {
				return [random.chance(0.2) ? {step: 'restart', at} : {step: 'kill', at, call}];
			}

			case 'power': {
				return [{step: 'power', at, call}];
			}

			case 'network': {
				const client = this.#client();
				const step: Step = random.chance(0.35)
					? {step: 'link', client, isUp: random.chance(0.5)}
					: {
						step: 'cut', client, direction: random.pick(['up', 'down'] as const), bytes: random.chance(0.3) ? 0 : random.below(random.chance(0.5) ? 500 : 20_000), isSilent: random.chance(0.3),
					};
				return [step];
			}

			case 'watcher': {
				const step: Step = random.chance(0.2)
					? {step: 'overflow', at}
					: {
						step: 'watch', at, drop: random.pick([0, 1, 5, 100]), duplicate: random.pick([0, 0, 3]), delayMilliseconds: random.pick([0, 0, 50, 2500]),
					};
				return [step];
			}

			case 'errno': {
				return [this.#errno(at, call)];
			}

			case 'interrupt': {
				return [{
					step: 'interrupt', at, call, do: this.#user(),
				}];
			}

			case 'clock': {
				return [{step: 'clock', at, milliseconds: random.pick([-3_600_000, -1500, 1500, 3_600_000, 315_360_000_000, -315_360_000_000])}];
			}

			case 'store': {
				return [{
					step: 'store', at, how: random.pick(['delete', 'truncate', 'flip', 'save', 'save', 'restore', 'restore'] as const), pick: random.next(),
				}];
			}

			case 'forbid': {
				return [{step: 'forbid', at, path: random.pick(this.#paths)}];
			}

			case 'room': {
				return [{step: 'room', at, bytes: random.pick([0, 1000, 20_000])}];
			}
		}
	}

	#errno(at: number, call: number): Step {
		const random = this.#random;
		const [code, kinds] = random.pick([
			['ENOSPC', ['write', 'change']], ['EIO', ['read']], ['EIO', ['write']], ['EIO', ['flush']], ['EACCES', ['read', 'change']], ['EMFILE', ['read']], ['EDQUOT', ['write']], ['EIO', ['look']],
		] as const);
		return {
			step: 'errno', at, call: random.between(1, Math.max(1, call >> 1)), code, kinds, count: random.chance(0.8) ? 1 : 5,
		};
	}

	#user(): UserStep {
		const random = this.#random;
		const path = random.pick(this.#paths);
		const op = random.weighted({
			write: 25, append: 5, patch: 5, save: 6, delete: 10, makeFolder: 6, removeFolder: 4, rename: 8, renameFolder: 6, swap: 2, replace: 4, chmod: 2, touch: 2, revert: 3,
		});
		switch (op) {
			case 'write':
			case 'save': {
				return {
					op, path, id: this.#id(), size: this.#size(),
				};
			}

			case 'append':
			case 'patch': {
				return {
					op, path, id: this.#id(), size: random.between(8, 60),
				};
			}

			case 'rename':
			case 'renameFolder':
			case 'swap': {
				return {op, from: random.pick(this.#paths), path};
			}

			case 'replace': {
				return {
					op, path, by: random.pick(['file', 'folder', 'symlink'] as const), id: this.#id(),
				};
			}

			case 'revert': {
				return {op, path, back: random.between(1, 2)};
			}

			default: {
				return {op, path};
			}
		}
	}

	/** Tells each write of each run apart. */
	#id(): number {
		this.#writes++;
		return ((this.#seed % (2 ** 40)) * 1000) + this.#writes;
	}

	#size(): number {
		const random = this.#random;
		return random.chance(0.06) ? random.pick(edgeSizes) : random.between(8, 200);
	}
}
