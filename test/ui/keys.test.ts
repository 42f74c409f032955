import test from 'ava';
import {
	actionOf,
	chordOf,
	chordsOf,
	footerKeys,
	keyBindings,
	type KeyContext,
	type PressedKey,
} from '../../source/ui/keys.js';

const live: KeyContext = {
	screen: 'session',
	isHelpOpen: false,
	isClosing: false,
	isPaused: false,
	isOffline: false,
	isBlocked: false,
	isStopped: false,
	hasDeletions: false,
	isAsked: false,
	hasInvite: false,
	hasCrashed: false,
	lists: ['pending', 'transfers', 'log'],
	hasCursor: false,
};

const chords: ReadonlyArray<readonly [input: string, key: PressedKey, chord: string | undefined]> = [
	['p', {}, 'p'],
	['S', {shift: true}, 'S'],
	['?', {}, '?'],
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
	t.deepEqual(chordsOf('jjG', {}), ['j', 'j', 'G']);
	t.deepEqual(chordsOf('\tj\u{C}', {}), ['tab', 'j', 'ctrl-l']);
	t.deepEqual(chordsOf('p', {}), ['p']);
	t.deepEqual(chordsOf('', {}), []);
});

const actions: ReadonlyArray<readonly [when: string, context: Partial<KeyContext>, chord: string, action: string | undefined]> = [
	['live', {}, 'p', 'pause'],
	['paused', {isPaused: true}, 'p', 'resume'],
	['paused', {isPaused: true}, 's', undefined],
	['live', {}, 's', 'sync'],
	['live', {}, 'r', undefined],
	['offline', {isOffline: true}, 'r', 'reconnect'],
	['offline with a crashed panel', {isOffline: true, hasCrashed: true}, 'r', 'retry'],
	['halted', {isBlocked: true}, 'p', undefined],
	['halted', {isBlocked: true}, 'S', 'rescan'],
	['stopped', {isBlocked: true, isStopped: true}, 'S', undefined],
	['the help is open', {isHelpOpen: true}, 'q', 'back'],
	['the help is open', {isHelpOpen: true}, 'p', undefined],
	['the help is open', {isHelpOpen: true}, 'j', 'down'],
	['live', {}, 'q', 'quit'],
	['live', {}, 'esc', undefined],
	['a line is selected', {hasCursor: true}, 'esc', 'back'],
	['live', {}, 'D', undefined],
	['live', {}, 'R', undefined],
	['live', {}, 'y', undefined],
	['halted for deletions', {isBlocked: true, hasDeletions: true}, 'D', 'accept-deletion'],
	['halted for deletions', {isBlocked: true, hasDeletions: true}, 'R', 'put-back'],
	['halted for deletions, not asked', {isBlocked: true, hasDeletions: true}, 'y', undefined],
	['asked about deletions', {isBlocked: true, hasDeletions: true, isAsked: true}, 'y', 'confirm'],
	['asked about deletions', {isBlocked: true, hasDeletions: true, isAsked: true}, 'esc', 'back'],
	['halted for deletions with the help open', {isBlocked: true, hasDeletions: true, isHelpOpen: true}, 'D', undefined],
	['closing', {isClosing: true}, 'q', undefined],
	['closing', {isClosing: true}, 'ctrl-c', 'leave'],
	['a server has an invite', {screen: 'server', hasInvite: true}, 'y', 'copy-invite'],
	['a server', {screen: 'server'}, 'p', undefined],
	['blocked without lists', {isBlocked: true, lists: []}, 'j', undefined],
];

for (const [when, context, chord, action] of actions) {
	test(`when ${when}, ${chord} does ${action ?? 'nothing'}`, t => {
		t.is(actionOf(chord, {...live, ...context}), action as never);
	});
}

test('every key of the footer does what the footer says', t => {
	for (const context of [live, {...live, isPaused: true}, {...live, isOffline: true}, {...live, isBlocked: true}, {...live, screen: 'server', hasInvite: true} as const]) {
		for (const binding of footerKeys(context)) {
			t.is(actionOf(binding.chords[0]!, context), binding.action);
		}
	}
});

test('esc never quits, and no key means two things at once', t => {
	t.false(keyBindings.some(binding => binding.chords.includes('esc') && (binding.action === 'quit' || binding.action === 'leave')));
	for (const context of [live, {...live, isPaused: true}, {...live, isOffline: true, hasCursor: true}, {...live, isHelpOpen: true}]) {
		const valid = keyBindings.filter(binding => binding.isValid(context)).flatMap(binding => binding.chords);
		t.deepEqual(valid, [...new Set(valid)]);
	}
});
