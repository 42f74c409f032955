import fs from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import type {Command, Server, World} from '../cli/command.js';
import {contentsOf, lengthsOf, Oracle} from './oracle.js';
import {Random} from './random.js';
import {Writer} from './writer.js';

export type KillReport = {
	kills: number;
	rounds: number;
	versions: number;
	/** Looks at all files of both sides, at which each held a version whole. */
	looks: number;
	/** Kills before a certain call of a port, and of these the calls that were reached. */
	hooks: number;
	hooksReached: number;
	onlyTrashed: number;
	/** What must not be. */
	readonly faults: string[];
};

export const emptyReport = (): KillReport => ({
	kills: 0, rounds: 0, versions: 0, looks: 0, hooks: 0, hooksReached: 0, onlyTrashed: 0, faults: [],
});

type Side = 'client' | 'server';

const patienceMilliseconds = 60_000;
const largeBytes = 3 * 1024 * 1024;
const killsInARow = 3;

/** So many calls of each port, of each side. */
const hookCount = 4 * 30;

function hookAt(index: number): {readonly victim: Side; readonly hook: string} {
	const at = index % hookCount;
	return {victim: at % 2 === 0 ? 'client' : 'server', hook: `${at % 4 < 2 ? 'disk' : 'store'}:${1 + Math.floor(at / 4)}`};
}

/** One pair of folders whose programs are killed again and again while both are being edited. */
export class KillLane {
	readonly #world: World;
	readonly #random: Random;
	readonly #report: KillReport;
	readonly #oracle = new Oracle();
	readonly #writers: readonly Writer[];
	readonly #roots: {readonly here: string; readonly there: string};
	#server: Server | undefined;
	#client: Command | undefined;
	#port = 0;
	/** Goes through all hooks in turn, from a place that the seed gives. */
	#hook: number;

	constructor(world: World, seed: number, report: KillReport) {
		this.#world = world;
		this.#random = new Random(seed);
		this.#hook = this.#random.below(hookCount);
		this.#report = report;
		this.#roots = {here: world.folder('here'), there: world.folder('there')};
		this.#writers = Object.entries(this.#roots).map(([name, root]) => new Writer({
			name, root, aside: world.folder(`aside-${name}`), random: this.#random, oracle: this.#oracle,
		}));
	}

	/** Pairs, and syncs a first handful of files. */
	async open(): Promise<void> {
		for (let count = 0; count < 20; count++) {
			this.#act();
		}

		this.#writers[0]!.createLarge(largeBytes);
		this.#server = await this.#world.serve(this.#roots.there, {isProcess: true});
		this.#port = this.#server.port;
		this.#client = this.#startClient(undefined, this.#server.invite);
		await this.#converge('at the beginning');
	}

	/** Kills some times in a row while both sides write, then lets both run on in peace and looks at everything. */
	async round(kills: number): Promise<void> {
		const log: string[] = [];
		for (let count = 0; count < Math.min(kills, killsInARow); count++) {
			log.push(await this.#killOnce());
			this.#lookForTorn(log);
		}

		await this.#startMissing();
		await this.#converge(log.join(', then '));
		this.#report.rounds++;
		if (this.#report.rounds % 2 === 0) {
			await this.#checkLeftovers(log.join(', then '));
		}
	}

	async #killOnce(): Promise<string> {
		const side = this.#random.weighted<Side | 'both'>([[4, 'client'], [4, 'server'], [2, 'both']]);
		const victims: readonly Side[] = side === 'both' ? ['client', 'server'] : [side];
		return this.#random.below(2) === 0 ? this.#killAtHook(side === 'both') : this.#killAtMoment(victims);
	}

	async #killAtMoment(victims: readonly Side[]): Promise<string> {
		await this.#startMissing();
		const actions = 2 + this.#random.below(6);
		const moment = this.#random.below(350);
		for (let count = 0; count < actions; count++) {
			this.#act();
			await sleep(moment / actions);
		}

		await this.#end(victims);
		return `${victims.join(' and ')} after ${actions} actions and ${moment} ms`;
	}

	/** The victim is started anew with its last call set: at the start, in the scan, in a transfer or in a save, wherever that is. */
	async #killAtHook(isBoth: boolean): Promise<string> {
		const {victim, hook} = hookAt(this.#hook++);
		await this.#end([victim], false);
		await (victim === 'client' ? this.#startMissing({client: hook}) : this.#startMissing({server: hook}));
		const command = this.#commandOf(victim);
		const died = Promise.withResolvers<void>();
		void command?.ended.then(() => {
			died.resolve();
		});
		for (let count = 0; count < 6; count++) {
			this.#act();
			await Promise.race([died.promise, sleep(60)]);
		}

		await Promise.race([died.promise, sleep(800)]);
		this.#report.hooks++;
		this.#report.hooksReached += command?.process.signalCode === 'SIGKILL' ? 1 : 0;
		await this.#end(isBoth ? ['client', 'server'] : [victim]);
		return `${isBoth ? 'both' : victim} at ${hook} of the ${victim}`;
	}

	#act(): void {
		this.#random.pick(this.#writers).act();
	}

	#commandOf(side: Side): Command | undefined {
		return side === 'client' ? this.#client : this.#server?.command;
	}

	async #end(sides: readonly Side[], isCounted = true): Promise<void> {
		await Promise.all(sides.map(async side => {
			const ended = await this.#commandOf(side)?.stop('SIGKILL');
			if (ended && ended.signal !== 'SIGKILL') {
				this.#report.faults.push(`the ${side} ended with ${String(ended.code ?? ended.signal)} by itself: ${ended.stderr}`);
			}

			if (side === 'client') {
				this.#client = undefined;
			} else {
				this.#server = undefined;
			}

			this.#report.kills += isCounted ? 1 : 0;
		}));
	}

	async #startMissing(hooks: {readonly client?: string; readonly server?: string} = {}): Promise<void> {
		if (!this.#server) {
			const command = this.#world.spawn('server', ['--server', this.#roots.there, '--listen', `127.0.0.1:${this.#port}`, '--json', '--debounce', '20'], hookSetting(hooks.server));
			this.#server = {
				command, port: this.#port, device: '', invite: '',
			};
			// With a hook it may never come that far.
			await Promise.race([command.next('listening').catch(() => undefined), command.ended]);
		}

		this.#client ??= this.#startClient(hooks.client, `127.0.0.1:${this.#port}`);
	}

	#startClient(hook: string | undefined, remote: string): Command {
		return this.#world.spawn('client', [this.#roots.here, remote, '--watch', '--json', '--debounce', '20', '--prefer', 'both'], hookSetting(hook));
	}

	#lookForTorn(log: readonly string[]): void {
		for (const root of Object.values(this.#roots)) {
			this.#report.looks++;
			this.#report.faults.push(...this.#oracle.torn(root).map(path => `torn: ${path} (${log.join(', then ')})`));
		}
	}

	/** Waits until both sides hold the same and the client says so; then asks where every version is. */
	async #converge(when: string): Promise<void> {
		const {here, there} = this.#roots;
		const deadline = Date.now() + patienceMilliseconds;
		while (!isEqual(here, there)) {
			if (Date.now() > deadline) {
				this.#report.faults.push(`not equal after ${patienceMilliseconds} ms (${when}): ${differences(here, there).join(' ')}\n${this.#client!.lines.slice(-15).map(line => JSON.stringify(line)).join('\n')}`);
				return;
			}

			await sleep(25);
		}

		const {lost, onlyTrashed} = this.#oracle.judge(here, there);
		this.#report.faults.push(...lost.map(name => `lost: ${name} (${when})`));
		this.#report.onlyTrashed += onlyTrashed.length;
		this.#lookForTorn([when]);
	}

	/** One more cycle, to its end: nothing is left in the stages, and no temporary file anywhere. */
	async #checkLeftovers(when: string): Promise<void> {
		await this.#client!.stop();
		const {code, stderr} = await this.#world.run('client', [this.#roots.here, `127.0.0.1:${this.#port}`, '--once', '--json', '--prefer', 'both']);
		if (code !== 0) {
			this.#report.faults.push(`the cycle after that ended with ${String(code)} (${when}): ${stderr}`);
		}

		const left = Object.values(this.#roots).flatMap(root => leftoversOf(join(root, '.fsync-tui')));
		this.#report.faults.push(...left.map(path => `left over: ${path} (${when})`));
		this.#client = undefined;
	}

	async close(): Promise<void> {
		this.#report.versions += this.#oracle.judge(this.#roots.here, this.#roots.there).versions;
		await Promise.all([this.#client?.stop(), this.#server?.command.stop()]);
	}
}

const hookSetting = (hook: string | undefined): Record<string, string> => hook === undefined ? {} : {FSYNC_TUI_CRASH_AT: hook};

/** Reads the files only when they are as long as each other: the programs that are waited for have the same processor. */
const isEqual = (one: string, other: string): boolean => differing(lengthsOf(one), lengthsOf(other)).length === 0 && differences(one, other).length === 0;

const differences = (one: string, other: string): string[] => differing(contentsOf(one), contentsOf(other));

function differing<Seen>(left: ReadonlyMap<string, Seen>, right: ReadonlyMap<string, Seen>): string[] {
	return [...new Set([...left.keys(), ...right.keys()])].filter(path => left.get(path) !== right.get(path));
}

/** What is in a reserved folder beside the marker, the lock, and empty stages; the trash may hold anything. */
function leftoversOf(folder: string): string[] {
	const expected = new Set(['id', 'lock', 'stage', 'trash']);
	const staged = fs.readdirSync(join(folder, 'stage')).map(name => join(folder, 'stage', name));
	return [...fs.readdirSync(folder).filter(name => !expected.has(name)).map(name => join(folder, name)), ...staged];
}
