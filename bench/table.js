// Medians of samples, as rows and as a table in Markdown.

const figures = ['seconds', 'clientSeconds', 'serverSeconds', 'clientBytes', 'serverBytes', 'sentBytes', 'receivedBytes'];
export const own = 'fsync-tui';

function median(values) {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A row for each step: the medians of everybody, and whether the goal was reached by ours. */
export function summarise(samples) {
	const steps = Map.groupBy(samples, ({scenario, step}) => `${scenario}\n${step}`);
	return Array.from(steps.values(), group => {
		const [{scenario, step, goal}] = group;
		const costs = Object.fromEntries(Array.from(Map.groupBy(group, ({peer}) => peer), ([peer, list]) =>
			[peer, Object.fromEntries(figures.map(figure => [figure, median(list.map(sample => sample[figure]))]))]));
		return {
			scenario, step, goal, costs, ...judge(costs, goal),
		};
	});
}

const wire = ({sentBytes, receivedBytes}) => sentBytes + receivedBytes;

/** Ratios to the best peer and to the one that the goal names, and what the goal says of them. */
function judge(costs, goal) {
	const ours = costs[own];
	const others = Object.entries(costs).filter(([peer]) => peer !== own).map(([, cost]) => cost);
	if (!ours || others.length === 0) {
		return {};
	}

	const bar = costs[goal.of ?? 'rsync'];
	const best = Math.min(...others.map(({seconds}) => seconds));
	const byteGoal = goal.bytes ?? (goal.byteShare !== undefined && bar ? goal.byteShare * wire(bar) : undefined);
	return {
		toBest: ours.seconds / best,
		...bar && {toBar: ours.seconds / bar.seconds, isTimeReached: ours.seconds / bar.seconds <= goal.ratio},
		...byteGoal !== undefined && {byteGoal, areBytesReached: wire(ours) <= byteGoal},
	};
}

export function bytesText(bytes) {
	const [unit, size] = [['GB', 1e9], ['MB', 1e6], ['kB', 1e3]].find(([, least]) => bytes >= least) ?? ['B', 1];
	return `${(bytes / size).toFixed(bytes / size >= 100 || size === 1 ? 0 : 1)} ${unit}`;
}

const mark = isReached => isReached === undefined ? '' : (isReached ? ' ✓' : ' ✗');

export function tableOf(rows) {
	const lines = ['| work | who | time (to the best peer) | processor: client, server | memory: client, server | bytes sent, received |', '|---|---|---|---|---|---|'];
	for (const {scenario, step, costs, goal, toBar, isTimeReached, byteGoal, areBytesReached} of rows) {
		const others = Object.entries(costs).filter(([peer]) => peer !== own);
		const best = Math.min(...others.map(([, {seconds}]) => seconds));
		for (const [peer, cost] of Object.entries(costs)) {
			const ratio = others.length > 0 ? ` (${(cost.seconds / best).toFixed(2)})` : '';
			lines.push(`| ${scenario}: ${step} | ${peer} | ${cost.seconds.toFixed(2)} s${ratio} | ${cost.clientSeconds.toFixed(2)}, ${cost.serverSeconds.toFixed(2)} s | ${bytesText(cost.clientBytes)}, ${bytesText(cost.serverBytes)} | ${bytesText(cost.sentBytes)}, ${bytesText(cost.receivedBytes)} |`);
		}

		if (toBar === undefined) {
			continue;
		}

		const bytes = byteGoal === undefined ? '' : `; bytes at most ${bytesText(byteGoal)}${mark(areBytesReached)}`;
		lines.push(`| | goal | ${toBar.toFixed(2)} of ${goal.of ?? 'rsync'}, at most ${goal.ratio}${mark(isTimeReached)}${bytes} | | | |`);
	}

	return lines.join('\n');
}
