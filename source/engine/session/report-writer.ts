import type {Problem} from '../core/operation.js';
import {haltMark} from '../core/verdict.js';
import type {Halt} from './state.js';
import type {ReportedHalt, SessionReport, SessionStore} from './session-store.js';

/** Paths of a halt that are written down one by one. */
const pathsReported = 1000;

/** The same of problems. */
const problemsReported = 1000;

/** Keeps what the commands beside a session show: written at once when a person would want to see it, the rest at the end. */
export class ReportWriter {
	readonly #store: Pick<SessionStore, 'loadReport' | 'saveReport'>;
	#report: SessionReport = {conflicts: []};
	#written = '';

	constructor(store: Pick<SessionStore, 'loadReport' | 'saveReport'>) {
		this.#store = store;
	}

	get conflicts(): SessionReport['conflicts'] {
		return this.#report.conflicts;
	}

	/** What the last run has left. */
	async load(): Promise<void> {
		this.#report = await this.#store.loadReport();
		this.#written = keyOf(this.#report);
	}

	conflictsAre(conflicts: SessionReport['conflicts']): void {
		this.#report = {...this.#report, conflicts};
	}

	haltIs(halt: Halt | undefined): void {
		const {halt: _, ...rest} = this.#report;
		this.#report = halt ? {...rest, halt: reported(halt)} : rest;
	}

	problemsAre(problems: readonly Problem[]): void {
		this.#report = {...this.#report, problems: problems.slice(0, problemsReported)};
	}

	inSyncAt(inSyncMilliseconds: number): void {
		this.#report = {...this.#report, inSyncMilliseconds};
	}

	/** Writes it if a person would want to see the difference. */
	async save(): Promise<void> {
		const key = keyOf(this.#report);
		if (key === this.#written) {
			return;
		}

		this.#written = key;
		await this.#store.saveReport(this.#report);
	}

	async close(): Promise<void> {
		await this.#store.saveReport(this.#report);
	}
}

function keyOf({conflicts, halt, problems = []}: SessionReport): string {
	return JSON.stringify([problems.map(({path, side, code}) => [path, side, code]), conflicts.map(({path, reason, local, remote}) => [path, reason, versionOf(local), versionOf(remote)]), halt]);
}

function versionOf(node: SessionReport['conflicts'][number]['local']): string | undefined {
	return node?.kind === 'file' ? node.digest : node?.kind;
}

function reported(halt: Halt): ReportedHalt {
	const {code, message, paths} = halt;
	const mark = haltMark(halt);
	return {
		code, message, count: paths.length, paths: paths.slice(0, pathsReported), ...(mark !== undefined && {mark}),
	};
}
