import {root} from './machine.js';
import {backUp, damageStore} from './store-damage.js';
import {locate} from './sim-store-disk.js';
import type {Step} from './step.js';
import type {World} from './world.js';

/** Long enough for a line to come back; what still goes on then (a full disk is tried again and again) goes on. */
const minute = 60_000;
/** Without a change for this long, nobody is at anything any more. */
const quietMilliseconds = 3000;

/** Does one step. */
export function perform(world: World, step: Step): void {
	world.trace.add(step.step);
	world.say(-1, () => JSON.stringify(step));
	world.trace.add(Math.round(world.scheduler.now * 1000));
	switch (step.step) {
		case 'user': {
			world.user(step.at, step.do);
			break;
		}

		case 'tasks': {
			world.tasks(step.count);
			break;
		}

		case 'wait': {
			world.advance(step.milliseconds);
			break;
		}

		case 'quiet': {
			if (settle(world, minute)) {
				world.rested();
			}

			break;
		}

		case 'cut': {
			const {wire} = world.links[step.client]!;
			if (step.isSilent) {
				world.hasSilence = true;
				wire?.swallow(step.direction);
			} else {
				wire?.cut(step.direction, step.bytes);
			}

			break;
		}

		case 'link': {
			const link = world.links[step.client]!;
			link.isUp = step.isUp;
			if (!step.isUp) {
				link.wire?.cut('up', 0);
			}

			break;
		}

		case 'pause': {
			const session = world.clients[step.client]?.session;
			if (step.isPaused) {
				session?.pause();
			} else {
				session?.resume();
			}

			break;
		}

		default: {
			performOnMachine(world, step);
		}
	}
}

type MachineStep = Extract<Step, {at: number}>;

function performOnMachine(world: World, step: MachineStep): void {
	const machine = world.machines[step.at]!;
	const {process} = machine;
	switch (step.step) {
		case 'kill': {
			world.trouble(step.at);
			process?.plant({what: 'kill', at: step.call, kinds: step.kinds});
			break;
		}

		case 'power': {
			world.trouble(step.at);
			world.planPowerLoss(step.at, step);
			break;
		}

		case 'restart': {
			world.restart(step.at);
			break;
		}

		case 'errno': {
			world.trouble(step.at);
			process?.plant({
				what: 'errno', at: step.call, code: step.code, kinds: step.kinds, count: step.count,
			});
			break;
		}

		case 'interrupt': {
			process?.plant({
				what: 'interrupt', at: step.call, kinds: step.kinds, run() {
					world.user(step.at, step.do);
				},
			});
			break;
		}

		case 'room': {
			world.trouble(step.at);
			machine.disk.room = step.bytes;
			break;
		}

		case 'forbid': {
			const inode = locate(machine.disk, `${root}/${step.path}`);
			world.trouble(step.at);
			if (inode && inode.kind !== 'symlink') {
				world.asOwner(() => {
					machine.disk.adjust(inode, {mode: inode.mode & 0o111});
				});
			}

			break;
		}

		case 'watch': {
			const {drop, duplicate, delayMilliseconds} = step;
			Object.assign(machine.weather, {drop, duplicate, delayMilliseconds});
			break;
		}

		case 'overflow': {
			machine.watcher?.overflow();
			break;
		}

		case 'clock': {
			machine.skew += step.milliseconds;
			break;
		}

		case 'store': {
			world.trouble(step.at);
			damage(world, step);
			break;
		}

		case 'user': {
			break;
		}
	}
}

function damage(world: World, {at, how, pick}: Extract<Step, {step: 'store'}>): void {
	const machine = world.machines[at]!;
	if (how === 'save') {
		backUp(machine);
		return;
	}

	world.kill(at);
	world.lostMemory(at);
	world.asOwner(() => {
		damageStore(machine, how, pick);
	});
	world.start(at);
}

/** Lets everybody sync until nothing happens any more; false when that takes longer. */
export function settle(world: World, milliseconds: number): boolean {
	let changes = -1;
	let since = world.scheduler.now;
	const end = world.scheduler.now + milliseconds;
	while (world.scheduler.now < end && !world.violation) {
		world.advance(250);
		const now = world.changes();
		if (now !== changes) {
			changes = now;
			since = world.scheduler.now;
		} else if (world.scheduler.now - since >= quietMilliseconds && world.isAtRest()) {
			return true;
		}
	}

	return false;
}
