/*
Loaded by AVA in each test process before anything else. Ink stands in 500 files, zod in 100, what AVA compares and finds files with in 250: to find and load them took a third of
the time of a small test. `npm run build` puts each of them into one.
*/
import {registerHooks} from 'node:module';

const files = new Map([
	['globby', {name: 'globby.js', format: 'module'}],
	['ink', {name: 'ink.js', format: 'module'}],
	['zod', {name: 'zod.js', format: 'module'}],
	['concordance', {name: 'concordance.cjs', format: 'commonjs'}],
	['selfsigned', {name: 'selfsigned.cjs', format: 'commonjs'}],
].map(([library, {name, format}]) => [library, {url: new URL(`../build/libraries/${name}`, import.meta.url).href, format, shortCircuit: true}]));

registerHooks({
	resolve: (specifier, context, resolveNext) => files.get(specifier) ?? resolveNext(specifier, context),
});
