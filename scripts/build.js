/*
Four things are built into build/. Source, tests and media file by file, so that tests look at each module by itself; the disk's thread, which stands among
them in one piece; and the command in one piece with all that it uses, because a program of 230 files and as many of its libraries spends a fifth of a short run on finding and loading
them; and the libraries of which the tests would load hundreds of files (scripts/libraries-in-one-piece.js). Types are checked separately (`npm run types`).
*/
import {
	chmodSync,
	existsSync,
	globSync,
	rmSync,
} from 'node:fs';
import {build} from 'esbuild';

const common = {
	format: 'esm',
	platform: 'node',
	target: 'node22',
	jsx: 'automatic',
	sourcemap: true,
	logLevel: 'warning',
};

const worker = 'source/engine/disk/disk-worker.ts';
const bundled = {
	...common,
	bundle: true,
	// Where a library comes as modules too, what is not asked for is left out: the other thirty hashes of hash-wasm are 280 kB.
	mainFields: ['module', 'main'],
	// Ink asks for the first only when somebody debugs Ink. The second is CommonJS and needed once in the life of an identity: imported on
	// demand from a bundle it would have lost the names of what it exports.
	external: ['react-devtools-core', 'selfsigned'],
	// Some of the libraries are CommonJS and ask for Node's own modules by `require`.
	banner: {js: 'import {createRequire as requireFrom} from \'node:module\'; const require = requireFrom(import.meta.url);'},
	define: {
		// React has two builds in one package, and only the one for production is wanted in the bundle.
		'process.env.NODE_ENV': '"production"',
		// Where there is a `fetch`, Yoga (Ink's layout) reads its own code through it, for which Node loads its whole HTTP client.
		fetch: 'undefined',
	},
	legalComments: 'none',
};

const library = {
	...common, bundle: true, sourcemap: false, outdir: 'build/libraries', external: ['react', 'react-devtools-core'],
};

// Names of chunks carry a hash of what is in them: those of an earlier build would stay for ever.
rmSync('build/command', {recursive: true, force: true});
rmSync('build/libraries', {recursive: true, force: true});
// What the tests keep of compiled code goes by the same names.
rmSync('build/compiled', {recursive: true, force: true});
await Promise.all([
	build({
		...common,
		entryPoints: globSync('{source,test,media}/**/*.{ts,tsx}', {exclude: [worker]}),
		outdir: 'build',
		outbase: '.',
		// Each test reads the maps of all that it imports; the sources themselves lie beside them.
		sourcesContent: false,
	}),
	// Nobody looks at a part of the thread by itself, and the tests start it a thousand times: in one piece, and
	// without a map to be read each time, it costs half of what it did.
	build({
		...bundled, entryPoints: [worker], outdir: 'build', outbase: '.', sourcemap: false,
	}),
	build({
		...bundled, entryPoints: {'fsync-tui': 'source/cli.tsx', 'disk-worker': worker}, outdir: 'build/command', splitting: true,
	}),
	build({
		...library, entryPoints: ['globby', 'ink', 'zod'], banner: bundled.banner, splitting: true,
	}),
	// Node learns the names of what a CommonJS module exports by reading it, and would not find them in a bundle.
	build({
		...library, entryPoints: ['concordance', 'selfsigned'], format: 'cjs', outExtension: {'.js': '.cjs'}, footer: {js: '0 && (module.exports = {generate});'},
	}),
]);

// What has no source any more must not be run: a deleted test would otherwise live on in build/.
for (const output of globSync('build/{source,test,media}/**/*.js')) {
	const stem = output.slice('build/'.length, -'.js'.length);
	if (existsSync(`${stem}.ts`) || existsSync(`${stem}.tsx`)) {
		continue;
	}

	rmSync(output);
	rmSync(`${output}.map`, {force: true});
}

if (existsSync('build/command/fsync-tui.js')) {
	chmodSync('build/command/fsync-tui.js', 0o755);
}
