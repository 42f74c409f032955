import test from 'ava';
import {chordOf, pressesOf, type PressedKey} from '../../../source/ui/keys/chord.js';

const chords: ReadonlyArray<readonly [input: string, key: PressedKey, chord: string | undefined]> = [
	['p', {}, 'p'],
	['S', {shift: true}, 'S'],
	['?', {}, '?'],
	[' ', {}, 'space'],
	['c', {ctrl: true}, 'ctrl-c'],
	['', {tab: true}, 'tab'],
	['', {tab: true, shift: true}, 'shift-tab'],
	['', {escape: true, meta: true}, 'esc'],
	['', {downArrow: true}, 'down'],
	['', {pageUp: true}, 'pgup'],
	['x', {meta: true}, 'alt-x'],
	['', {}, undefined],
];

for (const [input, key, chord] of chords) {
	test(`${JSON.stringify(input)} with ${JSON.stringify(key)} is ${chord ?? 'nothing'}`, t => {
		t.is(chordOf(input, key), chord);
	});
}

test('keys that arrive in one read are told apart', t => {
	t.deepEqual(pressesOf('jjG', {}), [{chord: 'j', text: 'j'}, {chord: 'j', text: 'j'}, {chord: 'G', text: 'G'}]);
	t.deepEqual(pressesOf('\tj\u{C}', {}), [{chord: 'tab'}, {chord: 'j', text: 'j'}, {chord: 'ctrl-l'}]);
	t.deepEqual(pressesOf('a b\r', {}).map(({chord}) => chord), ['a', 'space', 'b', 'enter']);
	t.deepEqual(pressesOf('p', {}), [{chord: 'p', text: 'p'}]);
	t.deepEqual(pressesOf('', {}), []);
});

test('only what a person reads as text is text', t => {
	t.is(pressesOf('é', {})[0]?.text, 'é');
	t.is(pressesOf(' ', {})[0]?.text, ' ');
	t.is(pressesOf('c', {ctrl: true})[0]?.text, undefined);
	t.is(pressesOf('', {return: true})[0]?.text, undefined);
	t.is(pressesOf('\u{7F}', {})[0]?.text, undefined);
});
