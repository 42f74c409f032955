import type {Problem} from '../core/operation.js';
import type {Conflict} from '../core/plan.js';
import type {Board} from './board.js';
import type {Line} from './line.js';
import {attribute, nameMaker} from './open-conflicts.js';
import type {RemoteView} from './remote-view.js';
import {ReportWriter} from './report-writer.js';
import type {Reporter} from './reporter.js';
import type {SessionReport, SessionStore} from './session-store.js';
import type {Halt, SessionState} from './state.js';

export type StandingParts = {
	readonly store: Pick<SessionStore, 'loadReport' | 'saveReport'>;
	readonly board: Board<SessionState>;
	readonly reporter: Reporter;
	readonly view: RemoteView;
	readonly settings: {readonly deviceName: string};
};

/** What stands between a pairing and being in sync, a halt or conflicts: shown, told once, and kept for the commands beside the session. */
export class Standing {
	readonly #parts: StandingParts;
	readonly #report: ReportWriter;
	#halt: Halt | undefined;

	constructor(parts: StandingParts) {
		this.#parts = parts;
		this.#report = new ReportWriter(parts.store);
	}

	get halt(): Halt | undefined {
		return this.#halt;
	}

	get conflicts(): SessionReport['conflicts'] {
		return this.#report.conflicts;
	}

	/** What the last run has left for people to see. */
	async load(): Promise<void> {
		await this.#report.load();
	}

	haltIs(halt: Halt | undefined): void {
		const {board, reporter} = this.#parts;
		if (halt) {
			board.patch({halt, phase: 'halted'});
			if (halt.message !== this.#halt?.message) {
				reporter.halted(halt);
			}
		} else if (this.#halt) {
			board.clear('halt');
		}

		this.#halt = halt;
		this.#report.haltIs(halt);
	}

	conflictsAre(conflicts: readonly Conflict[], line: Line): void {
		const {view, settings, reporter} = this.#parts;
		const open = attribute(conflicts, this.#report.conflicts, {local: settings.deviceName, remote: path => nameMaker(view.maker(path), line)});
		view.forgetMakers(open.map(({path, remotePath = path}) => remotePath));
		this.#report.conflictsAre(open);
		reporter.conflicts(open);
	}

	problemsAre(problems: readonly Problem[]): void {
		this.#parts.board.patch({problems});
		this.#report.problemsAre(problems);
	}

	inSyncAt(wallMilliseconds: number): void {
		this.#report.inSyncAt(wallMilliseconds);
	}

	/** Writes what a person would want to see now. */
	async save(): Promise<void> {
		await this.#report.save();
	}

	async close(): Promise<void> {
		await this.#report.close();
	}
}
