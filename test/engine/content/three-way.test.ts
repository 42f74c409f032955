import test from 'ava';
import fc from 'fast-check';
import {changedWords} from '../../../source/engine/content/line-diff.js';
import {compose, hasMarkers, withMarkers} from '../../../source/engine/content/merge-choices.js';
import {regionsOf, type Region} from '../../../source/engine/content/three-way.js';
import {holds} from '../core/holds.js';

const short = (regions: readonly Region[]) => regions.map(({kind, base, local, remote}) => [kind, ...[base, local, remote].map(lines => lines.join(''))]);
const plan = {base: '# Plan\n\n- Beta: 12\n- GA\n\nOwner: tbd\n', local: '# Plan\n\n- Beta: 19\n- GA\n\nOwner: web\n', remote: '# Plan\n\n- Beta: 9\n- GA\n\nOwner: tbd\n'};

test('three texts are told by regions: what nobody, one side, both alike and both differently changed', t => {
	t.deepEqual(short(regionsOf(plan)), [
		['same', '# Plan\n\n', '# Plan\n\n', '# Plan\n\n'],
		['clash', '- Beta: 12\n', '- Beta: 19\n', '- Beta: 9\n'],
		['same', '- GA\n\n', '- GA\n\n', '- GA\n\n'],
		['local', 'Owner: tbd\n', 'Owner: web\n', 'Owner: tbd\n'],
	]);
	t.deepEqual(short(regionsOf({base: 'a\nb\n', local: 'A\nb\n', remote: 'A\nb\n'})).map(([kind]) => kind), ['both', 'same']);
	t.deepEqual(short(regionsOf({base: 'a\nb\nc\n', local: 'A\nb\nc\n', remote: 'a\nB\nc\n'})), [['clash', 'a\nb\n', 'A\nb\n', 'a\nB\n'], ['same', 'c\n', 'c\n', 'c\n']], 'changes that touch are one');
});

test('without a base, what both have is common and the rest a clash', t => {
	t.deepEqual(short(regionsOf({local: 'a\nx\nc\n', remote: 'a\ny\nc\n'})), [['same', 'a\n', 'a\n', 'a\n'], ['clash', '', 'x\n', 'y\n'], ['same', 'c\n', 'c\n', 'c\n']]);
	t.deepEqual(short(regionsOf({local: '', remote: 'y'})), [['clash', '', '', 'y']]);
});

test('texts that have too little in common are one clash', t => {
	const long = (letter: string) => Array.from({length: 1200}, (_, index) => `${letter} ${index}\n`).join('');
	t.deepEqual(regionsOf({base: long('a'), local: long('b'), remote: long('c')}).map(({kind}) => kind), ['clash']);
});

const lines = fc.array(fc.constantFrom('a', 'b', 'c', '', '<<<<<<< x'), {maxLength: 8}).chain(list => fc.boolean().map(isEnded => list.join('\n') + (isEnded && list.length > 0 ? '\n' : '')));
const texts = fc.record({base: fc.option(lines, {nil: undefined}), local: lines, remote: lines})
	.map(({base, ...sides}) => ({...sides, ...(base !== undefined && {base})}));

test('whatever the texts, the regions give each of them back, and choosing one side everywhere gives that side', t => {
	holds(t, fc.property(texts, three => {
		const regions = regionsOf(three);
		const joined = (side: 'base' | 'local' | 'remote') => regions.flatMap(region => region[side]).join('');
		const all = (choice: 'local' | 'remote') => compose(regions, new Map(regions.map((_, index) => [index, choice]))).text;
		return joined('local') === three.local && joined('remote') === three.remote && (three.base === undefined || joined('base') === three.base)
			&& all('local') === three.local && all('remote') === three.remote;
	}), {seed: 20_261_127, numRuns: 300});
});

test('markers stand for what is undecided and for nothing else, and are found again whatever the texts hold', t => {
	holds(t, fc.property(texts, three => {
		const regions = regionsOf(three);
		const {text, marker} = withMarkers(regions, new Map(), {local: 'laptop', remote: 'build'});
		const {undecided, text: composed} = compose(regions, new Map());
		return hasMarkers(text, marker) === (undecided.length > 0) && (undecided.length > 0 || text === composed);
	}), {seed: 20_261_128, numRuns: 300});
});

test('a choice decides one region, and both means the local lines before the remote ones', t => {
	const regions = regionsOf(plan);
	t.deepEqual(compose(regions, new Map()).undecided, [1]);
	t.deepEqual(compose(regions, new Map([[1, 'both']])), {text: '# Plan\n\n- Beta: 19\n- Beta: 9\n- GA\n\nOwner: web\n', undecided: []});
	t.is(compose(regionsOf({local: 'x', remote: 'y'}), new Map([[0, 'both']])).text, 'x\ny', 'a line break is put between them');
	t.is(withMarkers(regions, new Map(), {local: 'laptop', remote: 'build'}).text, [
		'# Plan', '', '<<<<<<< local laptop', '- Beta: 19', '||||||| base', '- Beta: 12', '=======', '- Beta: 9', '>>>>>>> remote build', '- GA', '', 'Owner: web', '',
	].join('\n'));
});

test('words that differ are marked, unless nothing is left to compare', t => {
	t.deepEqual(changedWords('- Beta: 12 December', '- Beta: 19 December').filter(({isChanged}) => isChanged), [{text: '19', isChanged: true}]);
	t.deepEqual(changedWords('one', 'another'), [{text: 'another', isChanged: true}]);
});
