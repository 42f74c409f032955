import {systemClock} from '../engine/system-clock.js';
import type * as screens from '../ui/index.js';
import type {Context} from './context.js';
import type {OutputOptions} from './invocation.js';
import {loadPreferences} from './preferences.js';
import type {StopRequest} from './signals.js';
import {canShowScreen, type Surroundings} from './terminal.js';

export function wantsScreen(output: OutputOptions, surroundings: Surroundings): boolean {
	return output.format === 'auto' && canShowScreen(surroundings);
}

export type Show<Result> = {
	readonly context: Context;
	readonly output: OutputOptions;
	/** Draws the first frame before it returns. The screens are loaded only now: most commands have none. */
	readonly mount: (ui: typeof screens, options: screens.ScreenOptions) => screens.MountedScreen;
	/** Begins when the first frame is on the terminal. */
	readonly work: () => Promise<Result>;
	/** Lines for the normal screen afterwards. */
	readonly summary: () => readonly string[];
};

/** Shows a screen while `work` goes on, gives the terminal back whatever happens, and leaves a few lines behind. */
export async function runOnScreen<Result>({context: {home, report, stop}, output, mount, work, summary}: Show<Result>): Promise<Result> {
	report.mute();
	const ui = await import('../ui/index.js');
	const screen = mount(ui, {
		clock: systemClock,
		onQuit(reason) {
			quit(stop, reason);
		},
		onCrash(error) {
			report.note(`A part of the screen crashed: ${String(error)}`);
		},
		...(!output.hasColor && {color: false}),
		...(output.isAscii && {ascii: true}),
		...(output.fps !== undefined && {maxFps: output.fps}),
		...loadPreferences(home, ui.readPreferences),
	});
	try {
		return await work();
	} finally {
		screen.unmount();
		for (const line of summary()) {
			report.result(line, {type: 'summary'});
		}
	}
}

function quit(stop: StopRequest, reason: screens.QuitReason): void {
	if (reason === 'quit') {
		stop.stop();
	} else if (reason === 'interrupt' && stop.received() === undefined) {
		// In raw mode ctrl-c is a key and no signal comes.
		stop.raise('SIGINT');
	}
}
