import {lookAround, type Seen} from './sight.js';
import {settle} from './perform.js';
import type {Scenario} from './step.js';
import type {World} from './world.js';

const hour = 3_600_000;

/** Ends all trouble, waits until nothing happens any more, and looks. */
export function invariantsAtRest(world: World, scenario: Scenario): void {
	world.heal();
	const limit = world.scheduler.now + hour;
	const plans = world.counts.plans;
	world.advance(scenario.isPatient ? 400_000 : 60_000);
	if (!scenario.isPatient) {
		world.nudge();
	}

	if (!settle(world, limit - world.scheduler.now)) {
		world.fail('I6', 'no rest within an hour');
		return;
	}

	if (world.counts.plans - plans > 200) {
		world.fail('I6', `${world.counts.plans - plans} plans until rest`);
	}

	converged(world);
	nothingLost(world);
}

function converged(world: World): void {
	const [server, ...clients] = world.machines.map(machine => lookAround(machine));
	for (const [index, client] of clients.entries()) {
		const difference = firstDifference(server!, client);
		if (difference !== undefined && !world.hasConflicts(index + 1)) {
			world.fail('I6', `client-${index + 1} and the server differ: ${difference}`);
		}
	}
}

const show = (seen: Seen | undefined): string => seen === undefined ? 'nothing' : `${seen.kind} ${seen.content}${seen.isExecutable ? '*' : ''}`;

function firstDifference(a: ReadonlyMap<string, Seen>, b: ReadonlyMap<string, Seen>): string | undefined {
	for (const path of new Set([...a.keys(), ...b.keys()])) {
		const [one, other] = [show(a.get(path)), show(b.get(path))];
		if (one !== other) {
			return `${path}: ${one} and ${other}`;
		}
	}

	return undefined;
}

/** I7. */
function nothingLost(world: World): void {
	const sights = world.machines.map(machine => new Set(Array.from(lookAround(machine).values(), ({content}) => content)));
	const isHeld = world.machines.some((_, at) => at > 0 && world.hasConflicts(at));
	for (const version of world.model.standing()) {
		const holders = sights.filter(sight => sight.has(version.content)).length;
		if (!version.isRevert && (isHeld ? holders === 0 : holders < sights.length)) {
			world.fail('I7', `version ${version.id} of step ${version.step} (machine ${version.machine}) is on ${holders} of ${sights.length} machines`);
		}
	}
}
