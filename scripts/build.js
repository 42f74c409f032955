// Transpiles source, tests and media file by file into build/, so that tests, workers and the command run the same JavaScript.
// Types are checked separately (`npm run types`).
import {
	chmodSync,
	existsSync,
	globSync,
	rmSync,
} from 'node:fs';
import {build} from 'esbuild';

await build({
	entryPoints: globSync('{source,test,media}/**/*.{ts,tsx}'),
	outdir: 'build',
	outbase: '.',
	format: 'esm',
	platform: 'node',
	target: 'node22',
	jsx: 'automatic',
	sourcemap: true,
	logLevel: 'warning',
});

// What has no source any more must not be run: a deleted test would otherwise live on in build/.
for (const output of globSync('build/**/*.js')) {
	const stem = output.slice('build/'.length, -'.js'.length);
	if (existsSync(`${stem}.ts`) || existsSync(`${stem}.tsx`)) {
		continue;
	}

	rmSync(output);
	rmSync(`${output}.map`, {force: true});
}

if (existsSync('build/source/cli.js')) {
	chmodSync('build/source/cli.js', 0o755);
}
