import type {Clock} from '../clock.js';
import {
	isWithin,
	pathFault,
	reservedName,
	type Path,
} from '../core/path.js';
import type {Problem} from '../core/operation.js';
import type {Conflict} from '../core/plan.js';
import {lookup, type Tree} from '../core/tree.js';
import {explain} from '../core/why.js';
import type {
	Explanation,
	IgnoreSight,
	SessionSight,
	WaitSight,
	WhyFacts,
} from '../core/why-facts.js';
import type {DiskReplica} from '../disk/assemble-replica.js';
import type {Inspection} from '../disk/inspect.js';
import type {IgnoreRules} from '../disk/replica.js';
import type {LocalSide} from './local-side.js';
import type {RemoteView} from './remote-view.js';
import type {Retry} from './retry.js';
import type {SessionState, Transfer} from './state.js';

export type ReasonsParts = {
	readonly replica: Pick<DiskReplica, 'inspect' | 'root'>;
	readonly local: Pick<LocalSide, 'tree' | 'rules' | 'writing'>;
	readonly view: Pick<RemoteView, 'tree'>;
	readonly syncing: {readonly ancestor: Tree};
	readonly retry: Pick<Retry, 'sight'>;
	readonly clock: Clock;
	readonly state: () => SessionState;
};

/** Explains paths from what a running session knows and the disk says now. Changes nothing, and reads no content. */
export class Reasons {
	readonly #parts: ReasonsParts;

	constructor(parts: ReasonsParts) {
		this.#parts = parts;
	}

	async why(path: Path): Promise<Explanation> {
		const {replica, local} = this.#parts;
		const place = placeOf(path);
		const {sight: disk} = place === 'outside' ? nothingSeen : await replica.inspect({path, ruleFiles: []});
		const state = this.#parts.state();
		const versions = this.#versions(path);
		const wait = this.#waitOf(state.pending, path);
		const transfer = transferOf(state.transfers, path);
		return explain({
			path,
			root: replica.root,
			place,
			disk,
			versions,
			ignored: ignoredBy(local.rules, path, {disk, versions}),
			isGrowing: local.writing.includes(path),
			mode: state.mode,
			session: this.#sessionSight(state),
			...troubleAt(state, path),
			...(wait && {wait}),
			...(transfer && {transfer}),
		});
	}

	#versions(path: Path): WhyFacts['versions'] {
		const {local, syncing, view} = this.#parts;
		return {local: lookup(local.tree, path), base: lookup(syncing.ancestor, path), remote: lookup(view.tree, path)};
	}

	#waitOf(pending: SessionState['pending'], path: Path): WaitSight | undefined {
		const change = pending.slice(0).find(waiting => isWithin(waiting.path, path));
		if (!change) {
			return undefined;
		}

		const now = this.#parts.clock.monotonicMilliseconds();
		const {edits, sinceMilliseconds, deadlineMilliseconds, ceilingMilliseconds} = change;
		return {
			edits,
			sinceMilliseconds: now - sinceMilliseconds,
			quietInMilliseconds: Math.max(0, deadlineMilliseconds - now),
			ceilingInMilliseconds: Math.max(0, ceilingMilliseconds - now),
		};
	}

	#sessionSight({phase, halt, lastError, retryAtMilliseconds}: SessionState): SessionSight {
		const {attempts, inMilliseconds} = this.#parts.retry.sight;
		const state = phase === 'halted' || halt ? 'halted' : sessionStates[phase];
		const detail = halt?.message ?? (state === 'offline' ? lastError : undefined);
		return {
			state,
			...(detail !== undefined && {detail}),
			...(retryAtMilliseconds !== undefined && {retryInMilliseconds: Math.max(0, retryAtMilliseconds - this.#parts.clock.monotonicMilliseconds())}),
			...(attempts > 0 && {attempts}),
			...(inMilliseconds !== undefined && {nextAttemptInMilliseconds: inMilliseconds}),
		};
	}
}

/** Of what lies outside nothing is looked at. */
export const nothingSeen: Inspection = {sight: {kind: 'absent'}, rules: []};

const sessionStates: Readonly<Record<SessionState['phase'], SessionSight['state']>> = {
	starting: 'starting', scanning: 'starting', connecting: 'offline', syncing: 'running', live: 'running', paused: 'paused', offline: 'offline', held: 'paused', halted: 'halted', stopped: 'stopped',
};

/** What the path is to a sync, by its text alone. */
export function placeOf(path: Path): WhyFacts['place'] {
	if (path === reservedName || path.startsWith(`${reservedName}/`)) {
		return 'reserved';
	}

	return path === '' || !(pathFault(path) ?? '').includes('has the component') ? 'inside' : 'outside';
}

type Sights = Pick<WhyFacts, 'disk' | 'versions'>;

export function ignoredBy(rules: IgnoreRules, path: Path, {disk, versions: {local, remote}}: Sights): IgnoreSight {
	const isFolder = [disk.kind, local?.kind, remote?.kind].find(kind => kind !== undefined && kind !== 'absent' && kind !== 'hidden') === 'folder';
	return path === '' || !rules.explain ? {ignored: false, rules: 0} : rules.explain(path, isFolder);
}

/** What there is of trouble with a path, with the folders above it, and below it; and the conflict that it is in, else the one of a folder above it. */
export function troubleAt({problems = [], conflicts}: {readonly problems?: readonly Problem[]; readonly conflicts: readonly Conflict[]}, path: Path): Pick<WhyFacts, 'problems' | 'conflict'> {
	const conflict = conflicts.find(one => [one.path, one.localPath, one.remotePath].includes(path)) ?? conflicts.find(one => isWithin(one.path, path));
	return {problems: problems.filter(problem => isWithin(problem.path, path) || isWithin(path, problem.path)), ...(conflict && {conflict})};
}

function transferOf(transfers: readonly Transfer[], path: Path): WhyFacts['transfer'] {
	const transfer = transfers.find(one => one.path === path);
	return transfer && {direction: transfer.direction, percent: transfer.size === 0 ? 0 : Math.floor((transfer.sentBytes + transfer.reusedBytes) / transfer.size * 100)};
}
