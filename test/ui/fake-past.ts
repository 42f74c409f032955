import {FsyncError} from '../../source/ui/contract.js';
import type {
	Past,
	PastRow,
	PastTime,
	PathHistory,
	TreePreview,
} from '../../source/ui/past.js';

const at = (day: number, hour: number, minute: number) => new Date(2026, 10, day, hour, minute, 2).getTime();
const month = 30 * 24 * 60 * 60 * 1000;

const kept = (number: number, whenMilliseconds: number, part: Partial<PastRow> = {}): PastRow => ({
	key: `${number}`, whenMilliseconds, who: number % 2 === 0 ? 'laptop' : 'build', what: 'replaced', isRestore: false, path: 'docs/plan.md', kind: 'file', size: 3400 + (number * 100), digest: String(number).repeat(64), number, keptUntilMilliseconds: whenMilliseconds + month, ...part,
});

export const planHistory: PathHistory = {
	path: 'docs/plan.md',
	present: {kind: 'file', size: 4100, modifiedMilliseconds: at(20, 14, 1)},
	rows: [
		kept(4, at(20, 14, 0)),
		kept(3, at(20, 13, 58), {isRestore: true}),
		{
			key: 'm', whenMilliseconds: at(19, 9, 3), who: 'laptop', what: 'moved', isRestore: false, path: 'docs/plan.md', from: 'docs/todo.md',
		},
		kept(2, at(19, 8, 20), {path: 'docs/todo.md'}),
		{
			key: 'gone', whenMilliseconds: at(18, 18, 20), who: 'build', what: 'replaced', isRestore: false, path: 'docs/todo.md', kind: 'file', size: 3400,
		},
		{
			key: 'c', whenMilliseconds: at(18, 16, 45), who: 'laptop', what: 'created', isRestore: false, path: 'docs/todo.md',
		},
	],
	sinceMilliseconds: at(1, 0, 0),
	servers: [],
};

export const preview: TreePreview = {
	timeMilliseconds: at(20, 12, 0),
	steps: [
		{operation: 'created', path: 'docs/old.md'}, {operation: 'modified', path: 'docs/plan.md'}, {operation: 'moved', path: 'lib/old.ts', from: 'lib/new.ts'}, {operation: 'deleted', path: 'tmp/made-since.md'},
	],
	lost: [{path: 'docs/lost.md', reason: 'its content is not kept any more'}],
	uncertain: ['notes/edited-here.md'],
};

/** A past that notes what it is asked for. */
export class FakePast implements Past {
	readonly calls: string[] = [];

	async history(path: string): Promise<PathHistory> {
		return path === planHistory.path ? planHistory : {...planHistory, path, rows: []};
	}

	async texts(_path: string, number: number) {
		return {before: {kind: 'text', text: `# Plan\n\n- Beta: ${number}\u{1B}[2J January\n\t- GA: spring\n`}, now: {kind: 'text', text: '# Plan\n\n- Beta: 19 December\n\t- GA: spring\n\nOwner: web team\n'}} as const;
	}

	async restore(path: string, number: number): Promise<boolean> {
		this.calls.push(`restore ${path} ${number}`);
		return true;
	}

	async restoreTo(path: string, number: number, to: string): Promise<void> {
		this.calls.push(`restoreTo ${path} ${number} ${to}`);
	}

	async preview(_path: string, time: PastTime): Promise<TreePreview> {
		if (time !== 'before-last-cycle' && time.typed === 'never') {
			throw new FsyncError('no-version', 'The history of this folder does not reach back to that.');
		}

		return preview;
	}

	async putBack(path: string, timeMilliseconds: number) {
		this.calls.push(`putBack ${path} ${timeMilliseconds}`);
		return {steps: 4, problems: []};
	}
}
