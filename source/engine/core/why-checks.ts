import {nameOf} from './path.js';
import type {Problem, ProblemCode} from './operation.js';
import type {DiskSight, WhyFacts} from './why-facts.js';
import {
	passed,
	problemOf,
	spoken,
	type WhyCheck,
	type WhyFinding,
} from './why-finding.js';
import {exchangeChecks} from './why-exchange-checks.js';

/** The steps in the order in which a change takes them: those on this side's disk, and those between the sides. */
export const whyChecks: readonly WhyCheck[] = [
	{name: 'inside root', look: checkPlace},
	{name: 'known', look: checkKnown},
	{name: 'not ignored', look: checkIgnored},
	{name: 'name usable', look: checkName},
	{name: 'type supported', look: checkType},
	{name: 'quiet', look: checkQuiet},
	{name: 'readable', look: checkReadable},
	{name: 'scanned', look: checkScanned},
	...exchangeChecks,
];

function checkPlace({place, root, path}: WhyFacts): WhyFinding {
	switch (place) {
		case 'inside': {
			return passed(root);
		}

		case 'outside': {
			return {
				mark: 'failed',
				detail: `not in ${root}`,
				status: 'outside',
				verdict: 'NOT SYNCED: it lies outside of the synced folder.',
				fix: 'fsync-tui status lists the folders that are synced.',
			};
		}

		case 'reserved': {
			return {
				mark: 'failed',
				detail: `${path} is fsync-tui's own`,
				status: 'reserved',
				verdict: 'NEVER SYNCED: fsync-tui keeps its marker, stage and trash here.',
			};
		}
	}
}

function checkKnown({disk, versions: {local, base, remote}, wait, conflict, problems}: WhyFacts): WhyFinding {
	const isHere = disk.kind !== 'absent';
	if (isHere) {
		return passed(disk.kind === 'hidden' ? 'something may be there' : described(disk));
	}

	if (local ?? base ?? remote ?? wait ?? conflict) {
		return passed('nothing stands here now');
	}

	return problems.length > 0
		? passed('nothing stands here now, but there was trouble with it')
		: {
			mark: 'failed',
			detail: 'not here, not on the other side, not in the base',
			status: 'unknown',
			verdict: 'UNKNOWN: nothing stands at this path, and neither side has had it.',
			fix: 'Look at the spelling: upper and lower case count.',
		};
}

function described({kind, ...disk}: Exclude<DiskSight, {kind: 'absent' | 'hidden'}>): string {
	switch (kind) {
		case 'file': {
			return disk.links === 1 ? 'regular file' : `regular file, ${disk.links} hard links`;
		}

		case 'folder': {
			return 'folder';
		}

		case 'symlink': {
			return 'symbolic link';
		}

		case 'other': {
			return 'pipe, socket or device';
		}
	}
}

function checkIgnored({path, ignored}: WhyFacts): WhyFinding {
	if (!ignored.ignored) {
		return passed(ignored.rules === 0 ? 'there are no rules' : `no match in ${ignored.rules} ${ignored.rules === 1 ? 'rule' : 'rules'}`);
	}

	const {file, line, pattern} = ignored;
	const where = file === undefined ? `--ignore ${pattern}` : `${file}:${line}`;
	const what = ignored.path === path ? '' : `its folder ${ignored.path} is left out by `;
	return {
		mark: 'failed',
		detail: `${what}${where}: ${pattern}`,
		status: 'ignored',
		verdict: `IGNORED: ${what}${file === undefined ? where : `line ${line} of ${file}: ${pattern}`}`,
		fix: file === undefined ? 'Run the session without that --ignore.' : `Take that line out, or add the line !${ignored.path === path ? nameOf(path) : `${nameOf(ignored.path)}/`} below it.`,
	};
}

const nameCodes: ReadonlySet<ProblemCode> = new Set(['not-utf8', 'bad-name', 'too-deep', 'case-clash']);
const typeCodes: ReadonlySet<ProblemCode> = new Set(['special-file', 'other-device', 'unsafe-link']);
const readCodes: ReadonlySet<ProblemCode> = new Set(['unreadable', 'io']);

function checkName(facts: WhyFacts): WhyFinding {
	const problem = problemOf(facts, nameCodes);
	if (!problem) {
		return passed('can be had on both sides');
	}

	const isClash = problem.code === 'case-clash';
	return {
		mark: 'failed',
		detail: problem.message,
		status: isClash ? 'case-clash' : 'bad-name',
		verdict: isClash
			? `NOT SYNCED: another name differs from it only in case or form, and the ${problem.side} side cannot keep both.`
			: `NOT SYNCED: the ${problem.side} side cannot have this name.`,
		fix: isClash ? 'Rename one of them.' : 'Rename it.',
		side: problem.side,
	};
}

function checkType(facts: WhyFacts): WhyFinding {
	const problem = problemOf(facts, typeCodes);
	if (facts.disk.kind === 'other' || problem?.code === 'special-file') {
		return {
			mark: 'failed',
			detail: 'pipe, socket or device',
			status: 'unsupported',
			verdict: 'NOT SYNCED: a pipe, socket or device cannot be synced.',
			fix: `Add ${nameOf(facts.path)} to .fsyncignore.`,
		};
	}

	return problem
		? {
			mark: 'failed', detail: problem.message, status: 'unsupported', verdict: `NOT SYNCED: ${problem.message}`, side: problem.side,
		}
		: passed('file, folder or link');
}

function checkQuiet({wait, isGrowing, session: {state}}: WhyFacts): WhyFinding {
	if (wait && (state === 'running' || state === 'starting')) {
		const {edits, quietInMilliseconds, ceilingInMilliseconds} = wait;
		return {
			mark: 'waiting',
			detail: `${edits} ${edits === 1 ? 'edit' : 'edits'} so far, quiet in ${spoken(quietInMilliseconds)}, at the latest in ${spoken(ceilingInMilliseconds)}`,
			status: 'waiting',
			verdict: `WAITING for quiet: it goes in ${spoken(quietInMilliseconds)} if nothing more happens, in ${spoken(ceilingInMilliseconds)} at the latest.`,
			fix: 's on the screen sends it now.',
		};
	}

	return isGrowing
		? {
			mark: 'waiting', detail: 'it changed while it was read', status: 'growing', verdict: 'WAITING: somebody is writing it; it is looked at again and again.', fix: 'Wait until the program that writes it is done.',
		}
		: passed('nobody has touched it just now');
}

const octal = (mode: number) => mode.toString(8).padStart(4, '0');

function checkReadable(facts: WhyFacts): WhyFinding {
	const {disk, path} = facts;
	const problem = problemOf(facts, readCodes);
	if (problem && problem.path !== path) {
		return {
			mark: 'failed', detail: `${problem.path}: ${problem.message}`, status: 'held', verdict: `HELD: its folder ${problem.path} cannot be read, so nothing in it is touched on either side.`, fix: `chmod u+rx '${problem.path}'`, side: problem.side,
		};
	}

	const fault = disk.kind === 'absent' ? undefined : disk.fault;
	return fault === undefined && !problem ? passed(modeText(disk)) : unreadable(facts, fault, problem);
}

function modeText(disk: DiskSight): string {
	if (disk.kind === 'absent') {
		return 'nothing to read';
	}

	return disk.kind === 'hidden' ? 'mode unknown' : `mode ${octal(disk.mode)}`;
}

/** One of the two is there: what the disk says now, or what the session has met. */
function unreadable({disk, path}: WhyFacts, fault: string | undefined, problem: Problem | undefined): WhyFinding {
	const code = fault ?? problem?.code ?? '';
	const isPermission = ['EACCES', 'EPERM', 'unreadable'].includes(code);
	const flag = disk.kind === 'folder' ? 'rx' : 'r';
	return {
		mark: 'failed',
		detail: fault === undefined ? problem?.message ?? '' : `open: ${fault}, ${modeText(disk)}`,
		status: 'unreadable',
		verdict: `NOT SYNCED: it cannot be read (${code}); it is left as it is on both sides.`,
		...(isPermission && {fix: `chmod u+${flag} '${path}', or add it to .fsyncignore.`}),
		side: problem?.side ?? 'local',
	};
}

/** Whether the disk still says what the last scan has seen. */
function checkScanned({disk, versions: {local}, session: {state}}: WhyFacts): WhyFinding {
	const isSame = local === undefined ? disk.kind === 'absent' : isAsScanned(disk, local);
	if (isSame) {
		return passed(local?.kind === 'file' ? `${local.digest.slice(0, 8)}, ${local.size} bytes` : 'as the last scan has seen it');
	}

	return {
		mark: 'waiting', detail: 'it differs from what the last scan has seen', ...changed[state],
	};
}

const changed: Readonly<Record<WhyFacts['session']['state'], Required<Pick<WhyFinding, 'status' | 'verdict' | 'fix'>>>> = {
	stopped: {status: 'changed', verdict: 'CHANGED since the last sync: no session runs for this folder.', fix: 'Run fsync-tui for this folder.'},
	starting: {status: 'changed', verdict: 'CHANGED: the session is about to look at the folder.', fix: 'Wait for the first scan.'},
	running: {status: 'changed', verdict: 'CHANGED: the next look at the folder finds it.', fix: 's on the screen looks at once.'},
	paused: {status: 'paused', verdict: 'HELD: it has changed, and the session is paused; nothing is sent or applied.', fix: 'p on its screen resumes it.'},
	offline: {status: 'offline', verdict: 'QUEUED: it has changed, and the other side cannot be reached.', fix: 'It goes as soon as there is a connection again.'},
	halted: {status: 'halted', verdict: 'HELD: it has changed, and the session is halted for safety.', fix: 'fsync-tui halt shows what to decide.'},
};

function isAsScanned(disk: DiskSight, node: NonNullable<WhyFacts['versions']['local']>): boolean {
	return disk.kind === node.kind ? node.kind !== 'file' || (disk.size === node.size && Math.floor(disk.modifiedMilliseconds) === Math.floor(node.modifiedMicroseconds / 1000)) : false;
}
