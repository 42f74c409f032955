/**
The rooms of the house and who may open whose door (docs/architecture.md). Type-only imports count: a cycle of types is a cycle.
`engine/fault`, `engine/clock` and the like lie directly in source/engine and belong to everybody above core and content.
*/
const engineShared = String.raw`^source/engine/(fault|clock|serial|crash-point|memory)\.ts$`;

/** A rule that forbids files in `from` to import our files outside `to`. */
const room = (name, {from, to, comment, types = false}) => ({
	name,
	comment,
	severity: 'error',
	from: {path: from},
	to: {path: '^source/', pathNot: to, ...(types && {dependencyTypesNot: ['type-only']})},
});

/** A package that a single room may import. */
const keptIn = (packages, pathNot, comment) => ({
	name: `only-${packages[0]}-in-its-room`,
	comment,
	severity: 'error',
	from: {path: '^source/', pathNot},
	to: {path: packages.flatMap(name => [`(^|/)node_modules/${name}(/|$)`, `^${name}$`])},
});

module.exports = {
	forbidden: [
		{
			name: 'no-cycles', severity: 'error', comment: 'Files that need each other are one file, or lack a third.', from: {}, to: {circular: true},
		},
		{
			name: 'no-orphans',
			severity: 'error',
			comment: 'Nobody imports it and it is no way in.',
			from: {orphan: true, path: '^source/', pathNot: [String.raw`^source/cli\.tsx$`, String.raw`\.d\.ts$`]},
			to: {},
		},
		{
			name: 'resolvable', severity: 'error', comment: 'What is imported exists.', from: {}, to: {couldNotResolve: true},
		},
		{
			name: 'no-development-packages',
			severity: 'error',
			comment: 'What ships imports what package.json lists under dependencies.',
			from: {path: '^source/'},
			to: {dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only']},
		},
		{
			name: 'nothing-imports-tests', severity: 'error', comment: 'Tests import the source, never the other way round.', from: {path: '^source/'}, to: {path: '^(test|media|scripts)/'},
		},
		room('core', {from: '^source/engine/core/', to: '^source/engine/core/', comment: 'core is pure: paths, trees, plans.'}),
		room('content', {from: '^source/engine/content/', to: '^source/engine/content/', comment: 'content is pure bytes.'}),
		room('protocol', {from: '^source/engine/protocol/', to: ['^source/engine/(protocol|core)/', engineShared], comment: 'protocol knows trees, not disks.'}),
		room('disk', {from: '^source/engine/disk/', to: ['^source/engine/(disk|core|content)/', engineShared], comment: 'disk knows no peer.'}),
		room('transfer', {from: '^source/engine/transfer/', to: ['^source/engine/(transfer|core|content|protocol|disk)/', engineShared], comment: 'transfer knows no session.'}),
		room('session', {from: '^source/engine/', to: '^source/engine/', comment: 'The engine knows nothing outside itself; stores are passed in.'}),
		room('store', {
			from: '^source/store/', to: ['^source/store/', '^source/engine/core/', engineShared], types: true, comment: 'A store knows the shape of what it keeps: core, and the engine\'s types.',
		}),
		room('server', {from: '^source/server/', to: ['^source/server/', '^source/engine/', '^source/store/'], comment: 'The server knows neither screen nor command line.'}),
		room('ui', {from: '^source/ui/', to: ['^source/ui/', String.raw`^source/engine/index\.ts$`, String.raw`^source/server/index\.ts$`], comment: 'Screens see the faces of engine and server only.'}),
		{
			name: 'nobody-imports-cli', severity: 'error', comment: 'cli wires the parts together.', from: {path: '^source/', pathNot: ['^source/cli/', String.raw`^source/cli\.tsx$`]}, to: {path: ['^source/cli/', String.raw`^source/cli\.tsx$`]},
		},
		{
			name: 'core-is-pure', severity: 'error', comment: 'No effect in core: no package, no Node module but node:buffer and node:crypto (digests).', from: {path: '^source/engine/core/'}, to: {dependencyTypes: ['core', 'npm'], pathNot: ['^(node:)?(buffer|crypto)$']},
		},
		keptIn(['chokidar'], String.raw`^source/engine/disk/watcher\.ts$`, 'The watcher is a hint behind a port.'),
		keptIn(['lowdb'], String.raw`^source/store/durable-adapter\.ts$`, 'lowdb stays behind one adapter.'),
		keptIn(['ink', 'react', '@inkjs/ui'], String.raw`^source/(ui|cli)(/|\.tsx$)`, 'Only screens know React.'),
		keptIn(['msgpackr'], '^source/(engine/protocol|store)/', 'Bytes are packed on the wire and in stores.'),
		keptIn(['commander'], '^source/cli/', 'Arguments are the command line\'s.'),
	],
	options: {
		doNotFollow: {path: 'node_modules'},
		tsPreCompilationDeps: true,
		tsConfig: {fileName: 'tsconfig.json'},
		// Without these three, packages that are ESM only stay unresolved and every rule about them passes silently.
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['import', 'node', 'default', 'types'],
			mainFields: ['module', 'main', 'types'],
		},
	},
};
