import {FsyncError} from '../../source/engine/fault.js';
import {PeerConnection} from '../../source/engine/protocol/peer-connection.js';
import type {Channel} from '../../source/engine/protocol/tls-connection.js';
import type {OpenConflict} from '../../source/engine/session/open-conflicts.js';
import type {EngineEvent, PlanCounts} from '../../source/engine/session/state.js';
import type {Path} from '../../source/engine/core/path.js';
import {lookup} from '../../source/engine/core/tree.js';
import {
	contentOf,
	noBytes,
	placeOf,
	type Inode,
} from './inode.js';
import {Machine, root, type Tampering} from './machine.js';
import {conflictMark, Model} from './model.js';
import {Random} from './random.js';
import {Scheduler} from './scheduler.js';
import {
	findContent,
	firstDifference,
	lookAround,
	type Seen,
} from './sight.js';
import {digestOf, remember, type Memory} from './memory.js';
import {SimClient} from './sim-client.js';
import {Killed, type SimProcess} from './sim-process.js';
import {SimServer, serverDevice, timing} from './sim-server.js';
import type {Scenario, Step} from './step.js';
import {Trace} from './trace.js';
import {locate} from './sim-store-disk.js';
import {forgetState} from './store-damage.js';
import {act, type UserStep} from './user.js';
import {Violation} from './violation.js';
import {Wire} from './wire.js';

const restartMilliseconds = 2000;
/** A run has some hundred tasks; one with so many goes round in circles. */
const mostTasks = 60_000;
const visible = `${root}/`;
const reserved = `${root}/.fsync-tui`;

/** Steps after which a program may end before it has saved what it knows. */
const failing = new Set<Step['step']>(['kill', 'power', 'errno', 'room', 'forbid', 'store', 'restart']);

type Link = {isUp: boolean; wire: Wire | undefined};

/** Counters that invariants look at. */
export type Counts = {plans: number; operations: number; sentBytes: number; ends: unknown[]};

/** Machines, programs, network and users, in the hands of one scheduler. */
export class World {
	readonly scheduler = new Scheduler();
	readonly trace = new Trace();
	readonly model = new Model();
	readonly machines: readonly Machine[];
	readonly links: Link[];
	readonly counts: Counts = {
		plans: 0, operations: 0, sentBytes: 0, ends: [],
	};

	/** A program's memory was damaged or replaced by an older one. */
	hasLostMemory = false;
	/** A program has ended before it was asked to, so that what it had not saved is not known to it any more. */
	hasDied = false;
	/** A line fell silent without anybody being told. */
	hasSilence = false;
	/** Machines at which faults were made on purpose, so that the program there may have ended with one. */
	readonly troubled = new Set<number>();
	/** Called when a user has done something between a power cut and the program's finding out what that has cost. */
	onLateEdit: (at: number) => void = () => undefined;
	/** Called after a machine has lost its power, with what was seen there before, and what the program there would have remembered. */
	onPowerCut: (at: number, before: ReadonlyMap<string, Seen>, memory: Memory | undefined) => void = () => undefined;
	server: SimServer | undefined;
	readonly clients: Array<SimClient | undefined> = [];
	/** The programs of all clients there have been. */
	readonly #programs: SimClient[] = [];
	prefer: Scenario['prefer'];
	/** The number of the step being done. */
	at = 0;
	readonly #random: Random;
	#violation: Violation | undefined;
	/** Somebody who may do anything is at a disk. */
	#isUser = false;
	/** Whether any program may lose what it knows and has not saved. */
	readonly #mayFail: boolean;
	/** Contents whose names programs have taken away in the present task. */
	readonly #taken: Array<{readonly at: number; readonly path: Path; readonly content: string; readonly process: SimProcess | undefined}> = [];
	/** Contents to which programs have given a name in the present task: what turns out to be wrong is taken back at once. */
	readonly #given = new Set<string>();
	/** Machines on which the program has not yet found out what a power cut has cost: what is deleted there now looks lost. */
	readonly #recovering = new Set<number>();
	/** Machines whose program's memory has been damaged on purpose. */
	readonly #damaged = new Set<number>();
	/** Programs that shall run. */
	readonly #isWanted: boolean[];

	/** Called with all that is worth a line, for people who look for a fault. */
	tell: ((line: string) => void) | undefined;

	constructor(scenario: Scenario, tamper: Tampering) {
		const {seed, clients, prefer, isFolding, tickMilliseconds} = scenario;
		this.#mayFail = scenario.steps.some(({step}) => failing.has(step));
		this.prefer = prefer;
		this.#random = new Random(seed, 'schedule');
		this.machines = Array.from({length: clients + 1}, (_, index) => new Machine({
			name: index === 0 ? 'server' : `client-${index}`,
			scheduler: this.scheduler,
			random: this.#random,
			disk: {isFolding: isFolding && index === (seed % 2 === 0 ? clients : 0), tickMilliseconds},
			tamper,
		}));
		this.links = this.machines.map(() => ({isUp: true, wire: undefined}));
		this.#isWanted = this.machines.map(() => false);
		for (const [index, machine] of this.machines.entries()) {
			machine.disk.onSight = (folder, name, inode, before) => {
				this.#sight(index, {
					folder, name, inode, before,
				});
			};
		}
	}

	get violation(): Violation | undefined {
		return this.#violation;
	}

	say(at: number, line: () => string): void {
		this.tell?.(`${this.scheduler.now.toFixed(1).padStart(10)} ${this.at} ${this.machines[at]?.name ?? ''}: ${line()}`);
	}

	/** The first thing that is wrong counts. */
	fail(invariant: string, message: string): void {
		this.#violation ??= new Violation(invariant, `${message} (step ${this.at}, ${this.scheduler.now.toFixed(3)} ms)`);
	}

	/** A promise that nobody looked after was rejected. */
	unhandled(reason: unknown): void {
		if (!isEndOfProcess(reason)) {
			this.fail('bug', `unhandled rejection: ${explain(reason)}`);
		}
	}

	user(at: number, step: UserStep): void {
		const machine = this.machines[at]!;
		const before = lookAround(machine);
		const conflicts = this.conflicts(at);
		this.#isUser = true;
		try {
			machine.disk.durably(() => {
				act(machine, step, (path, back) => this.model.history({machine: at, path, back}, before.get(path)?.bytes ?? noBytes));
			});
		} finally {
			this.#isUser = false;
		}

		const after = lookAround(machine);
		let memory: Memory | undefined;
		this.model.note({
			machine: at,
			step: this.at,
			before,
			after,
			isSeen(path) {
				memory ??= remember(machine, at);
				return isAgreed(memory, path, before);
			},
			isAgreed: content => this.machines.every((one, index) => isAgreedAt(one, index, {content, sight: one === machine ? before : lookAround(one)})),
			mayForget: this.#mayFail || this.heldPaths().length > 0,
		});
		this.model.movedWith(at, conflicts.filter(({path}) => isMoved(path, before, after)).flatMap(({remote}) => remote?.kind === 'file' ? [remote.digest] : []));
		if (this.#isRecovering(at)) {
			this.onLateEdit(at);
		}

		this.say(at, () => `user ${JSON.stringify(step)}`);
		this.trace.add(`user ${at} ${step.op} ${after.size}`);
	}

	/** Does something to a disk that no process does. */
	asOwner(work: () => void): void {
		this.#isUser = true;
		try {
			work();
		} finally {
			this.#isUser = false;
		}
	}

	start(at: number): void {
		this.#isWanted[at] = true;
		const machine = this.machines[at]!;
		if (machine.process) {
			return;
		}

		const process = machine.begin(() => {
			this.#dropLines(at);
			machine.process = undefined;
			this.hasDied ||= this.#isWanted[at]!;
			this.#startSoon(at);
		});
		const onEnd = (reason: unknown) => {
			this.#ended(at, process, reason);
		};

		if (at === 0) {
			this.server = new SimServer({
				machine, onEvent: event => {
					this.#event(at, event);
				}, onEnd,
			}, process);
			return;
		}

		this.clients[at] = new SimClient({
			machine,
			device: deviceOf(at),
			prefer: this.prefer,
			random: this.#random,
			connect: async client => this.#connect(at, client),
			onEvent: event => {
				this.#event(at, event);
			},
			onEnd,
		}, process);
		this.#programs.push(this.clients[at]);
	}

	/** The world is over, and nothing of it is to be kept. */
	forget(): void {
		for (const machine of this.machines) {
			machine.kill();
		}

		for (const program of this.#programs) {
			program.forget();
		}

		this.scheduler.settle();
	}

	kill(at: number): void {
		this.machines[at]!.kill();
		this.trace.add(`kill ${at}`);
	}

	/** An orderly end; resolves when it is over, also where the program could not save what it knew and ends with that. */
	async stop(at: number): Promise<void> {
		const {process} = this.machines[at]!;
		this.#isWanted[at] = false;
		try {
			await (at === 0 ? this.server?.stop() : this.clients[at]?.stop());
		} catch (error) {
			this.#ended(at, process!, error);
		}

		this.machines[at]!.kill();
	}

	/** Does tasks until the condition holds or the time is over; says whether it holds. */
	until(condition: () => boolean, milliseconds: number): boolean {
		const end = this.scheduler.now + milliseconds;
		while (!condition()) {
			if (this.#violation !== undefined || !this.#step(end)) {
				this.scheduler.now = Math.max(this.scheduler.now, end);
				return condition();
			}
		}

		return true;
	}

	tasks(count: number): void {
		for (let done = 0; done < count && !this.#violation && this.#step(this.scheduler.now + 60_000); done++) {
			// The next one.
		}
	}

	advance(milliseconds: number): void {
		const end = this.scheduler.now + milliseconds;
		while (!this.#violation && this.#step(end)) {
			if (this.scheduler.steps > mostTasks) {
				this.fail('I6', `no rest after ${mostTasks} tasks`);
			}
		}

		this.scheduler.now = Math.max(this.scheduler.now, end);
	}

	/** The power goes at a call to the disk; when the program is not running, now. */
	planPowerLoss(at: number, {call, kinds}: Pick<Extract<Step, {step: 'kill' | 'power'}>, 'call' | 'kinds'>): void {
		const machine = this.machines[at]!;
		const lose = () => {
			this.losePower(at);
		};

		if (!machine.process) {
			lose();
			return;
		}

		machine.process.plant({
			what: 'interrupt', at: call, kinds, run: () => {
				this.kill(at);
				this.scheduler.after(0, lose);
			},
		});
	}

	losePower(at: number): void {
		const machine = this.machines[at]!;
		const before = lookAround(machine);
		const memory = remember(machine, at);
		this.asOwner(() => {
			machine.losePower(this.#random);
		});
		this.#recovering.add(at);
		this.onPowerCut(at, before, memory);
		this.#lookAtAll(at);
		this.trace.add(`power ${at}`);
		this.#startSoon(at);
	}

	restart(at: number): void {
		const {process} = this.machines[at]!;
		void this.stop(at).then(() => {
			if (!process?.isDead || this.machines[at]!.process === undefined) {
				this.start(at);
			}
		});
	}

	/** No more trouble from now on: what is down comes up, what is damaged is repaired. */
	heal(): void {
		for (const [at, machine] of this.machines.entries()) {
			machine.process?.weed();
			Object.assign(machine.weather, {drop: 0, duplicate: 0, delayMilliseconds: 0});
			machine.disk.room = Infinity;
			this.links[at]!.isUp = true;
			this.clients[at]?.session?.resume();
			this.asOwner(() => {
				// A power cut that is under way must not take it back.
				machine.disk.durably(() => {
					permitAll(machine);
				});
			});
			this.start(at);
		}
	}

	/** Has everybody look at everything now. */
	nudge(): void {
		this.machines[0]!.watcher?.overflow();
		for (const client of this.clients) {
			client?.session?.reconnect();
			client?.session?.rescan();
		}
	}

	/** Whether every program runs and every client has a line. */
	isAtRest(): boolean {
		return this.server?.isListening === true && this.machines.every((_, at) => at === 0 || ['live', 'halted'].includes(this.clients[at]?.session?.state().phase ?? ''));
	}

	/** What a client holds in a conflict. */
	conflicts(at: number): readonly OpenConflict[] {
		return this.clients[at]?.session?.state().conflicts ?? [];
	}

	/** Paths that any client holds in a conflict. */
	heldPaths(): Path[] {
		return this.machines.flatMap((_, at) => this.conflicts(at).map(({path}) => path));
	}

	/** Paths that a client lists as names that one of the disks cannot keep apart from others. */
	clashes(at: number): Path[] {
		return this.clients[at]?.session?.state().problems.flatMap(({code, path}) => code === 'case-clash' ? [path] : []) ?? [];
	}

	hasConflicts(at: number): boolean {
		return this.conflicts(at).length > 0;
	}

	/** A fault is made on purpose at a machine. */
	trouble(at: number): void {
		this.troubled.add(at);
	}

	/** What a machine's program knew is gone, or older than what it has done. */
	lostMemory(at: number): void {
		this.hasLostMemory = true;
		this.#damaged.add(at);
		this.model.lostMemory(this.at);
	}

	/** Nothing happens any more: if all are equal, whatever was deleted before is nowhere. */
	rested(): void {
		const [server, ...clients] = this.machines.map(machine => lookAround(machine));
		if (this.heldPaths().length === 0 && clients.every(client => firstDifference(server!, client) === undefined)) {
			this.model.rested(this.at);
		}
	}

	/** A number that grows with everything that is done to a disk. */
	changes(): number {
		return this.machines.reduce((sum, {disk}) => sum + disk.changes, 0);
	}

	/** Whether the program has not yet found out what a power cut has cost. It has once it holds the lock and keeps no note of the cut any more. */
	#isRecovering(at: number): boolean {
		const {disk, process} = this.machines[at]!;
		const owner = locate(disk, `${reserved}/lock`)?.bytes.toString() ?? '';
		if (process && owner.includes(`"boot":"${process.identity.boot}"`) && !locate(disk, `${reserved}/power-cut`)) {
			this.#recovering.delete(at);
		}

		return this.#recovering.has(at);
	}

	/** A program that shall run is started again after a while. */
	#startSoon(at: number): void {
		this.scheduler.after(restartMilliseconds, () => {
			if (this.#isWanted[at]) {
				this.start(at);
			}
		});
	}

	#event(at: number, event: EngineEvent): void {
		this.say(at, () => JSON.stringify(event));
		if (event.type === 'planned') {
			this.counts.plans++;
			this.counts.operations += countOf(event.local) + countOf(event.remote);
		} else if (event.type === 'transfer') {
			this.counts.sentBytes += event.sentBytes;
		}
	}

	#sight(at: number, {folder, name, inode, before}: {folder: Inode; name: string; inode: Inode | undefined; before: Inode | undefined}): void {
		this.trace.add(at);
		if (this.#isUser) {
			return;
		}

		const place = placeOf(folder);
		if (place === undefined || place.startsWith(reserved) || !`${place}/`.startsWith(visible)) {
			return;
		}

		if (before && before.kind !== 'folder' && !this.#given.has(contentOf(before))) {
			this.#taken.push({
				at, path: `${place}/${name}`.slice(visible.length), content: contentOf(before), process: this.machines[at]!.process,
			});
		}

		if (inode?.kind !== 'file' && inode?.kind !== 'symlink') {
			return;
		}

		this.#given.add(contentOf(inode));
		if (conflictMark.test(name)) {
			this.model.copied.add(contentOf(inode));
		}

		// Invariant I1, at the moment at which it would be broken.
		if (!this.model.isKnown(contentOf(inode))) {
			this.fail('I1', `nobody wrote what stands at ${this.machines[at]!.name}:${place}/${name} (${inode.bytes.length} bytes)`);
		}
	}

	/** Does the next task, and looks at what it has taken away. */
	#step(until: number): boolean {
		this.#given.clear();
		const isDone = this.scheduler.step(until);
		if (this.#taken.length > 0) {
			this.#lookAtTaken();
		}

		return isDone;
	}

	/**
	I7 at the moment at which it would be broken, for it may be mended later: no program takes away the last file on a machine that holds what one user wrote
	and no user has touched since. Counts when the task is over, in the course of which it may have stood elsewhere. Exceptions: tasks in which the program died
	or a call was made to fail, which is what the looks at rest are for; and what was moved, or stands where a user elsewhere has moved something, for where it went it may be in a conflict that
	holds it back.
	*/
	#lookAtTaken(): void {
		const taken = this.#taken.splice(0);
		for (const {at, path, content, process} of taken) {
			const isWhole = process?.isDead === false && process.failedAt !== this.scheduler.steps;
			if (isWhole && this.model.isUntouched(content) && !this.model.isMovedAt(path) && !findContent(lookAround(this.machines[at]!), content)) {
				this.fail('I7', `${this.machines[at]!.name} took away version ${this.model.versionsOf(content)[0]!.id}, which nobody has replaced or deleted`);
			}
		}
	}

	/** I1 once more, for a power cut changes what nobody wrote. */
	#lookAtAll(at: number): void {
		for (const [path, {kind, content}] of lookAround(this.machines[at]!)) {
			if (kind !== 'folder' && !this.model.isKnown(content)) {
				this.fail('I1', `nobody wrote what stands at ${path} of ${this.machines[at]!.name} after the power cut`);
			}
		}
	}

	#dropLines(at: number): void {
		for (const [client, link] of this.links.entries()) {
			if (at === 0 || at === client) {
				link.wire?.abandon(at === 0 ? 'server' : 'client');
			}
		}

		if (at === 0) {
			this.server = undefined;
		} else {
			this.clients[at] = undefined;
		}
	}

	#ended(at: number, process: SimProcess, reason: unknown): void {
		if (process.isDead) {
			return;
		}

		this.trace.add(`end ${at}`);
		this.say(at, () => `ended ${String(reason)}`);
		if (reason !== undefined && !isEndOfProcess(reason)) {
			this.counts.ends.push(reason);
			if (!(reason instanceof FsyncError)) {
				this.fail('bug', `${this.machines[at]!.name} ended: ${explain(reason)}`);
			} else if (this.troubled.size === 0) {
				this.fail('bug', `${this.machines[at]!.name} ended without a cause: ${explain(reason)}`);
			}
		}

		if (reason instanceof FsyncError && reason.code === 'store' && this.#damaged.has(at)) {
			// The sentence says what to do: move the damaged state away, start anew. A program that could not save what it knows is only started again.
			this.lostMemory(at);
			this.asOwner(() => {
				forgetState(this.machines[at]!);
			});
		}

		if (this.#isWanted[at]) {
			this.machines[at]!.kill();
		}
	}

	async #connect(at: number, client: SimProcess): Promise<Channel> {
		await client.turn();
		const link = this.links[at]!;
		const {server} = this;
		if (!link.isUp || !server?.isListening) {
			throw new FsyncError('unreachable', 'The server cannot be reached.');
		}

		const wire = new Wire({
			scheduler: this.scheduler, random: this.#random, client, server: server.process,
		});
		link.wire = wire;
		this.trace.add(`connect ${at}`);
		const connection = new PeerConnection({
			transport: wire.client, peer: serverDevice, address: 'server', clock: client.clock, timing,
		});
		server.meet(wire.server, deviceOf(at));
		return {connection, binding: {exporter: Buffer.alloc(32), server: serverDevice, client: deviceOf(at).id}};
	}
}

/** Whether what stands at a path here has come to the other side, and this side remembers it. */
function isAgreed(memory: Memory | undefined, path: string, before: ReadonlyMap<string, Seen>): boolean {
	const there = before.get(path);
	const node = memory && lookup(memory.agreed, path);
	return there?.kind === 'file' && node?.kind === 'file' && node.digest === digestOf(there);
}

/** Whether a user has moved away what stood at a path. */
function isMoved(path: string, before: ReadonlyMap<string, Seen>, after: ReadonlyMap<string, Seen>): boolean {
	const content = before.get(path)?.content;
	return content !== undefined && after.get(path)?.content !== content && findContent(after, content) !== undefined;
}

/** Whether the program on a machine has saved of all that holds a content there that both sides have it. */
function isAgreedAt(machine: Machine, at: number, {content, sight}: {readonly content: string; readonly sight: ReadonlyMap<string, Seen>}): boolean {
	const paths = [...sight].flatMap(([path, seen]) => seen.content === content ? [path] : []);
	const memory = paths.length === 0 ? undefined : remember(machine, at);
	return paths.every(path => isAgreed(memory, path, sight));
}

/** What was forbidden is permitted again. */
function permitAll(machine: Machine): void {
	for (const {inode} of lookAround(machine).values()) {
		const rights = inode.kind === 'folder' ? 0o700 : 0o600;
		if (inode.kind !== 'symlink' && (inode.mode & rights) !== rights) {
			machine.disk.adjust(inode, {mode: inode.mode | rights});
		}
	}
}

const countOf = ({created, modified, moved, deleted}: PlanCounts): number => created + modified + moved + deleted;

export const deviceOf = (at: number) => ({id: String(at).repeat(64), name: `client-${at}`});

export function isEndOfProcess(reason: unknown): boolean {
	for (let at = reason; at instanceof Error; at = at.cause) {
		if (at instanceof Killed) {
			return true;
		}
	}

	return false;
}

function explain(reason: unknown): string {
	const cause = reason instanceof Error && reason.cause instanceof Error ? ` <- ${reason.cause.stack ?? reason.cause.message}` : '';
	return reason instanceof Error ? `${reason.stack ?? reason.message}${cause}` : String(reason);
}
