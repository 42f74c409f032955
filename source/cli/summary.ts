import {hostname} from 'node:os';
import {basename} from 'node:path';
import type {PlanSide} from '../engine/core/plan-summary.js';
import type {ServerState, SessionState, Totals} from '../engine/session/state.js';
import {formatBytes} from '../ui/text/bytes.js';
import {cleanText} from '../ui/text/clean-text.js';
import {formatCounted, formatPercent} from '../ui/text/count.js';

const phaseWords: Partial<Record<SessionState['phase'], string>> = {halted: 'halted for safety', offline: 'the other side was out of reach'};

function standing({phase, conflicts, problems, pending, lastInSyncMilliseconds}: SessionState): string {
	const open = [
		...(conflicts.length > 0 ? [`${formatCounted(conflicts.length, 'conflict')} held`] : []),
		...(problems.length > 0 ? [formatCounted(problems.length, 'problem')] : []),
		...(pending.length > 0 ? [`${formatCounted(pending.length, 'change')} not sent yet`] : []),
	];
	const word = phaseWords[phase] ?? (lastInSyncMilliseconds === undefined ? 'not in sync yet' : 'in sync');
	return open.length === 0 ? word : `${word}; ${open.join(', ')}`;
}

const countsOf = ({created, modified, moved, deleted}: Totals) => `${created} created, ${modified} modified, ${moved} moved, ${deleted} deleted`;

/** Three lines for the normal screen after the session's screen has gone. */
export function sessionSummary(state: SessionState): readonly string[] {
	const {totals, tree} = state;
	const content = totals.reusedBytes + totals.literalBytes;
	const reused = content === 0 ? '' : `, ${formatPercent(totals.reusedBytes, content)} of the content reused`;
	return [
		`${cleanText(basename(state.folder))} and ${cleanText(state.remote)}: ${standing(state)}`,
		`${formatCounted(tree.files, 'file')}, ${formatBytes(tree.bytes)}; ${countsOf(totals)}`,
		`sent ${formatBytes(totals.wireSentBytes)}, received ${formatBytes(totals.wireReceivedBytes)}${reused}`,
	];
}

/** What a dry run has found, for the normal screen. */
export function planSummary({folder, remote, plan, halt}: SessionState): readonly string[] {
	const names = `${cleanText(basename(folder))} and ${cleanText(remote)}`;
	if (!plan) {
		return [`${names}: ${halt ? cleanText(halt.message) : 'there is no plan'}`];
	}

	const {local, remote: there, steps, conflicts} = plan.summary;
	const side = ({totals, travelBytes}: PlanSide) => [
		`${totals.delete.files} deleted, ${totals.move.files} moved, ${totals.create.files} created, ${totals.modify.files} modified`,
		...(travelBytes > 0 ? [`${formatBytes(travelBytes)} at most`] : []),
	].join(', ');
	return [
		`${names}: ${steps === 0 && conflicts === 0 ? 'nothing would be done' : `${formatCounted(steps, 'step')} would be done${conflicts > 0 ? `, ${formatCounted(conflicts, 'conflict')} held` : ''}`}`,
		`here: ${side(local)}`,
		`there: ${side(there)}`,
	];
}

/** The same for a server. */
export function serverSummary(state: ServerState): readonly string[] {
	const sum = (key: 'receivedBytes' | 'sentBytes') => state.clients.reduce((total, client) => total + client[key], 0);
	return [
		`${cleanText(state.name === '' ? hostname() : state.name)} served ${formatCounted(state.shares.length, 'share')} on ${state.host}:${state.port}`,
		`${formatCounted(state.clients.filter(client => client.isConnected).length, 'device')} connected at the end, received ${formatBytes(sum('receivedBytes'))}, sent ${formatBytes(sum('sentBytes'))}`,
		state.shares.map(share => `${cleanText(share.name)}: generation ${share.generation}, ${formatCounted(share.files, 'file')}, ${formatBytes(share.bytes)}`).join('; '),
	];
}
