const config = {
	files: ['build/test/**/*.test.js'],
	// Ink and terminals behave differently when CI is set; the tests look at what people see. AVA itself still knows that it is in CI.
	require: ['./scripts/without-ci.js'],
	environmentVariables: {TZ: 'UTC', FORCE_COLOR: '1'},
	timeout: '2m',
	workerThreads: false,
	concurrency: 2,
};

export default config;
