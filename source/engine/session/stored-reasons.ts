import type {Path} from '../core/path.js';
import {lookup} from '../core/tree.js';
import {explain} from '../core/why.js';
import type {Explanation} from '../core/why-facts.js';
import {IgnoreTree} from '../disk/ignore.js';
import type {Inspection, InspectRequest} from '../disk/inspect.js';
import {
	ignoredBy,
	nothingSeen,
	placeOf,
	troubleAt,
} from './reasons.js';
import type {SessionStore} from './session-store.js';

export type StoredReasonsParts = {
	readonly store: Pick<SessionStore, 'record' | 'loadTrees' | 'loadReport'>;
	readonly inspect: (request: InspectRequest) => Promise<Inspection>;
};

/** Explains a path while no session runs: from what the last one has written down and what the disk says now. */
export async function explainStored(path: Path, {store, inspect}: StoredReasonsParts): Promise<Explanation> {
	const {folder: root, settings = usualSettings} = store.record;
	const rules = new IgnoreTree({patterns: settings.ignorePatterns, useGitignore: settings.useGitignore});
	const place = placeOf(path);
	const {sight: disk, rules: texts} = place === 'outside' ? nothingSeen : await inspect({path, ruleFiles: rules.fileNames});
	for (const {folder, texts: own} of texts) {
		rules.load(folder, own);
	}

	const {local, ancestor, remote} = await store.loadTrees();
	const report = await store.loadReport();
	const versions = {local: lookup(local, path), base: lookup(ancestor, path), remote: lookup(remote, path)};
	return explain({
		path,
		root,
		place,
		disk,
		versions,
		ignored: ignoredBy(rules, path, {disk, versions}),
		isGrowing: false,
		mode: settings.mode,
		session: report.halt ? {state: 'halted', detail: report.halt.message} : {state: 'stopped'},
		...troubleAt(report, path),
	});
}

const usualSettings = {mode: 'two-way', ignorePatterns: [], useGitignore: false} as const;
