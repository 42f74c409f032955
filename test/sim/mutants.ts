import {spawnSync} from 'node:child_process';
import {
	cpSync,
	mkdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {dirname, join} from 'node:path';
import process from 'node:process';
import {transformSync} from 'esbuild';
import {codeMutants, type CodeMutant} from './code-mutants.js';
import {portMutants} from './tampering.js';

const folder = 'build-mutants';

export type MutantOptions = {
	/** Runs until a mutant counts as not caught. */
	readonly budget: number;
	/** Only mutants whose name contains this. */
	readonly only?: string | undefined;
};

type Verdict = {readonly runs: number; readonly invariant?: string; readonly message?: string};

/** Tries every planted bug and prints after how many runs it was caught, and by which invariant. False when one was not. */
export function tryMutants({budget, only = ''}: MutantOptions): boolean {
	const names = [...Object.keys(portMutants), ...Object.keys(codeMutants)].filter(name => name.includes(only));
	console.log('| planted bug | runs to detection | caught by |\n|---|---|---|');
	let survivors = 0;
	for (const name of names) {
		const {runs, invariant} = tryMutant(name, budget);
		survivors += invariant === undefined ? 1 : 0;
		console.log(`| ${name} | ${invariant === undefined ? `not in ${runs}` : runs} | ${invariant ?? '**nobody**'} |`);
	}

	rmSync(folder, {recursive: true, force: true});
	console.log(`\n${names.length} planted bugs, ${survivors} survived`);
	return survivors === 0;
}

function tryMutant(name: string, budget: number): Verdict {
	const mutant = codeMutants[name];
	const place = mutant ? plant(mutant) : 'build';
	const {stdout, stderr} = spawnSync(process.execPath, [join(place, 'test/sim/mutant-run.js'), mutant ? '' : name, String(budget)], {encoding: 'utf8', maxBuffer: 2 ** 28});
	const line = stdout.trim().split('\n').at(-1) ?? '';
	if (!line.startsWith('{')) {
		throw new Error(`The mutant '${name}' did not run: ${stderr.slice(0, 2000)}`);
	}

	return JSON.parse(line) as Verdict;
}

/** A copy of the built program with one place changed. */
function plant({file, search, replace}: CodeMutant): string {
	const source = readFileSync(join('source', file), 'utf8');
	if (source.split(search).length !== 2) {
		throw new Error(`'${search}' is not exactly once in source/${file}`);
	}

	rmSync(folder, {recursive: true, force: true});
	for (const part of ['source/engine', 'source/server', 'source/store', 'test/sim']) {
		mkdirSync(join(folder, part), {recursive: true});
		cpSync(join('build', part), join(folder, part), {recursive: true, filter: path => !path.endsWith('.map')});
	}

	const {code} = transformSync(source.replace(search, () => replace), {loader: 'ts', format: 'esm', target: 'node22'});
	const target = join(folder, 'source', file.replace(/\.ts$/v, '.js'));
	mkdirSync(dirname(target), {recursive: true});
	writeFileSync(target, code);
	return folder;
}
