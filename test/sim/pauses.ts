import type {Random} from './random.js';
import type {Step} from './step.js';

/** A pause where it tells: when something is under way, or about to be; and now and then somebody lets a session go on. */
export function withPauses(steps: readonly Step[], random: Random, clients: number): Step[] {
	return steps.flatMap(step => {
		if (!random.chance(0.25)) {
			return [step];
		}

		const pause: Step = {step: 'pause', client: random.between(1, clients), isPaused: random.chance(0.6)};
		return [step, {step: 'tasks', count: random.between(1, random.chance(0.5) ? 20 : 150)}, pause];
	});
}
