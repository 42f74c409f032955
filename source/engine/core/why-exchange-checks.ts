import {sameContent, sameNode} from './node.js';
import {isWithin} from './path.js';
import type {ConflictReason} from './plan.js';
import type {SessionSight, WhyFacts} from './why-facts.js';
import {
	passed,
	spoken,
	type WhyCheck,
	type WhyFinding,
} from './why-finding.js';

/** The steps between the two sides, in order: what keeps a change that this side has seen from being the same on both. */
export const exchangeChecks: readonly WhyCheck[] = [
	{name: 'no conflict', look: checkConflict},
	{name: 'direction allowed', look: checkDirection},
	{name: 'session goes on', look: checkSession},
	{name: 'peer reachable', look: checkPeer},
	{name: 'no trouble', look: checkProblems},
	{name: 'same on both sides', look: checkSame},
];

/** Whether both sides have the same already: then nothing has to go anywhere. */
function isEqual({versions: {local, remote}}: WhyFacts): boolean {
	return local?.kind === 'folder' && remote?.kind === 'folder' ? true : sameNode(local, remote);
}

const conflictWords: Readonly<Record<ConflictReason, string>> = {
	'both-modified': 'both sides changed it',
	'both-created': 'both sides created it, each in its own way',
	kind: 'it is another kind of thing on each side',
	'link-target': 'the link points to different places',
	slot: 'two different files want this name',
	'mode-forbids': 'the direction of the session does not allow what would make both sides equal',
};

function checkConflict({path, conflict}: WhyFacts): WhyFinding {
	if (!conflict || conflict.reason === 'mode-forbids') {
		return passed('none');
	}

	const what = conflictWords[conflict.reason];
	if (isOwn(path, conflict)) {
		return {
			mark: 'failed', detail: what, status: 'conflict', verdict: `CONFLICT: ${what}. Both are kept as they are until somebody decides.`, fix: `fsync-tui conflicts resolve '${conflict.path}' --keep local|remote|both, or c on the screen.`,
		};
	}

	return {
		mark: 'failed', detail: `${conflict.path}: ${what}`, status: 'held', verdict: `HELD by the conflict at ${conflict.path}: ${what}.`, fix: 'Decide about that conflict first.',
	};
}

const isOwn = (path: string, conflict: NonNullable<WhyFacts['conflict']>) => [conflict.path, conflict.localPath, conflict.remotePath].includes(path);

/** What a session of one direction does not carry. */
function checkDirection(facts: WhyFacts): WhyFinding {
	const {mode, conflict} = facts;
	const refusal = mode === 'two-way' || isEqual(facts) ? undefined : refusalOf(facts);
	if (refusal === undefined && conflict?.reason !== 'mode-forbids') {
		return passed(mode);
	}

	return {
		mark: 'failed', detail: mode, status: 'mode', verdict: `NOT SYNCED: --mode ${mode} ${refusal ?? 'does not bring both sides together here'}.`, fix: 'Run the session with --mode two-way, or with a mirror mode.',
	};
}

function refusalOf({mode, versions: {local, base, remote}}: WhyFacts): string | undefined {
	const [source, target, word] = mode === 'push' ? [local, remote, 'here'] : [remote, local, 'there'];
	if (mode !== 'push' && mode !== 'pull') {
		return undefined;
	}

	if (source === undefined && target !== undefined) {
		return base === undefined ? `does not bring what is only ${mode === 'push' ? 'there' : 'here'}` : `does not delete what was deleted ${word}`;
	}

	return base !== undefined && sameContent(source, base) && !sameContent(target, base) ? `does not take back what was changed ${mode === 'push' ? 'there' : 'here'}` : undefined;
}

function checkSession(facts: WhyFacts): WhyFinding {
	const {session} = facts;
	if (isEqual(facts)) {
		return passed(session.state === 'running' ? 'running' : `${session.state}, and nothing waits for it`);
	}

	switch (session.state) {
		case 'running':
		case 'offline': {
			return passed('running');
		}

		case 'starting': {
			return {
				mark: 'waiting', detail: 'the session is starting', status: 'queued', verdict: 'WAITING: the session is starting.',
			};
		}

		case 'paused': {
			return {
				mark: 'failed', detail: 'paused', status: 'paused', verdict: 'HELD: the session is paused; nothing is sent or applied.', fix: 'p on its screen resumes it.',
			};
		}

		case 'halted': {
			return {
				mark: 'failed', detail: session.detail ?? 'halted', status: 'halted', verdict: `HELD: the session is halted for safety.${session.detail === undefined ? '' : ` ${session.detail}`}`, fix: 'fsync-tui halt shows what to decide.',
			};
		}

		case 'stopped': {
			return {
				mark: 'failed', detail: 'no session runs for this folder', status: 'stopped', verdict: 'NOT SYNCED YET: no session runs for this folder.', fix: 'Run fsync-tui for this folder.',
			};
		}
	}
}

function checkPeer(facts: WhyFacts): WhyFinding {
	const {session} = facts;
	if (isEqual(facts) || session.state !== 'offline') {
		return passed(session.state === 'running' ? 'yes' : 'nothing to send');
	}

	return {
		mark: 'failed', detail: session.detail ?? 'offline', status: 'offline', verdict: `QUEUED: the other side cannot be reached${whenAgain(session)}.`, ...(session.detail !== undefined && {fix: session.detail}),
	};
}

const whenAgain = ({retryInMilliseconds}: SessionSight) => retryInMilliseconds === undefined ? '' : `; the next attempt is in ${spoken(retryInMilliseconds)}`;

function checkProblems({path, problems, session}: WhyFacts): WhyFinding {
	const own = problems.find(problem => isWithin(problem.path, path));
	if (!own) {
		const inside = problems.length;
		return passed(inside === 0 ? 'none' : `none of its own; ${inside} below it`);
	}

	const next = session.nextAttemptInMilliseconds === undefined ? '' : ` Tried again in ${spoken(session.nextAttemptInMilliseconds)}.`;
	return {
		mark: 'failed', detail: `${own.code} (${own.side})`, status: 'problem', verdict: `NOT SYNCED (${own.code}, ${own.side}): ${own.message}${next}`, side: own.side,
	};
}

function checkSame(facts: WhyFacts): WhyFinding {
	const {transfer} = facts;
	if (transfer) {
		return {
			mark: 'waiting', detail: `${transfer.percent} % ${transfer.direction === 'up' ? 'sent' : 'received'}`, status: 'transferring', verdict: `ON ITS WAY: ${transfer.percent} % is ${transfer.direction === 'up' ? 'sent' : 'received'}.`,
		};
	}

	return isEqual(facts)
		? passed('yes')
		: {
			mark: 'waiting', detail: 'not yet', status: 'queued', verdict: 'QUEUED: the next pass carries it over.',
		};
}
