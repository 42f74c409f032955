import {fileURLToPath} from 'node:url';

/** The longest file first: begun last, it would keep one processor waiting for the other. Then the order of the folders. */
const isLongest = file => file.endsWith('simulation.test.js');
const sortTestFiles = (one, other) => Number(isLongest(other)) - Number(isLongest(one)) || (one < other ? -1 : 1);

const config = {
	files: ['build/test/**/*.test.js'],
	sortTestFiles,
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
