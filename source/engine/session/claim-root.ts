import type {Replica} from '../disk/replica.js';
import type {PowerCut} from '../disk/power-cut.js';
import {FsyncError} from '../fault.js';
import type {SessionOptions} from './options.js';
import {ReportWriter} from './report-writer.js';
import type {Reporter} from './reporter.js';
import type {Halt} from './state.js';

type Claim = {readonly options: Pick<SessionOptions, 'store' | 'run' | 'remote'>; readonly reporter: Reporter};

/** The folder is locked for us, and it is the one that was paired (rule 34). A dry run leaves no trace in it. Tells of a power cut. */
export async function claimRoot(replica: Pick<Replica, 'root' | 'check' | 'lock'>, claim: Claim): Promise<PowerCut | undefined> {
	const {store, run, remote} = claim.options;
	const isFirst = store.record.marker === undefined;
	const root = await replica.check(isFirst && run !== 'plan');
	if (root.state === 'ready') {
		if (store.record.marker !== undefined && store.record.marker !== root.marker) {
			const message = `${replica.root} is not the folder that was paired: its marker is another one. Nothing was changed. Pair it anew if it was replaced on purpose.`;
			await haltAtRoot({code: 'root', message, paths: []}, claim);
			throw new FsyncError('halted', message);
		}

		const cut = await replica.lock();
		await store.updateRecord({marker: root.marker, peer: remote.peer});
		return cut;
	}

	if (root.state === 'marker-missing' && run === 'plan') {
		return;
	}

	await haltAtRoot({code: 'root', message: root.message, paths: []}, claim);
	throw new FsyncError(isFirst ? 'root' : 'halted', root.message);
}

/** Said like any other halt, and kept for the commands beside the session. */
async function haltAtRoot(halt: Halt, {options: {store}, reporter}: Claim): Promise<void> {
	reporter.halted(halt);
	const report = new ReportWriter(store);
	await report.load();
	report.haltIs(halt);
	await report.save();
}
