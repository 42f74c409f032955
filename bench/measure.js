// The first figures (docs/measurements.md): `npm run measure [-- small live modules]`. Each work is done by fsync-tui and by `rsync -a
// --delete` (plain daemon) on the same trees in the same run, on a fresh tmpfs folder or the folder named by MEASURE_FOLDER.
import {execFileSync} from 'node:child_process';
import {
	appendFileSync,
	cpSync,
	mkdirSync,
	mkdtempSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {
	rsync,
	run,
	startRsyncDaemon,
	startServer,
	syncOnce,
} from './runs.js';
import {startLive} from './live.js';
import {makeSmallFiles} from './trees.js';

const base = mkdtempSync(path.join(process.env.MEASURE_FOLDER ?? (statSync('/dev/shm', {throwIfNoEntry: false}) ? '/dev/shm' : tmpdir()), 'fsync-tui-measure-'));
const rows = [];
const megabytes = bytes => (bytes / 1e6).toFixed(bytes < 1e6 ? 3 : 1);

function record(work, who, {seconds, wireBytes, peakBytes, serverPeakBytes = 0}) {
	rows.push({
		work, who, seconds, wireBytes, peakBytes, serverPeakBytes,
	});
	console.log(`${work.padEnd(44)} ${who.padEnd(10)} ${seconds.toFixed(2).padStart(7)} s ${megabytes(wireBytes).padStart(9)} MB  peak ${megabytes(peakBytes)} MB${serverPeakBytes ? `, server ${megabytes(serverPeakBytes)} MB` : ''}`);
}

function assertEqual(a, b) {
	execFileSync('diff', ['-r', '--no-dereference', '--exclude=.fsync-tui', a, b], {stdio: 'inherit'});
}

/** Both programs with a source, a target and a way to do one piece of work. */
async function setUp(name) {
	const at = path.join(base, name);
	const paths = {
		at, source: path.join(at, 'source'), ours: path.join(at, 'ours'), theirs: path.join(at, 'theirs'), clientHome: path.join(at, 'client-home'), serverHome: path.join(at, 'server-home'),
	};
	mkdirSync(paths.source, {recursive: true});
	const server = await startServer({home: paths.serverHome, root: paths.ours});
	const daemon = await startRsyncDaemon({folder: at, root: paths.theirs});
	let remote = server.invite;
	return {
		...paths,
		server,
		async both(work) {
			execFileSync('sync');
			const theirs = await rsync({folder: paths.source, url: daemon.url});
			record(work, 'rsync', theirs);
			execFileSync('sync');
			const ours = await syncOnce({home: paths.clientHome, folder: paths.source, remote});
			remote = `127.0.0.1:${server.port}`;
			if (ours.code !== 0) {
				throw new Error(`${work}: exit code ${ours.code}`);
			}

			record(work, 'fsync-tui', {...ours, wireBytes: ours.summary.wireSentBytes + ours.summary.wireReceivedBytes, serverPeakBytes: server.peakBytes()});
			assertEqual(paths.source, paths.ours);
		},
		async tearDown() {
			await server.stop();
			await daemon.stop();
			rmSync(at, {recursive: true, force: true});
		},
	};
}

async function small(count = Number(process.env.MEASURE_FILES ?? 100_000)) {
	const bench = await setUp('small');
	const bytes = makeSmallFiles(bench.source, count);
	console.log(`${count} files, ${megabytes(bytes)} MB`);
	await bench.both(`first sync, ${count} small files`);
	await bench.both('nothing changed');
	appendFileSync(path.join(bench.source, 'part-0/group-000/folder-0/file-1.txt'), 'one more line\n');
	await bench.both('one file changed');
	renameSync(path.join(bench.source, 'part-1'), path.join(bench.source, 'renamed'));
	await bench.both(`folder of ${count / 2} files renamed`);
	await bench.tearDown();
}

async function modules() {
	const bench = await setUp('modules');
	cpSync(path.join(import.meta.dirname, '..', 'node_modules'), bench.source, {recursive: true, verbatimSymlinks: true, preserveTimestamps: true});
	await bench.both('this project\'s node_modules, first sync');
	// Another version of the largest package that is only data for this measure: the tree is changed as a package manager does it.
	const at = path.join(base, 'install');
	mkdirSync(at);
	writeFileSync(path.join(at, 'package.json'), '{"private": true}');
	await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', 'typescript@5.9', 'fast-check@4.4'], {cwd: at});
	for (const name of ['typescript', 'fast-check']) {
		rmSync(path.join(bench.source, name), {recursive: true});
		cpSync(path.join(at, 'node_modules', name), path.join(bench.source, name), {recursive: true, preserveTimestamps: true});
	}

	await bench.both('two packages at another version');
	await bench.tearDown();
}

async function live() {
	const at = path.join(base, 'live');
	const figures = await startLive({at, files: 10_000, saves: 100});
	for (const [direction, {p50, p95}] of Object.entries(figures)) {
		console.log(`save → other side, ${direction}: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`);
	}

	rmSync(at, {recursive: true, force: true});
}

const works = {small, modules, live};
const chosen = process.argv.slice(2).filter(name => Object.hasOwn(works, name));
try {
	for (const name of chosen.length > 0 ? chosen : Object.keys(works)) {
		await works[name]();
	}
} finally {
	rmSync(base, {recursive: true, force: true});
}
