import type {Operation} from '../engine/core/operation.js';
import type {Plan} from '../engine/core/plan.js';
import type {EngineEvent, PlanCounts} from '../engine/session/state.js';
import {formatBytes} from '../ui/text/bytes.js';
import {cleanText} from '../ui/text/clean-text.js';
import {formatCounted, formatPercent} from '../ui/text/count.js';
import {describeOperation} from './describe-operation.js';
import type {OutputOptions} from './invocation.js';

type Verbosity = OutputOptions['verbosity'];
type Writer<Type extends EngineEvent['type']> = (event: Extract<EngineEvent, {type: Type}>, clean: (text: string) => string) => readonly string[];

/** Smaller transfers are over before anybody reads that they have begun. */
const worthMilestonesBytes = 8 * 1024 * 1024;

function countWords(counts: PlanCounts): string {
	const words = (['created', 'modified', 'moved', 'deleted'] as const)
		.filter(name => counts[name] > 0)
		.map(name => `${counts[name]} ${name}`);
	return words.length === 0 ? 'nothing' : words.join(', ');
}

const seconds = (value: number) => `${value.toFixed(1)} s`;

const inviteLines = (invite: string) => [`invite: ${invite}`, 'On the other machine: fsync-tui FOLDER \'INVITE\'. The line pairs one device, once.'];

/** What each event is in words. Names of paths and peers come from disks and peers, so they pass `clean`. */
const writers: {readonly [Type in EngineEvent['type']]: Writer<Type>} = {
	listening: ({host, port, device, invite}) => [
		`listening: ${host}:${port}, device ${device}`,
		...(invite === undefined ? [] : inviteLines(invite)),
	],
	invite: ({invite}) => inviteLines(invite),
	connected: ({name, address, share}, clean) => [`connected: ${clean(name)} at ${clean(address)}, share ${clean(share)}`],
	disconnected: ({reason, retryMilliseconds}, clean) => [
		`disconnected: ${clean(reason)}${retryMilliseconds === undefined ? '' : ` Next attempt in ${seconds(retryMilliseconds / 1000)}.`}`,
	],
	scanned: ({side, files, folders, bytes, hashedFiles, seconds: duration}) => [
		`scanned: ${side}, ${formatCounted(files, 'file')} in ${formatCounted(folders, 'folder')}, ${formatBytes(bytes)}, ${hashedFiles} read, ${seconds(duration)}`,
	],
	planned: ({local, remote, conflicts}) => [
		`planned: local ${countWords(local)}; remote ${countWords(remote)}${conflicts === 0 ? '' : `; ${formatCounted(conflicts, 'conflict')}`}`,
	],
	transfer: ({path, direction, size, sentBytes, reusedBytes}, clean) => [
		`${direction === 'up' ? 'sending' : 'receiving'}: ${clean(path)}, ${formatPercent(sentBytes + reusedBytes, size)} of ${formatBytes(size)}, ${formatBytes(reusedBytes)} reused`,
	],
	applied: ({path, operation, side, from}, clean) => [`${operation} on ${side}: ${from === undefined ? '' : `${clean(from)} to `}${clean(path)}`],
	conflict: ({path, message}, clean) => [`conflict: ${clean(path)}: ${clean(message)}`],
	notice: ({path, message}, clean) => [`notice: ${clean(path)}: ${clean(message)}`],
	problem: ({path, side, message}, clean) => [`problem on ${side}: ${clean(path)}: ${clean(message)}`],
	'ignore-changed': ({message}, clean) => [`ignoring: ${clean(message)}`],
	'plan-held': ({steps, local, remote, travelBytes}) => [
		`plan held: ${formatCounted(steps, 'step')}: local ${countWords(local)}; remote ${countWords(remote)}; ${formatBytes(travelBytes)} would travel at most`,
	],
	halted: ({message, paths}, clean) => [`halted: ${clean(message)}`, ...paths.slice(0, 10).map(path => `  ${clean(path)}`), ...(paths.length > 10 ? [`  and ${paths.length - 10} more`] : [])],
	'in-sync': ({generation, conflicts, problems}) => [
		`in sync: generation ${generation}${conflicts === 0 ? '' : `, ${formatCounted(conflicts, 'conflict')} held`}${problems === 0 ? '' : `, ${formatCounted(problems, 'problem')}`}`,
	],
	summary: summary => [
		`summary: local ${countWords(summary.local)}; remote ${countWords(summary.remote)}; ${formatCounted(summary.conflicts, 'conflict')}, ${formatCounted(summary.problems, 'problem')}`,
		`summary: sent ${formatBytes(summary.wireSentBytes)}, received ${formatBytes(summary.wireReceivedBytes)}; content ${formatBytes(summary.literalBytes)} travelled, ${formatBytes(summary.reusedBytes)} reused; ${seconds(summary.seconds)}`,
	],
};

const alwaysShown = new Set<EngineEvent['type']>(['conflict', 'problem', 'plan-held', 'halted']);
const onlyVerbose = new Set<EngineEvent['type']>(['scanned', 'planned']);

function isShown(type: EngineEvent['type'], verbosity: Verbosity): boolean {
	return verbosity === 'verbose' || alwaysShown.has(type) || (verbosity === 'normal' && !onlyVerbose.has(type));
}

/** The steps of a dry run, one line each: renames as renames. */
function planLines(plan: Plan, clean: (text: string) => string): string[] {
	const line = (side: string) => (operation: Operation) => {
		const step = describeOperation(operation);
		const name = step.from === undefined ? clean(step.path) : `${clean(step.from)} to ${clean(step.path)}`;
		return `would be ${step.operation} on ${side}: ${step.kind} ${name}${step.size === undefined ? '' : ` (${formatBytes(step.size)})`}`;
	};

	return [
		...plan.local.map(operation => line('local')(operation)),
		...plan.remote.map(operation => line('remote')(operation)),
	];
}

export type PlainLines = (event: EngineEvent) => readonly string[];

export type PlainOptions = {readonly verbosity: Verbosity; readonly isAscii: boolean; readonly isDryRun: boolean};

/** Turns events into calm readable lines: words, no glyphs, and of a transfer only each quarter. */
export function createPlainLines({verbosity, isAscii, isDryRun}: PlainOptions): PlainLines {
	const clean = (text: string) => cleanText(text, isAscii);
	const milestones = createMilestones();
	return event => {
		if (event.type === 'planned' && isDryRun) {
			return [...(event.plan ? planLines(event.plan, clean) : []), ...writers.planned(event, clean)];
		}

		if ((event.type === 'transfer' && !milestones(event)) || !isShown(event.type, verbosity)) {
			return [];
		}

		const write = writers[event.type] as Writer<EngineEvent['type']>;
		return write(event, clean);
	};
}

/** Says whether a transfer has come to its next quarter. */
function createMilestones(): (event: Extract<EngineEvent, {type: 'transfer'}>) => boolean {
	const reached = new Map<string, number>();
	return ({path, direction, size, sentBytes, reusedBytes}) => {
		if (size < worthMilestonesBytes) {
			return false;
		}

		const key = `${direction} ${path}`;
		const quarter = Math.floor((sentBytes + reusedBytes) * 4 / size);
		const isNew = quarter > (reached.get(key) ?? 0);
		if (quarter >= 4) {
			reached.delete(key);
		} else if (isNew) {
			reached.set(key, quarter);
		}

		return isNew;
	};
}
