import {
	agreedIsThere,
	converged,
	economical,
	idempotent,
	nothingInvented,
	nothingLost,
	nothingResurrected,
	nothingStaged,
	outsideUntouched,
	resourcesBounded,
	treesValid,
} from './invariants.js';
import {foldName} from '../../source/engine/core/fold.js';
import type {Path} from '../../source/engine/core/path.js';
import {settle} from './perform.js';
import {lookAround} from './sight.js';
import type {Scenario} from './step.js';
import type {World} from './world.js';

const hour = 3_600_000;
/** Names that clash may lie in folders that clash. */
const mostRenamings = 8;
/** Plans that lead to something, from the end of all trouble on. */
const mostPlans = 200;
/** Long enough for a program to be started again; and for a line that fell silent to be noticed. */
const patienceMilliseconds = 5000;
const silenceMilliseconds = 65_000;
/** Long enough for a look that nobody asked for. */
const rescanMilliseconds = 400_000;

/** Ends all trouble, waits until nothing happens any more, and looks at everything that must hold then. */
export function comeToRest(world: World, scenario: Scenario): void {
	world.heal();
	if (!rest(world, scenario)) {
		return;
	}

	check(world);
	if (world.machines.some((_, at) => at > 0 && world.hasConflicts(at)) && !world.violation) {
		// Somebody decides: both versions are to be kept everywhere.
		world.prefer = 'both';
		for (const at of world.machines.keys()) {
			if (at > 0) {
				world.restart(at);
			}
		}

		if (!rest(world, scenario)) {
			return;
		}

		check(world);
		if (world.machines.some((_, at) => at > 0 && world.hasConflicts(at))) {
			world.fail('I6', 'conflicts are left although both versions were to be kept');
		}
	}

	if (settleClashes(world, scenario) && !world.violation && scenario.seed % 8 === 0) {
		economical(world);
	}
}

/** Somebody does what a client advises about names that a folding disk cannot keep apart: renames one of them, until none is left. Says whether that and the rest came to an end. */
function settleClashes(world: World, scenario: Scenario): boolean {
	for (let round = 1; round <= mostRenamings && !world.violation; round++) {
		const clashes = [...new Set(world.machines.flatMap((_, at) => world.clashes(at)))];
		if (clashes.length === 0) {
			return true;
		}

		for (const [index, path] of clashes.entries()) {
			renameClash(world, path, `${path}-${round}-${index}`);
		}

		if (!rest(world, scenario)) {
			return false;
		}

		check(world);
	}

	world.fail('I6', 'names still clash although they were renamed');
	return false;
}

/** Renames what has this name, or, where it has yet to come there, what stands in its way. */
function renameClash(world: World, wanted: Path, path: Path): void {
	for (const isIt of [(from: Path) => from === wanted, (from: Path) => foldPath(from) === foldPath(wanted)]) {
		for (const [at, machine] of world.machines.entries()) {
			const found = [...lookAround(machine)].find(([from]) => isIt(from));
			if (found) {
				world.user(at, {op: found[1].kind === 'folder' ? 'renameFolder' : 'rename', from: found[0], path});
				return;
			}
		}
	}
}

const foldPath = (path: Path): string => path.split('/').map(name => foldName(name)).join('/');

function rest(world: World, scenario: Scenario): boolean {
	const {plans} = world.counts;
	const limit = world.scheduler.now + hour;
	world.advance(scenario.isPatient ? rescanMilliseconds : (world.hasSilence ? silenceMilliseconds : patienceMilliseconds));
	if (!scenario.isPatient) {
		world.nudge();
	}

	if (!settle(world, limit - world.scheduler.now)) {
		world.fail('I6', 'no rest within an hour');
		return false;
	}

	if (world.counts.plans - plans > mostPlans) {
		world.fail('I6', `${world.counts.plans - plans} plans until rest`);
	}

	return world.violation === undefined;
}

function check(world: World): void {
	for (const invariant of [outsideUntouched, converged, nothingLost, nothingResurrected, nothingInvented, nothingStaged, idempotent, agreedIsThere, treesValid]) {
		if (!world.violation) {
			invariant(world);
		}
	}

	resourcesBounded(world, true);
}
