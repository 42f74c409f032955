import {basename} from 'node:path';
import {startSpareThread} from '../engine/disk/disk-thread.js';
import type {SessionRecord} from '../engine/session/session-store.js';
import type {CockpitControl} from '../ui/index.js';
import type {Context} from './context.js';
import {bugSentence, writeCrashFile} from './crash.js';
import {exitCode, type ExitCode} from './exit-codes.js';
import {ignoringOf} from './ignoring-rule.js';
import type {SyncInvocation} from './invocation.js';
import {pastOf} from './past.js';
import {settingsFor} from './saved-settings.js';
import {runOnScreen} from './screen.js';
import {SessionSlot} from './session-slot.js';
import {choiceOf} from './sessions.js';
import {sessionSummary} from './summary.js';
import type {Task} from './sync-with.js';

/** Runs all saved sessions in one cockpit until somebody quits. What one of them ends with leaves the others alone. */
export async function runCockpit(records: readonly SessionRecord[], invocation: SyncInvocation, context: Context): Promise<ExitCode> {
	const {signal} = context.stop;
	const slots = records.toSorted(byFolder).map(record => slotOf(record, context, {
		taskOf: () => ({
			folder: record.folder, choice: choiceOf(record), invocation: {...invocation, settings: settingsFor(record, invocation)}, context,
		}),
		onBug(error) {
			const sentence = bugSentence(error, writeCrashFile(error, context.home.data));
			context.report.note(sentence);
			return sentence;
		},
	}));
	return runOnScreen({
		context,
		output: invocation.output,
		mount: ({mountCockpit}, options) => mountCockpit(cockpitOver(slots, signal), options),
		async work() {
			for (const slot of slots) {
				slot.start(signal);
			}

			await aborted(signal);
			await Promise.all(slots.map(async slot => slot.ended()));
			return slots.map(({code}) => code).find(code => code !== exitCode.inSync) ?? exitCode.inSync;
		},
		summary: () => slots.map(({control}) => sessionSummary(control.state())[0] ?? ''),
	});
}

/** Runs one saved session on a screen that is there before anything is opened. A fault ends the program, as it does without a screen. */
export async function runOnCockpit(record: SessionRecord, task: Task): Promise<ExitCode> {
	const {context, invocation} = task;
	const {signal} = context.stop;
	// Whoever catches what is thrown here tells of a bug.
	const slot = slotOf(record, context, {taskOf: () => task, onBug: String});
	return runOnScreen({
		context,
		output: invocation.output,
		mount: ({mountCockpit}, options) => mountCockpit(cockpitOver([slot], signal), options),
		async work() {
			slot.start(signal);
			await slot.ended();
			if (slot.error !== undefined) {
				throw slot.error;
			}

			return slot.code;
		},
		summary: () => slot.error === undefined ? sessionSummary(slot.control.state()) : [],
	});
}

/** An order that people find things in, and that stays. */
function byFolder(a: SessionRecord, b: SessionRecord): number {
	const order = basename(a.folder).localeCompare(basename(b.folder));
	return order === 0 ? Number(a.id > b.id) - Number(a.id < b.id) : order;
}

/** `taskOf` may throw: that is then how the session ends. */
function slotOf(record: SessionRecord, context: Context, {taskOf, onBug}: {readonly taskOf: () => Task; readonly onBug: (error: unknown) => string}): SessionSlot {
	return new SessionSlot({
		record,
		past: pastOf(context.home, record),
		ignoring: ignoringOf(record),
		async explain(path) {
			const {explainFromStore} = await import('./stored-answer.js');
			return explainFromStore(record, path, context.home);
		},
		async run(attach, signal) {
			// The engine takes as long to be loaded as all the rest, and so does a thread: they come when there is something to see already.
			startSpareThread();
			const {syncWith} = await import('./sync-with.js');
			return syncWith(taskOf(), async create => {
				const session = create(event => {
					context.report.event(event);
				});
				attach(session);
				return session.start(signal);
			});
		},
		onBug,
	});
}

const cockpitOver = (slots: readonly SessionSlot[], signal: AbortSignal): CockpitControl => ({
	sessions: () => slots,
	subscribe(listener) {
		const ends = slots.map(({control}) => control.subscribe(listener));
		return () => {
			for (const end of ends) {
				end();
			}
		};
	},
	start(id) {
		slots.find(slot => slot.id === id)?.start(signal);
	},
	stop(id) {
		slots.find(slot => slot.id === id)?.stop();
	},
});

async function aborted(signal: AbortSignal): Promise<void> {
	if (signal.aborted) {
		return;
	}

	await new Promise<void>(resolve => {
		signal.addEventListener('abort', () => {
			resolve();
		}, {once: true});
	});
}
