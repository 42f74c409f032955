/** A planted bug: one place of the source, by a text that must be there exactly once, and what stands there instead. */
export type CodeMutant = {readonly file: string; readonly search: string; readonly replace: string};

/** Faults of decisions: what a careless engineer would write. */
export const codeMutants: Readonly<Record<string, CodeMutant>> = {
	'a step does not look again': {
		file: 'engine/disk/publish.ts', search: 'return known && isAsKnown(this.#files, path, stat, known) ? this.#replace', replace: 'return known ? this.#replace',
	},
	'a deletion does not look again': {
		file: 'engine/disk/publish.ts', search: 'if (!known || !isAsKnown(this.#files, path, stat, known)) {', replace: 'if (!known) {',
	},
	'a deleted folder is not looked through': {
		file: 'engine/disk/transition-delete.ts', search: 'if (!isAsKnown(this.#files, path, stat, node)) {', replace: 'if (stat.kind !== node.kind) {',
	},
	'the ancestor is saved first': {
		file: 'engine/session/cycle.ts', search: 'remote: remoteOperations}, ...seen,', replace: 'remote: (await input.store.saveTrees({ancestor: trees.local, local: input.local, remote: view.tree, head: view.head}), remoteOperations)}, ...seen,',
	},
	'a client keeps no journal': {
		file: 'engine/session/cycle.ts', search: 'const isJournalled = needsJournal([...plan.local, ...remoteOperations]);', replace: 'const isJournalled = false;',
	},
	'the journal goes before the ancestor is saved': {
		file: 'engine/session/settle.ts', search: '	const {head} = view;\n	await store.saveTrees({', replace: '	const {head} = view;\n	if (isJournalled) {\n		await store.saveJournal(undefined);\n	}\n\n	await store.saveTrees({',
	},
	'a deletion beats an edit': {
		file: 'engine/core/merge.ts', search: 'entry.survives = isMoved || ridesAlong || !sameContent(stand.node, base.node);', replace: 'entry.survives = isMoved || ridesAlong;',
	},
	'a deletion beats a move': {
		file: 'engine/core/merge.ts', search: 'entry.survives = isMoved || ridesAlong || !sameContent', replace: 'entry.survives = !sameContent',
	},
	'equal sizes are equal contents': {
		file: 'engine/core/node.ts', search: 'a.digest === (b as FileNode).digest && a.size === (b as FileNode).size', replace: 'a.size === (b as FileNode).size',
	},
	'what cannot be read is not frozen': {
		file: 'engine/disk/scan.ts', search: '		draft.isFrozen = true;\n		this.#findings.frozen.add(draft.path);', replace: '		draft.isFrozen = false;',
	},
	'a stale generation is a merge base': {
		file: 'server/conversation.ts', search: 'if (!acknowledged || head.generation < acknowledged.generation) {', replace: 'if (!acknowledged) {',
	},
	'another history is a merge base': {
		file: 'store/stored-head.ts', search: 'a?.lineage === b?.lineage', replace: 'true',
	},
	'a young file counts as unchanged': {
		file: 'engine/disk/digest-node.ts', search: 'disk: isRacy ? {...disk, isRacy} : disk,', replace: 'disk,',
	},
	'the welcome comes after commits': {
		file: 'server/conversation.ts', search: '		await this.#telling.run(async () => {\n			await noted;', replace: '		await share.room();\n		await this.#telling.run(async () => {\n			await noted;',
	},
	'others are not told': {
		file: 'server/conversation.ts', search: 'this.#background(this.#telling.run(async () => this.#send({type: \'commits\', commits: [commit]})));', replace: '',
	},
	'what is held counts as committed': {
		file: 'server/own-edits.ts', search: 'scan.frozen.size === 0 ? scan.tree :', replace: 'scan.frozen.size >= 0 ? scan.tree :',
	},
	'an unfinished deletion is not told': {
		file: 'server/folder-share.ts', search: 'if (surprises.length > 0) {', replace: 'if (surprises.length > 1_000_000) {',
	},
	'overtaken moves count': {
		file: 'engine/session/remote-view.ts', search: 'if (this.#moves?.some(', replace: 'if (this.#moves?.slice(0, 0).some(',
	},
	'a move found done is done again': {
		file: 'engine/disk/transition.ts', search: 'if (kind === \'move\' && !isThereAlready(draft.get(path), disk)) {', replace: 'if (kind === \'move\') {',
	},
	'nobody looks from time to time': {
		file: 'engine/session/observer.ts', search: 'const rescanMilliseconds = 5 * 60 * 1000;', replace: 'const rescanMilliseconds = 1e12;',
	},
	'a broken line ends the program': {
		file: 'engine/session/push.ts', search: 'applying.catch(() => undefined);', replace: '',
	},
	'the same file is put twice': {
		file: 'engine/disk/publish-version.ts', search: '		this.#unlinkStaged(content);\n', replace: '',
	},
};
