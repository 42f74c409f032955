import {fileURLToPath} from 'node:url';

const config = {
	files: ['build/test/**/*.test.js'],
	nodeArguments: [`--import=${new URL('scripts/libraries-in-one-piece.js', import.meta.url).href}`],
	// Ink and terminals behave differently when CI is set; the tests look at what people see. AVA itself still knows that it is in CI.
	require: ['./scripts/without-ci.js'],
	environmentVariables: {
		TZ: 'UTC',
		FORCE_COLOR: '1',
		// React has a second build, which is what is shipped, and costs less.
		NODE_ENV: 'production',
		// Each file has a process of its own, and most of what they compile is the same. A build empties it.
		NODE_COMPILE_CACHE: fileURLToPath(new URL('build/compiled', import.meta.url)),
	},
	// How long nothing may come from any test: a machine that is shared by many needs minutes for a thousand simulated worlds.
	timeout: '5m',
	workerThreads: false,
	concurrency: 2,
};

export default config;
