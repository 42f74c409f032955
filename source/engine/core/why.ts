import type {TreeNode} from './node.js';
import {whyChecks} from './why-checks.js';
import type {
	Explanation,
	VersionSight,
	WhyFacts,
	WhyStep,
} from './why-facts.js';
import type {WhyFinding} from './why-finding.js';

/**
Explains why a path is in the state that it is in: the way of a change step by step, up to the first step that it has not passed. Pure, so that
a screen beside a running session and a command without one give the same answer to the same facts.
*/
export function explain(facts: WhyFacts): Explanation {
	const {trail, end} = follow(facts);
	const {path, versions, wait, problems, conflict, session} = facts;
	const retry = retryOf(facts, end);
	return {
		path,
		status: end?.status ?? 'in-sync',
		verdict: end?.verdict ?? inSyncVerdict(facts),
		trail,
		versions: versionsOf(versions),
		problems,
		session: session.state,
		...(end?.fix !== undefined && {fix: end.fix}),
		...(end?.side !== undefined && {side: end.side}),
		...(wait && {wait}),
		...(retry && {retry}),
		...(conflict && {conflict: conflict.path}),
	};
}

/** Goes along the steps; what comes after the one that it ends at is not reached. */
function follow(facts: WhyFacts): {readonly trail: readonly WhyStep[]; readonly end: WhyFinding | undefined} {
	const trail: WhyStep[] = [];
	let end: WhyFinding | undefined;
	for (const {name, look} of whyChecks) {
		if (end) {
			trail.push({name, mark: 'not-reached', detail: 'not reached'});
			continue;
		}

		const {mark, detail, ...matter} = look(facts);
		trail.push({name, mark, detail});
		end = isEnd(matter) ? {mark, detail, ...matter} : undefined;
	}

	return {trail, end};
}

const isEnd = ({status}: Pick<WhyFinding, 'status'>) => status !== undefined;

function versionsOf({local, base, remote}: WhyFacts['versions']): Explanation['versions'] {
	return {
		...(local && {local: sightOf(local)}), ...(base && {base: sightOf(base)}), ...(remote && {remote: sightOf(remote)}),
	};
}

function inSyncVerdict({session: {state}, versions: {local}}: WhyFacts): string {
	const when = state === 'running' ? '' : ', as far as the last sync knows';
	return local?.kind === 'folder' ? `IN SYNC: the folder is on both sides${when}.` : `IN SYNC: both sides have the same version${when}.`;
}

function retryOf({session}: WhyFacts, end: WhyFinding | undefined): Explanation['retry'] {
	if (session.state === 'offline') {
		return session.retryInMilliseconds === undefined ? undefined : {inMilliseconds: session.retryInMilliseconds};
	}

	const {attempts, nextAttemptInMilliseconds} = session;
	return end?.status === 'problem' && attempts !== undefined && attempts > 0
		? {attempts, ...(nextAttemptInMilliseconds !== undefined && {inMilliseconds: nextAttemptInMilliseconds})}
		: undefined;
}

function sightOf(node: TreeNode): VersionSight {
	switch (node.kind) {
		case 'file': {
			return {
				kind: 'file', size: node.size, digest: node.digest, modifiedMilliseconds: Math.floor(node.modifiedMicroseconds / 1000),
			};
		}

		case 'symlink': {
			return {kind: 'symlink', target: node.target};
		}

		case 'folder': {
			return {kind: 'folder'};
		}
	}
}
