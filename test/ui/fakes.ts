import type {
	FolderLook,
	IgnoreChoice,
	IgnoreLook,
	PeerLook,
	SetupChoice,
	SetupControl,
} from '../../source/ui/state/setup.js';
import {
	FsyncError,
	type Clock,
	type ConflictVersions,
	type Explanation,
	type ServerControl,
	type ServerState,
	type SessionControl,
	type SessionState,
	type Transfer,
	type UndoOutcome,
} from '../../source/ui/contract.js';
import type {CockpitControl} from '../../source/ui/state/world.js';
import {explanation} from './explanations.js';
import {FakeIgnoring} from './fake-ignoring.js';
import {FakePast} from './fake-past.js';

/** A clock that stands still until it is moved. */
export class FakeClock implements Clock {
	#now: number;
	#timers: Array<{at: number; callback: () => void}> = [];

	constructor(now: number) {
		this.#now = now;
	}

	get timers(): number {
		return this.#timers.length;
	}

	monotonicMilliseconds(): number {
		return this.#now;
	}

	wallMilliseconds(): number {
		return Date.UTC(2026, 10, 20, 14, 2, 31);
	}

	after(milliseconds: number, callback: () => void): () => void {
		const timer = {at: this.#now + milliseconds, callback};
		this.#timers.push(timer);
		return () => {
			this.#timers = this.#timers.filter(each => each !== timer);
		};
	}

	/** Moves on and runs what is due, in order. */
	advance(milliseconds: number): void {
		const end = this.#now + milliseconds;
		for (;;) {
			const next = this.#timers.filter(timer => timer.at <= end).toSorted((a, b) => a.at - b.at)[0];
			if (next === undefined) {
				break;
			}

			this.#timers = this.#timers.filter(timer => timer !== next);
			this.#now = next.at;
			next.callback();
		}

		this.#now = end;
	}
}

class FakeSource<State> {
	readonly #listeners = new Set<() => void>();
	#state: State;

	constructor(state: State) {
		this.#state = state;
	}

	get listeners(): number {
		return this.#listeners.size;
	}

	state(): State {
		return this.#state;
	}

	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => {
			this.#listeners.delete(listener);
		};
	}

	/** Publishes a change, as the engine does. */
	patch(change: Partial<State>): void {
		this.#state = {...this.#state, ...change};
		this.tell();
	}

	tell(): void {
		for (const listener of this.#listeners) {
			listener();
		}
	}
}

/** A session that notes what it is asked for. */
export class FakeSession extends FakeSource<SessionState> implements SessionControl {
	readonly calls: string[] = [];

	pause(): void {
		this.calls.push('pause');
	}

	resume(): void {
		this.calls.push('resume');
	}

	syncNow(paths: readonly string[] = []): void {
		this.calls.push(['syncNow', ...paths].join(' '));
	}

	cancelTransfer({direction, id}: Pick<Transfer, 'direction' | 'id'>): void {
		this.calls.push(`cancelTransfer ${direction} ${id}`);
	}

	limit(bytesPerSecond: number | undefined): void {
		this.calls.push(`limit ${bytesPerSecond}`);
	}

	rescan(): void {
		this.calls.push('rescan');
	}

	reconnect(): void {
		this.calls.push('reconnect');
	}

	answerHalt(answer: string): void {
		this.calls.push(`answerHalt ${answer}`);
	}

	applyPlan(): void {
		this.calls.push('applyPlan');
	}

	async why(path: string): Promise<Explanation> {
		this.calls.push(`why ${path}`);
		return explanation({path});
	}

	resolve(choices: ReadonlyArray<{readonly path: string; readonly keep: string}>): void {
		this.calls.push(`resolve ${choices.map(({path, keep}) => `${path} ${keep}`).join(', ')}`);
	}

	async conflict(path: string): Promise<ConflictVersions | undefined> {
		this.calls.push(`conflict ${path}`);
		return undefined;
	}

	async resolveWith({path}: {readonly path: string}, text: string): Promise<'merged' | 'changed'> {
		this.calls.push(`resolveWith ${path} ${text}`);
		return 'merged';
	}

	async undoResolve(): Promise<readonly UndoOutcome[]> {
		this.calls.push('undoResolve');
		return [];
	}
}

/** A cockpit over sessions that note what they are asked for. */
export class FakeCockpit implements CockpitControl {
	readonly calls: string[] = [];
	readonly past = new FakePast();
	readonly ignoring = new FakeIgnoring();
	readonly #sessions: readonly FakeSession[];

	constructor(...sessions: readonly FakeSession[]) {
		this.#sessions = sessions;
	}

	sessions() {
		return this.#sessions.map(control => ({
			id: control.state().id, name: control.state().folder.split('/').at(-1)!, control, isRunning: control.state().phase !== 'stopped', past: this.past, ignoring: this.ignoring,
		}));
	}

	subscribe(listener: () => void): () => void {
		const ends = this.#sessions.map(session => session.subscribe(listener));
		return () => {
			for (const end of ends) {
				end();
			}
		};
	}

	start(id: string): void {
		this.calls.push(`start ${id}`);
	}

	stop(id: string): void {
		this.calls.push(`stop ${id}`);
	}
}

/** A machine that a first run asks, with answers that a test gives. */
export class FakeSetup implements SetupControl {
	readonly folder = '/home/ana/site';
	readonly calls: string[] = [];
	/** What the server answers; a sentence is a refusal. */
	peer: PeerLook | string = {
		kind: 'server', name: 'build:8440/site', device: '7f2a-91cc-0b5e-4d18', ownDevice: '1111-2222-3333-4444', handshakeMilliseconds: 12, isInvited: true,
	};

	async lookAtFolder(text: string): Promise<FolderLook> {
		this.calls.push(`folder ${text}`);
		if (text === 'nowhere') {
			throw new FsyncError('usage', 'There is no folder nowhere: create it first.');
		}

		return {
			path: text, files: 1842, folders: 120, bytes: 4_100_000_000, suggestions: ['node_modules'],
		};
	}

	async lookAtPeer(text: string, folder: string): Promise<PeerLook> {
		this.calls.push(`peer ${text} ${folder}`);
		if (typeof this.peer === 'string') {
			throw new FsyncError('unreachable', this.peer);
		}

		return text === '' ? {...this.peer, kind: 'vault', name: 'vault:site'} : this.peer;
	}

	async countIgnored({patterns, useGitignore}: IgnoreChoice): Promise<IgnoreLook> {
		this.calls.push(`count ${patterns.join(' ')} ${useGitignore}`);
		return {
			hiddenFiles: patterns.length * 400, hiddenBytes: patterns.length * 1_000_000, files: 1842 - (patterns.length * 400), bytes: 4_000_000_000, ruleFiles: ['.fsyncignore'],
		};
	}

	start(choice: SetupChoice): void {
		this.calls.push(`start ${JSON.stringify(choice)}`);
	}
}

/** A server that notes what it is asked for. */
export class FakeServer extends FakeSource<ServerState> implements ServerControl {
	readonly calls: string[] = [];

	async invite(request?: Record<string, unknown>): Promise<string> {
		this.calls.push(request === undefined ? 'invite' : `invite ${JSON.stringify(request)}`);
		return 'fsync1:';
	}

	async withdrawInvite(): Promise<void> {
		this.calls.push('withdrawInvite');
	}

	async revoke(device: string): Promise<boolean> {
		this.calls.push(`revoke ${device}`);
		return true;
	}
}
