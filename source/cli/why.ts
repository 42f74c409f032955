import {relative} from 'node:path';
import type {Explanation, WhyMark, WhyStatus} from '../engine/core/why-facts.js';
import {FsyncError} from '../engine/fault.js';
import type {SessionRecord} from '../engine/session/session-store.js';
import {listSessions} from '../store/session-store.js';
import {formatBytes} from '../ui/text/bytes.js';
import {cleanText} from '../ui/text/clean-text.js';
import {formatRetry} from '../ui/text/retry.js';
import type {Context} from './context.js';
import {exitCode, type ExitCode} from './exit-codes.js';
import {isInside} from './folders.js';
import type {OutputOptions} from './invocation.js';
import {realPlace} from './kept-path.js';
import {askSession} from './questions.js';
import {explainFromStore} from './stored-answer.js';

/** Explains why a path is in the state that it is in: by the session that runs for it, else by what the last one has left and the disk. */
export async function runWhy(text: string, output: OutputOptions, context: Context): Promise<ExitCode> {
	const place = realPlace(text);
	const records = await sessionsAround(place, context);
	let worst: ExitCode = exitCode.inSync;
	for (const record of records) {
		const path = relative(record.folder, place).replaceAll('\\', '/');
		const explanation = await askSession(context.home, record.id, path) ?? await explainFromStore(record, path, context.home);
		context.report.result(textOf(explanation, record, output), {
			type: 'why', folder: record.folder, remote: record.remote, ...explanation,
		});
		worst = Math.max(worst, codes[explanation.status] ?? exitCode.inSync);
	}

	return worst;
}

/** The sessions of the innermost synced folder around a place. */
async function sessionsAround(place: string, {home}: Context): Promise<readonly SessionRecord[]> {
	const all = await listSessions(home);
	const around = all.filter(({folder}) => isInside(folder, place)).toSorted((a, b) => b.folder.length - a.folder.length);
	const [first] = around;
	if (!first) {
		throw new FsyncError('usage', `${cleanText(place)} lies in no folder that is synced on this machine: fsync-tui status lists them.`);
	}

	return around.filter(({folder}) => folder === first.folder);
}

const codes: Readonly<Partial<Record<WhyStatus, ExitCode>>> = {
	unknown: exitCode.usage,
	outside: exitCode.usage,
	conflict: exitCode.conflicts,
	unreadable: exitCode.problems,
	unsupported: exitCode.problems,
	'bad-name': exitCode.problems,
	'case-clash': exitCode.problems,
	held: exitCode.problems,
	problem: exitCode.problems,
	offline: exitCode.unreachable,
	halted: exitCode.halted,
};

const marks: Readonly<Record<'unicode' | 'ascii', Readonly<Record<WhyMark, string>>>> = {
	unicode: {
		passed: '✓', failed: '✗', waiting: '…', 'not-reached': '·',
	},
	ascii: {
		passed: '+', failed: 'x', waiting: '~', 'not-reached': '.',
	},
};

function textOf({path, verdict, fix, trail, versions, retry}: Explanation, {remote}: SessionRecord, {isAscii}: OutputOptions): string {
	const glyphs = marks[isAscii ? 'ascii' : 'unicode'];
	const state = (['local', 'base', 'remote'] as const).map(side => `${side} ${versionText(versions[side])}`).join(' '.repeat(3));
	return [
		`${cleanText(path === '' ? '.' : path)} (${cleanText(remote)})`,
		`  ${cleanText(verdict)}`,
		...(fix === undefined ? [] : [`  fix: ${cleanText(fix)}`]),
		...trail.map(({name, mark, detail}) => `    ${glyphs[mark]} ${name.padEnd(20)} ${cleanText(detail)}`),
		`  state: ${state}`,
		...(retry ? [`  ${formatRetry(retry)}`] : []),
	].join('\n');
}

function versionText(version: Explanation['versions']['local']): string {
	switch (version?.kind) {
		case undefined: {
			return '–';
		}

		case 'file': {
			return `${version.digest?.slice(0, 8) ?? ''} ${formatBytes(version.size ?? 0)}`;
		}

		case 'symlink': {
			return `link to ${cleanText(version.target ?? '')}`;
		}

		case 'folder': {
			return 'folder';
		}
	}
}
