export default {
	files: ['build/test/**/*.test.js'],
	environmentVariables: {TZ: 'UTC', FORCE_COLOR: '1'},
	timeout: '2m',
	workerThreads: false,
	concurrency: 2,
};
