const config = {
	files: ['build/test/**/*.test.js'],
	// Ink and terminals behave differently when CI is set; the tests look at what people see. AVA itself still knows that it is in CI.
	require: ['./scripts/without-ci.js'],
	// React has a second build, which is what is shipped, and costs less.
	environmentVariables: {TZ: 'UTC', FORCE_COLOR: '1', NODE_ENV: 'production'},
	timeout: '2m',
	workerThreads: false,
	concurrency: 2,
};

export default config;
