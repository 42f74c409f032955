import type {
	Operation,
	OperationResult,
	Problem,
	Side,
} from '../core/operation.js';
import {nameOf, type Path} from '../core/path.js';
import type {IgnoreRules} from '../disk/replica.js';
import type {Look} from './look.js';
import type {Reporter} from './reporter.js';
import {Unfinished} from './unfinished.js';

export type StepResultsOptions = {readonly reporter: Reporter; readonly rules: IgnoreRules};

/** What became of the steps of the passes: what is told, what is left undone, and which paths are worth a look before the next pass. */
export class StepResults {
	readonly #reporter: Reporter;
	readonly #rules: IgnoreRules;
	readonly #unfinished = new Unfinished();
	readonly #surprises = new Set<Path>();

	constructor({reporter, rules}: StepResultsOptions) {
		this.#reporter = reporter;
		this.#rules = rules;
	}

	/** What the last pass could not do. */
	get problems(): readonly Problem[] {
		return this.#unfinished.problems;
	}

	/** A disk has refused something that it may take at another time. */
	get isRefused(): boolean {
		return this.#unfinished.isRefused;
	}

	/** Steps have found something else than the plan, or have changed the rules that looks go by. */
	get hasSurprises(): boolean {
		return this.#surprises.size > 0;
	}

	/** What the last pass makes worth a look. */
	takeSurprises(): Look | undefined {
		const surprises = [...this.#surprises];
		this.#surprises.clear();
		return surprises.length === 0 ? undefined : surprises;
	}

	/** A pass begins. */
	begin(): void {
		this.#unfinished.begin();
	}

	failed(problem: Problem): void {
		this.#unfinished.add(problem);
		this.#reporter.problem(problem);
	}

	/** `isSpared`: its content did not have to travel. */
	add(side: Side, operation: Operation, told: OperationResult, isSpared: boolean): void {
		// Whoever carries a step out calls its own side local, and the server is somebody else's.
		const result: OperationResult = told.status === 'failed' ? {...told, problem: {...told.problem, side}} : told;
		this.#reporter.result(side, operation, result, isSpared);
		if (result.status === 'failed') {
			this.#unfinished.add(result.problem);
		}

		const obstacle = result.status === 'stale' ? this.#unfinished.stale(side, operation, result.reason) : undefined;
		if (obstacle) {
			this.#reporter.problem(obstacle);
		} else if (result.status === 'stale' || (side === 'local' && result.status === 'applied' && this.#changesRules(operation))) {
			for (const path of pathsOf(operation)) {
				this.#surprises.add(path);
			}
		}
	}

	/** Rule files are read by looks only, and our own writes ask for none. */
	#changesRules(operation: Operation): boolean {
		const isRuleFile = (path: Path) => this.#rules.fileNames?.includes(nameOf(path)) === true;
		return pathsOf(operation).some(path => isRuleFile(path)) || (operation.kind === 'move' && this.#rules.follow?.(operation.from, operation.path) === true);
	}
}

function pathsOf(operation: Operation): Path[] {
	return operation.kind === 'move' ? [operation.from, operation.path] : [operation.path];
}
