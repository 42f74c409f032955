import fs from 'node:fs';
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import {IgnoreTree} from '../../../source/engine/disk/ignore.js';
import {lookup} from '../../../source/engine/core/tree.js';
import {fillFolder, plain, scanFolder} from './scan-fixture.js';
import {scratchFolder} from './scratch-folder.js';

const ruled = (files: Readonly<Record<string, string>>, options: ConstructorParameters<typeof IgnoreTree>[0] = {}) => {
	const rules = new IgnoreTree(options);
	for (const [folder, text] of Object.entries(files)) {
		rules.load(folder, new Map([['.fsyncignore', text]]));
	}

	return rules;
};

type Row = {files: Record<string, string>; patterns?: string[]; ignored: string[]; kept: string[]};

// A path with a slash at its end is a folder.
const table: Record<string, Row> = {
	'nothing is ignored without rules': {files: {}, ignored: [], kept: ['a', 'a/b/']},
	'a name matches at any depth': {files: {'': '*.o'}, ignored: ['x.o', 'a/b/x.o'], kept: ['x.c', 'x.o.txt']},
	'a slash binds to the folder': {files: {'': '/top\na/b'}, ignored: ['top', 'a/b'], kept: ['x/top', 'x/a/b']},
	'a slash at the end means folders': {files: {'': 'build/'}, ignored: ['build/', 'x/build/', 'build/inside'], kept: ['build', 'x/build']},
	'patterns of a nested file are relative to its folder': {
		files: {'a/b': '*.o\n/top\nsub/deep\n'},
		ignored: ['a/b/x.o', 'a/b/c/x.o', 'a/b/top', 'a/b/sub/deep'],
		kept: ['x.o', 'a/x.o', 'top', 'a/b/c/top', 'a/b/c/sub/deep', 'ab/x.o'],
	},
	'deeper files win': {files: {'': '*.log', a: '!keep.log', 'a/b': 'keep.log'}, ignored: ['x.log', 'keep.log', 'a/x.log', 'a/b/keep.log'], kept: ['a/keep.log', 'a/c/keep.log']},
	'nothing is brought back out of an ignored folder': {files: {'': 'out/', out: '!x'}, ignored: ['out/', 'out/x'], kept: []},
	'the command line has the last word': {
		files: {'': 'a\n!b', sub: '!c'}, patterns: ['!a', 'b', 'c'], ignored: ['b', 'sub/c'], kept: ['a'],
	},
	'case counts': {files: {'': 'Makefile'}, ignored: ['Makefile'], kept: ['makefile']},
	'comments, escapes and spaces at the end': {
		files: {'': '# comment\n\\#hash\n\\!bang\nspace\\ \nplain   \n', 'd i[r]': '\\#hash\n\\!x\nend\\ \nplain  \n'},
		ignored: ['#hash', '!bang', 'space ', 'plain', 'd i[r]/#hash', 'd i[r]/!x', 'd i[r]/end ', 'd i[r]/plain'],
		kept: ['hash', 'space', '# comment', 'd ir/!x', 'x/!x', 'd i[r]/end', 'd i[r]/hash'],
	},
	'folders with names full of special characters': {files: {'a*?[b]\\': 'x', '!n': 'y', '#h': 'z'}, ignored: [String.raw`a*?[b]\/x`, '!n/y', '#h/z'], kept: [String.raw`aXX[b]\/x`, 'x', 'n/y', 'h/z']},
	globstars: {files: {'': 'a/**/z\n**/w/v\nq/**'}, ignored: ['a/z', 'a/b/c/z', 'x/w/v', 'q/1/2'], kept: ['z', 'q/', 'w/x']},
	'windows line ends and a byte order mark': {files: {'': '\u{FEFF}one\r\ntwo\r\n', a: '\u{FEFF}three\r\n'}, ignored: ['one', 'two', 'a/three'], kept: ['three']},
};

for (const [name, {files, patterns = [], ignored, kept}] of Object.entries(table)) {
	test(`ignore rules: ${name}`, t => {
		const rules = ruled(files, {patterns});
		const isIgnored = (path: string) => rules.ignores(path.replace(/\/$/v, ''), path.endsWith('/'));
		t.deepEqual(ignored.filter(path => !isIgnored(path)), [], 'should be ignored');
		t.deepEqual(kept.filter(path => isIgnored(path)), [], 'should be kept');
	});
}

test('an explanation names file, line and pattern, and the folder that is left out whole', t => {
	const rules = ruled({'': '# first\n*.o\nout/\n', 'a/b': '\n/tmp/\n'}, {patterns: ['secret']});
	t.deepEqual(rules.explain('a/x.o', false), {
		ignored: true, path: 'a/x.o', file: '.fsyncignore', line: 2, pattern: '*.o',
	});
	t.deepEqual(rules.explain('out/deep/x.o', false), {
		ignored: true, path: 'out', file: '.fsyncignore', line: 3, pattern: 'out/',
	});
	t.deepEqual(rules.explain('a/b/tmp', true), {
		ignored: true, path: 'a/b/tmp', file: 'a/b/.fsyncignore', line: 2, pattern: '/tmp/',
	});
	t.deepEqual(rules.explain('a/secret', false), {
		ignored: true, path: 'a/secret', line: 1, pattern: 'secret',
	});
	t.deepEqual(rules.explain('a/kept', false), {ignored: false, rules: 3});
});

test('rules can be replaced and taken away', t => {
	const rules = ruled({a: 'x'});
	t.true(rules.ignores('a/b/x', false));
	rules.load('a', new Map([['.fsyncignore', 'y']]));
	t.false(rules.ignores('a/b/x', false));
	t.true(rules.ignores('a/b/y', false));
	rules.load('a', new Map());
	t.false(rules.ignores('a/b/y', false));
});

test('.gitignore counts only when it is asked for, and .fsyncignore comes after it', t => {
	const texts = new Map([['.gitignore', 'x\ny'], ['.fsyncignore', '!x']]);
	const without = new IgnoreTree();
	const with_ = new IgnoreTree({useGitignore: true});
	without.load('', texts);
	with_.load('', texts);
	t.deepEqual([without.ignores('y', false), with_.ignores('y', false), with_.ignores('x', false)], [false, true, false]);
});

test('many questions are answered alike', t => {
	const rules = ruled({'': '*.o'});
	const wrong = Array.from({length: 50_000}, (_, index) => index).filter(index => !rules.ignores(`f/${index}.o`, false) || rules.ignores(`f/${index}.c`, false));
	t.deepEqual(wrong, []);
});

const hasGit = spawnSync('git', ['--version']).status === 0;
(hasGit ? test : test.skip)('nested files decide as git does', t => {
	const line = fc.constantFrom('a', '/a', 'a/', 'a/b', '!a', '!a/b', '*', '!*', '**/b', 'a/**', '/b/*', '!b/', 'c*', '!/c', '**', String.raw`\!a`, '#a', 'a ', '!a/b/c');
	const file = fc.array(line, {maxLength: 4}).map(lines => lines.join('\n'));
	const repository = scratchFolder(t);
	spawnSync('git', ['init', '-q', repository]);
	const folders = ['', 'a', 'b', 'a/b', 'a/b/c'];
	const paths = ['a', 'b', 'c', 'cc'].flatMap(top => [top, ...['a', 'b', 'c'].flatMap(next => [`${top}/${next}`, `${top}/${next}/a`, `${top}/${next}/c`])]);
	fc.assert(fc.property(fc.tuple(file, file, file, file, file), texts => {
		const rules = new IgnoreTree({useGitignore: true});
		for (const [index, folder] of folders.entries()) {
			fs.mkdirSync(join(repository, folder), {recursive: true});
			fs.writeFileSync(join(repository, folder, '.gitignore'), texts[index]!);
			rules.load(folder, new Map([['.gitignore', texts[index]!]]));
		}

		const {stdout} = spawnSync('git', ['check-ignore', '--no-index', '--stdin'], {cwd: repository, input: paths.join('\n'), encoding: 'utf8'});
		const isFolder = (path: string) => fs.existsSync(join(repository, path));
		t.deepEqual(paths.filter(path => rules.ignores(path, isFolder(path))), stdout.split('\n').filter(Boolean));
	}), {seed: 4201, numRuns: 120});
});

test('F48: a scan leaves ignored paths out, names the topmost, and does not walk into them', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {
		'.fsyncignore': '*.o\n', 'a/.fsyncignore': '/skip/\n', 'a/skip/deep/x': '1', 'a/x.o': '2', 'a/y': '3',
	});
	const rules = new IgnoreTree();
	const first = await scanFolder(root, {rules});
	t.deepEqual(Object.keys(plain(lookup(first.tree, 'a')!)), ['.fsyncignore', 'y']);
	t.deepEqual([...first.ignored].toSorted(), ['a/skip', 'a/x.o']);
	t.is(first.entries, 6);
	t.is((await scanFolder(root, {rules, previous: first.tree, dirty: ['a/skip/deep/x', 'a/x.o', 'a/new.o']})).tree, first.tree);
});

test('F48: a change of a rule file is seen in its whole folder, both ways', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {
		'a/.fsyncignore': 'x\n', 'a/x': '1', 'a/b/x': '2', 'a/b/y': '3', x: '4',
	});
	const rules = new IgnoreTree();
	const first = await scanFolder(root, {rules});
	fs.writeFileSync(join(root, 'a/.fsyncignore'), 'y\n');
	const second = await scanFolder(root, {rules, previous: first.tree, dirty: ['a/.fsyncignore']});
	t.deepEqual(Object.keys(plain(lookup(second.tree, 'a/b')!)), ['x']);
	t.truthy(lookup(second.tree, 'a/x'));
	fs.rmSync(join(root, 'a/.fsyncignore'));
	const third = await scanFolder(root, {rules, previous: second.tree, dirty: ['a/.fsyncignore']});
	t.deepEqual(Object.keys(plain(lookup(third.tree, 'a/b')!)), ['x', 'y']);
	t.deepEqual(third.ignored, []);
});

test('a folder whose rule file is a link is left as it is, for its rules are unknown', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {'a/.fsyncignore': '-> /etc/passwd', 'a/x': '1', y: '2'});
	const {tree, problems, frozen} = await scanFolder(root, {rules: new IgnoreTree()});
	t.deepEqual(Object.keys(plain(tree)), ['y']);
	t.deepEqual([[...frozen], problems.map(({code}) => code)], [['a'], ['unreadable']]);
});

test('rules remember what they were when they were last asked for it, once for all changes since', t => {
	const rules = ruled({'': '*.o', a: 'x'}, {patterns: ['secret']});
	t.false(rules.takeFormer()!.ignores('x.o', false));
	t.is(rules.takeFormer(), undefined);
	rules.load('', new Map([['.fsyncignore', '*.log']]));
	rules.load('a', new Map());
	const former = rules.takeFormer()!;
	t.deepEqual([former.ignores('x.o', false), former.ignores('a/x', false), former.ignores('secret', false)], [true, true, true]);
	t.deepEqual([rules.ignores('x.o', false), rules.ignores('a/x', false), rules.ignores('x.log', false)], [false, false, true]);
	t.is(rules.takeFormer(), undefined);
});

test('rules follow a folder that is moved, with those in its subfolders', t => {
	const rules = ruled({a: '*.o', 'a/b': 'x', ab: 'y'});
	t.true(rules.follow('a', 'c/d'));
	t.deepEqual(['c/d/e.o', 'c/d/b/x', 'c/d/x', 'c/db/y', 'a/b/x'].map(path => rules.ignores(path, false)), [true, true, false, false, true]);
	t.false(rules.follow('a', 'c/d'), 'known by now');
	t.false(rules.follow('e', 'f'));
});
