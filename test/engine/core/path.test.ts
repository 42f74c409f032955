import test from 'ava';
import fc from 'fast-check';
import {
	isWithin,
	joinPath,
	nameOf,
	parentOf,
	pathFault,
	pathLimits,
	rebase,
	reservedName,
} from '../../../source/engine/core/path.js';
import {holds} from './holds.js';

const deep = (depth: number) => Array.from({length: depth}, () => 'd').join('/');

const refused: Array<[string, string, RegExp]> = [
	['A01', '../x', /'\.\.'/v],
	['A01', 'a/../../x', /'\.\.'/v],
	['A01', 'a/..', /'\.\.'/v],
	['A02', '/etc/x', /component ''/v],
	['A02', '//x', /component ''/v],
	['A03', 'a\u{D800}b', /Unicode/v],
	['A04', 'a\0b', /NUL/v],
	['A05', 'a'.repeat(256), /longer than 255/v],
	['A05', 'é'.repeat(128), /longer than 255/v],
	['A05', `${'a/'.repeat(2048)}b`, /longer than 4096/v],
	['A05', deep(129), /deeper than 128/v],
	['A06', '', /empty/v],
	['A06', 'a//b', /component ''/v],
	['A06', 'a/', /component ''/v],
	['A06', './a', /'\.'/v],
	['A06', reservedName, /reserved/v],
	['A06', `${reservedName}/trash/x`, /reserved/v],
];

for (const [attack, path, fault] of refused) {
	test(`attack ${attack}: ${JSON.stringify(path.slice(0, 20))} (${path.length} characters) cannot be a path`, t => {
		t.regex(pathFault(path) ?? '', fault);
	});
}

const accepted = [
	'a',
	'a/b/c',
	'...',
	'..a',
	String.raw`C:\x`,
	'．．／x',
	'%2e%2e',
	'a\nb',
	'\u{1B}[31m',
	'-rf',
	'con',
	'x.',
	' ',
	'é'.repeat(127),
	deep(128),
	`a/${reservedName}`,
	`${reservedName}2`,
	'a'.repeat(255),
];

for (const path of accepted) {
	test(`fault F43, attacks A03 and A04: ${JSON.stringify(path.slice(0, 20))} (${path.length} characters) is a path like any other`, t => {
		t.is(pathFault(path), undefined);
	});
}

test('a path is its folder and its name', t => {
	for (const path of ['a', 'a/b', 'a/b/c']) {
		t.is(joinPath(parentOf(path), nameOf(path)), path);
	}

	t.is(parentOf('a'), '');
	t.is(nameOf('a/b'), 'b');
});

test('within means the same or below, by whole names', t => {
	t.true(isWithin('', 'a'));
	t.true(isWithin('a', 'a'));
	t.true(isWithin('a', 'a/b'));
	t.false(isWithin('a', 'ab'));
	t.false(isWithin('a/b', 'a'));
	t.false(isWithin('a', 'b/a'));
});

const rows: Array<[string, string, string, string]> = [
	['a', 'a', 'b', 'b'], ['a/x', 'a', 'b', 'b/x'], ['a/x/y', 'a/x', 'z', 'z/y'], ['ab', 'a', 'b', 'ab'], ['c', 'a', 'b', 'c'], ['a/x', 'a', '', 'x'], ['x', '', 'd', 'd/x'],
];

for (const [path, from, to, result] of rows) {
	test(`after ${from} → ${to}, ${path} is ${result}`, t => {
		t.is(rebase(path, from, to), result);
	});
}

test('no path that is accepted can leave its folder or exceed a limit', t => {
	const component = fc.oneof(fc.constantFrom('.', '..', '', 'a', reservedName), fc.string({unit: 'binary', maxLength: 4}));
	holds(t, fc.property(fc.array(component, {maxLength: 6}).map(components => components.join('/')), path => {
		if (pathFault(path) !== undefined) {
			return true;
		}

		const parts = path.split('/');
		return parts.every(part => part !== '' && part !== '.' && part !== '..' && !part.includes('\0'))
			&& parts[0] !== reservedName && Buffer.byteLength(path) <= pathLimits.pathBytes && Buffer.from(path).toString() === path;
	}), {seed: 1, numRuns: 3000});
});
