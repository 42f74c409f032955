import type {ChildProcess} from 'node:child_process';
import {
	chmodSync,
	mkdirSync,
	mkdtempSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {ExecutionContext} from 'ava';
import {differingPaths, listTree} from '../../source/cli/tree-listing.js';
import {
	inOwnProcess,
	inThisProcess,
	type Launch,
	type Run,
} from './launch.js';

const script = fileURLToPath(new URL('../../command/fsync-tui.js', import.meta.url));
/** Shared by all worlds: each has a home of its own, and there every process would compile the whole program, and write down what it compiled. */
const compiled = fileURLToPath(new URL('../../compiled', import.meta.url));

/** Guards against a test that would hang; no test is passed by it. */
const patienceMilliseconds = 60_000;

export type Line = {readonly type: string; readonly [field: string]: unknown};

/** What stands at a path: text or bytes of a file, or something else. */
export type Entry = string | Uint8Array | {readonly link: string} | {readonly folder: true} | {readonly script: string};

export type Ended = {readonly code: number | undefined; readonly signal: NodeJS.Signals | undefined; readonly lines: readonly Line[]; readonly stdout: string; readonly stderr: string};

type Waiting = {readonly matches: (line: Line) => boolean; readonly resolve: (line: Line) => void; readonly reject: (error: Error) => void};

/** A running fsync-tui: its NDJSON lines as they come, and its end. */
export class Command {
	readonly ended: Promise<Ended>;
	readonly lines: Line[] = [];
	readonly #run: Run;
	readonly #waiting = new Set<Waiting>();
	readonly #name: string;
	#stdout = '';
	#stderr = '';
	#rest = '';
	#hasEnded = false;
	#seen = 0;

	constructor(argv: readonly string[], launch: Launch) {
		this.#name = `fsync-tui ${argv.join(' ')}`;
		this.#run = launch({
			stdout: text => {
				this.#take(text);
			},
			stderr: text => {
				this.#stderr += text;
			},
		});
		this.ended = this.#end();
	}

	/** The process that it has of its own. */
	get process(): ChildProcess {
		return this.#run.process();
	}

	/** Closes our end of its stdout, as `head` does. */
	closeOutput(): void {
		this.process.stdout!.destroy();
	}

	/** Reads no more of its stdout. */
	stallOutput(): void {
		this.process.stdout!.pause();
	}

	/**
	The next line of this type (and shape) that no earlier call has been given or passed over. Rejects with all that was printed when
	the command ends first.
	*/
	async next(type: string, matches: (line: Line) => boolean = () => true): Promise<Line> {
		const isWanted = (line: Line) => line.type === type && matches(line);
		for (; this.#seen < this.lines.length; this.#seen++) {
			const line = this.lines[this.#seen]!;
			if (isWanted(line)) {
				this.#seen++;
				return line;
			}
		}

		if (this.#hasEnded) {
			throw this.#failure(`it ended without '${type}'`);
		}

		return this.#waitFor(isWanted, type);
	}

	/** Waits until everything printed so far has been passed over: what comes next is about what happens next. */
	forget(): void {
		this.#seen = this.lines.length;
	}

	kill(signal: NodeJS.Signals = 'SIGKILL'): void {
		if (!this.#hasEnded) {
			this.#run.kill(signal);
		}
	}

	async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
		this.kill(signal);
		return this.ended;
	}

	/** Ends it as soon as that can be, for nobody waits for it any more. */
	async discard(): Promise<void> {
		if (!this.#hasEnded) {
			this.#run.discard();
		}

		await this.ended;
	}

	async #end(): Promise<Ended> {
		const {code, signal} = await this.#run.ended;
		this.#hasEnded = true;
		this.#giveUp('it ended');
		return {
			code, signal, lines: this.lines, stdout: this.#stdout, stderr: this.#stderr,
		};
	}

	async #waitFor(matches: (line: Line) => boolean, type: string): Promise<Line> {
		const {promise, resolve, reject} = Promise.withResolvers<Line>();
		const waiting = {matches, resolve, reject};
		this.#waiting.add(waiting);
		const timer = setTimeout(() => {
			reject(this.#failure(`no '${type}' came in ${patienceMilliseconds} ms`));
		}, patienceMilliseconds);
		try {
			return await promise;
		} finally {
			clearTimeout(timer);
			this.#waiting.delete(waiting);
		}
	}

	#take(text: string): void {
		this.#stdout += text;
		const parts = (this.#rest + text).split('\n');
		this.#rest = parts.pop()!;
		for (const part of parts) {
			if (part.startsWith('{')) {
				this.#give(JSON.parse(part) as Line);
			}
		}
	}

	#give(line: Line): void {
		this.lines.push(line);
		for (const waiting of this.#waiting) {
			if (!waiting.matches(line)) {
				continue;
			}

			this.#seen = this.lines.length;
			waiting.resolve(line);
		}
	}

	#giveUp(reason: string): void {
		for (const waiting of this.#waiting) {
			waiting.reject(this.#failure(reason));
		}
	}

	#failure(reason: string): Error {
		const shown = this.#stdout.length > 4000 ? `…${this.#stdout.slice(-4000)}` : this.#stdout;
		return new Error(`${this.#name}: ${reason}\nstdout:\n${shown}\nstderr:\n${this.#stderr}`);
	}
}

/** A server that listens. The invite is empty when somebody is paired already. */
export type Server = {readonly command: Command; readonly port: number; readonly device: string; readonly invite: string};

/** `isProcess`: in a process of its own, so that it can be killed. */
type ServeOptions = {readonly home?: string; readonly port?: number; readonly argv?: readonly string[]; readonly isProcess?: boolean};

/** `areProcesses`: every command has a process of its own, because they tell each other apart by that, or because the pace of processes matters. */
type WorldOptions = {readonly areProcesses?: boolean};

const worldsAtOnce = 2;
let worlds = 0;
const queue: Array<() => void> = [];

/** Resolves when there is room for another world; the returned function makes room again. */
async function enter(): Promise<() => void> {
	if (worlds >= worldsAtOnce) {
		await new Promise<void>(resolve => {
			queue.push(resolve);
		});
	}

	worlds++;
	return () => {
		worlds--;
		queue.shift()?.();
	};
}

/** One test's own folders, homes and processes; everything is ended and removed with the test. */
export class World {
	readonly root: string;
	readonly script = script;
	readonly #ends: Array<() => unknown> = [];
	readonly #areProcesses: boolean;

	private constructor({areProcesses = false}: WorldOptions) {
		this.#areProcesses = areProcesses;
		this.root = mkdtempSync(join(tmpdir(), 'fsync-tui-test-'));
	}

	/** Waits for its turn: AVA starts all tests of a file at once, and each of them starts several processes. */
	static async open(t: Pick<ExecutionContext, 'teardown'>, options: WorldOptions = {}): Promise<World> {
		const leave = await enter();
		const world = new World(options);
		t.teardown(async () => {
			await world.#end();
			leave();
		});
		return world;
	}

	/** Absolute path of a name in this world. */
	path(name: string): string {
		return join(this.root, name);
	}

	/** A folder with these entries; parents are made. */
	folder(name: string, entries: Readonly<Record<string, Entry>> = {}): string {
		const folder = this.path(name);
		mkdirSync(folder, {recursive: true});
		for (const [path, entry] of Object.entries(entries)) {
			put(join(folder, path), entry);
		}

		return folder;
	}

	/**
	Starts the command with the state folder `home`, named in this world. It runs in this very process, which takes a fifth of the time that
	one of its own would take; see `spawn`.
	*/
	start(home: string, argv: readonly string[]): Command {
		return this.#areProcesses ? this.spawn(home, argv) : this.#watch(new Command(argv, inThisProcess(argv, this.environment(home))));
	}

	/** Like `start`, in a process of its own: for what is killed, stalled, wrapped, or given another environment. */
	spawn(home: string, argv: readonly string[], environment: Record<string, string> = {}, wrapper: readonly string[] = []): Command {
		return this.#watch(new Command(argv, inOwnProcess([script, ...argv], {...this.environment(home), ...environment}, wrapper)));
	}

	/** What a command with the state folder `home` finds in its environment. */
	environment(home: string): Record<string, string> {
		return {
			PATH: process.env.PATH ?? '',
			HOME: this.folder(`user-${home}`),
			TMPDIR: this.folder('tmp'),
			LANG: 'C.UTF-8',
			FSYNC_TUI_HOME: this.path(home),
			NODE_COMPILE_CACHE: compiled,
		};
	}

	/** Called when the test is over, before the folders go. */
	onEnd(end: () => unknown): void {
		this.#ends.push(end);
	}

	/** Runs the command to its end. */
	async run(home: string, argv: readonly string[]): Promise<Ended> {
		return this.start(home, argv).ended;
	}

	/** A server for a folder on a free port; resolves when it listens. */
	async serve(folder: string, {home = 'server', port = 0, argv = [], isProcess = false}: ServeOptions = {}): Promise<Server> {
		const all = ['--server', folder, '--listen', `127.0.0.1:${port}`, '--json', ...argv];
		const command = isProcess ? this.spawn(home, all) : this.start(home, all);
		const listening = await command.next('listening');
		return {
			command, port: listening.port as number, device: listening.device as string, invite: (listening.invite ?? '') as string,
		};
	}

	/** Syncs once; the arguments after the home are those of the command. */
	async once(home: string, ...argv: readonly string[]): Promise<Ended & {readonly summary: Line | undefined}> {
		const ended = await this.run(home, [...argv, '--once', '--json']);
		return {...ended, summary: ended.lines.findLast(line => line.type === 'summary')};
	}

	#watch(command: Command): Command {
		this.onEnd(async () => command.discard());
		return command;
	}

	async #end(): Promise<void> {
		await Promise.all(this.#ends.map(async end => end()));
		rmSync(this.root, {recursive: true, force: true});
	}
}

/** Makes, or makes anew, what stands at a path. */
export function put(path: string, entry: Entry): void {
	mkdirSync(dirname(path), {recursive: true});
	if (typeof entry === 'string' || entry instanceof Uint8Array) {
		writeFileSync(path, entry);
	} else if ('link' in entry) {
		symlinkSync(entry.link, path);
	} else if ('script' in entry) {
		writeFileSync(path, entry.script);
		chmodSync(path, 0o755);
	} else {
		mkdirSync(path, {recursive: true});
	}
}

/** The paths in a folder, in order. */
export function pathsIn(folder: string): readonly string[] {
	return Array.from(listTree(folder), ([path]) => path);
}

/** Both folders hold the same: kinds, bytes, executable bits, link texts. */
export function sameTrees(t: ExecutionContext, one: string, other: string): void {
	const [left, right] = [listTree(one), listTree(other)];
	t.deepEqual(differingPaths(left, right).map(path => [path, left.get(path), right.get(path)]), []);
}
