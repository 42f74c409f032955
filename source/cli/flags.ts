import {basename, resolve} from 'node:path';
import type {Retention} from '../engine/disk/trash-tidy.js';
import {FsyncError} from '../engine/fault.js';
import {
	defaultPort,
	defaultShare,
	parseListen,
	parseShare,
	shareNameFor,
} from './address.js';
import type {
	Invocation,
	OutputOptions,
	ShareSetting,
	SyncSettings,
	Tuning,
} from './invocation.js';
import {
	parseChoice,
	parseDays,
	parseMilliseconds,
	parsePlanLimit,
	parseRate,
	parseSize,
} from './quantity.js';
import {parseRemote} from './remote.js';

/** The main command's options as commander hands them out: texts, switches and lists, not looked at yet. */
export type RawFlags = {
	readonly once?: true;
	readonly watch?: true;
	readonly json?: true;
	readonly plain?: true;
	readonly dryRun?: true;
	readonly mode?: string;
	readonly prefer?: string;
	readonly debounce?: string;
	readonly debounceMax?: string;
	readonly ignore?: readonly string[];
	readonly gitignore?: true;
	readonly limit?: string;
	readonly yesDelete?: true;
	readonly restoreDeleted?: true;
	readonly askAbove?: string;
	readonly merge?: boolean;
	readonly chunking?: string;
	readonly server?: true | string;
	readonly listen?: string;
	readonly share?: readonly string[];
	readonly readOnly?: true;
	readonly demo?: true;
	readonly quiet?: true;
	readonly verbose?: true;
	readonly logFile?: string;
	readonly color?: boolean;
	readonly ascii?: true;
	readonly fps?: string;
	readonly keepDays?: string;
	readonly trashLimit?: string;
};

type Flag = keyof RawFlags;

const clientFlags: readonly Flag[] = ['once', 'watch', 'dryRun', 'mode', 'prefer', 'ignore', 'gitignore', 'limit', 'yesDelete', 'restoreDeleted', 'askAbove', 'merge'];
const serverFlags: readonly Flag[] = ['listen', 'share', 'readOnly'];
const syncFlags: readonly Flag[] = [...clientFlags, ...serverFlags, 'server', 'debounce', 'debounceMax', 'chunking', 'keepDays', 'trashLimit'];
const exclusive: ReadonlyArray<readonly [Flag, Flag]> = [['once', 'watch'], ['dryRun', 'watch'], ['json', 'plain'], ['quiet', 'verbose'], ['yesDelete', 'restoreDeleted']];

const nameOfFlag = (flag: Flag) => `--${flag.replaceAll(/[A-Z]/gv, letter => `-${letter.toLowerCase()}`)}`;

function refuse(flags: RawFlags, unwanted: readonly Flag[], reason: string): void {
	const found = unwanted.find(flag => flags[flag] !== undefined);
	if (found !== undefined) {
		throw new FsyncError('usage', `${nameOfFlag(found)} ${reason}.`);
	}
}

export function readOutput(flags: RawFlags): OutputOptions {
	for (const [one, other] of exclusive) {
		if (flags[one] === true && flags[other] === true) {
			throw new FsyncError('usage', `${nameOfFlag(one)} and ${nameOfFlag(other)} exclude each other: give one of them.`);
		}
	}

	return {
		format: flags.json ? 'json' : (flags.plain ? 'plain' : 'auto'),
		verbosity: flags.quiet ? 'quiet' : (flags.verbose ? 'verbose' : 'normal'),
		...(flags.logFile !== undefined && {logFile: flags.logFile}),
		hasColor: flags.color !== false,
		isAscii: flags.ascii === true,
		...(flags.fps !== undefined && {fps: parseFps(flags.fps)}),
	};
}

const mostFps = 60;

function parseFps(text: string): number {
	const fps = Number(text);
	if (!(Number.isSafeInteger(fps) && fps >= 1 && fps <= mostFps)) {
		throw new FsyncError('usage', `--fps takes a whole number from 1 to ${mostFps}, not '${text}'.`);
	}

	return fps;
}

const defaultQuietMilliseconds = 300;
const defaultCeilingMilliseconds = 3000;

function readRetention({keepDays, trashLimit}: RawFlags): Partial<Retention> {
	return {
		...(keepDays !== undefined && {keepDays: parseDays('--keep-days', keepDays)}),
		...(trashLimit !== undefined && {limitBytes: parseSize('--trash-limit', trashLimit)}),
	};
}

function readTuning(flags: RawFlags): Tuning {
	const quietMilliseconds = flags.debounce === undefined ? defaultQuietMilliseconds : parseMilliseconds('--debounce', flags.debounce);
	const ceilingMilliseconds = flags.debounceMax === undefined
		? Math.max(defaultCeilingMilliseconds, quietMilliseconds)
		: parseMilliseconds('--debounce-max', flags.debounceMax);
	if (ceilingMilliseconds < quietMilliseconds) {
		throw new FsyncError('usage', `--debounce-max (${ceilingMilliseconds}) is the ceiling of --debounce (${quietMilliseconds}): give at least as much.`);
	}

	return {
		quietMilliseconds,
		ceilingMilliseconds,
		chunking: parseChoice('--chunking', flags.chunking ?? 'fastcdc', ['fastcdc', 'fixed']),
		...((flags.keepDays ?? flags.trashLimit) !== undefined && {retention: readRetention(flags)}),
	};
}

function readRun(flags: RawFlags): SyncSettings['run'] {
	if (flags.dryRun) {
		return 'plan';
	}

	if (flags.once) {
		return 'once';
	}

	return flags.watch ? 'watch' : 'screen';
}

function readSettings(flags: RawFlags): SyncSettings {
	return {
		...readTuning(flags),
		run: readRun(flags),
		mode: parseChoice('--mode', flags.mode ?? 'two-way', ['two-way', 'push', 'pull', 'mirror-push', 'mirror-pull']),
		prefer: parseChoice('--prefer', flags.prefer ?? 'hold', ['hold', 'local', 'remote', 'both']),
		ignorePatterns: flags.ignore ?? [],
		useGitignore: flags.gitignore === true,
		...(flags.limit !== undefined && {limitBytesPerSecond: parseRate('--limit', flags.limit)}),
		acceptDeletions: flags.yesDelete === true,
		restoreDeletions: flags.restoreDeleted === true,
		...(flags.askAbove !== undefined && {askAbove: parsePlanLimit('--ask-above', flags.askAbove)}),
		...(flags.merge !== undefined && {isMerging: flags.merge}),
	};
}

function readShares(flags: RawFlags): readonly ShareSetting[] {
	const named = (flags.share ?? []).map(text => parseShare(text));
	const root = typeof flags.server === 'string' ? flags.server : undefined;
	const shares = root === undefined ? named : [{name: shareNameFor(basename(resolve(root))), path: root}, ...named];
	if (shares.length === 0) {
		throw new FsyncError('usage', '--server needs a folder to serve: fsync-tui --server FOLDER, or --share NAME=PATH.');
	}

	const twice = shares.find((share, index) => shares.findIndex(other => other.name === share.name) !== index);
	if (twice) {
		throw new FsyncError('usage', `Two shares are called '${twice.name}': give each its own name with --share NAME=PATH.`);
	}

	// `host:port` alone means the share `default`: the first one unless another one carries that name.
	return shares.toSorted((a, b) => Number(b.name === defaultShare) - Number(a.name === defaultShare));
}

function readServer(flags: RawFlags, operands: readonly string[]): Invocation {
	refuse(flags, clientFlags, 'does not go with --server; it belongs to the client');
	if (operands.length > 0) {
		throw new FsyncError('usage', `--server takes one folder: put '${operands[0]}' into --share NAME=PATH.`);
	}

	return {
		command: 'serve',
		listen: parseListen(flags.listen ?? `0.0.0.0:${defaultPort}`),
		shares: readShares(flags),
		isReadOnly: flags.readOnly === true,
		tuning: readTuning(flags),
		output: readOutput(flags),
	};
}

/** What the main command (no subcommand) is asked to do; throws `FsyncError` `usage`. */
export function readMain(flags: RawFlags, operands: readonly string[]): Invocation {
	if (flags.demo) {
		refuse(flags, syncFlags, 'does not go with --demo');
		if (operands.length > 0) {
			throw new FsyncError('usage', '--demo makes its own folders: leave out the folder.');
		}

		return {command: 'demo', output: readOutput(flags)};
	}

	if (flags.server !== undefined) {
		return readServer(flags, operands);
	}

	refuse(flags, serverFlags, 'goes with --server');
	const [folder, remote] = operands;
	return {
		command: 'sync',
		...(folder !== undefined && {folder}),
		...(remote !== undefined && {remote: parseRemote(remote)}),
		settings: readSettings(flags),
		...(flags.mode !== undefined && {isModeGiven: true}),
		output: readOutput(flags),
	};
}
