import {basename} from 'node:path';
import type {SessionRecord} from '../engine/session/session-store.js';
import type {CockpitControl} from '../ui/index.js';
import type {Context} from './context.js';
import {bugSentence, writeCrashFile} from './crash.js';
import {exitCode, type ExitCode} from './exit-codes.js';
import type {SyncInvocation, SyncSettings} from './invocation.js';
import {pastOf} from './past.js';
import {runOnScreen} from './screen.js';
import {SessionSlot} from './session-slot.js';
import {choiceOf} from './sessions.js';
import {sessionSummary} from './summary.js';
import {explainFromStore} from './stored-answer.js';
import {savedSettings, syncWith} from './sync-with.js';

/** Runs all saved sessions in one cockpit until somebody quits. What one of them ends with leaves the others alone. */
export async function runCockpit(records: readonly SessionRecord[], invocation: SyncInvocation, context: Context): Promise<ExitCode> {
	const {signal} = context.stop;
	const slots = records.toSorted(byFolder).map(record => slotOf(record, invocation, context));
	const {mountCockpit} = await import('../ui/index.js');
	return runOnScreen({
		context,
		output: invocation.output,
		mount: options => mountCockpit(cockpitOver(slots, signal), options),
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

/** An order that people find things in, and that stays. */
function byFolder(a: SessionRecord, b: SessionRecord): number {
	const order = basename(a.folder).localeCompare(basename(b.folder));
	return order === 0 ? Number(a.id > b.id) - Number(a.id < b.id) : order;
}

function slotOf(record: SessionRecord, invocation: SyncInvocation, context: Context): SessionSlot {
	return new SessionSlot({
		record,
		past: pastOf(context.home, record),
		explain: async path => explainFromStore(record, path, context.home),
		async run(attach, signal) {
			const settings = settingsFor(record, invocation.settings);
			const task = {
				folder: record.folder, choice: choiceOf(record), invocation: {...invocation, settings}, context,
			};
			return syncWith(task, async create => {
				const session = create(event => {
					context.report.event(event);
				});
				attach(session);
				return session.start(signal);
			});
		},
		onBug(error) {
			const sentence = bugSentence(error, writeCrashFile(error, context.home.data));
			context.report.note(sentence);
			return sentence;
		},
	});
}

/** Each session goes on as it was run last; what the command line says otherwise than usual is for all of them. */
function settingsFor(record: SessionRecord, given: SyncSettings): SyncSettings {
	const saved = savedSettings(record);
	return {
		...given,
		...saved,
		...(given.mode !== 'two-way' && {mode: given.mode}),
		...(given.ignorePatterns.length > 0 && {ignorePatterns: given.ignorePatterns}),
		...(given.useGitignore && {useGitignore: true}),
		...(given.limitBytesPerSecond !== undefined && {limitBytesPerSecond: given.limitBytesPerSecond}),
	};
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
