import test from 'ava';
import {noticeOf, pendingSummary, pendingSentence} from '../../../source/ui/state/notice.js';
import {
	now,
	sessions,
	waiting,
	type Mood,
} from '../states.js';
import type {SessionState} from '../../../source/ui/contract.js';

const sentences: ReadonlyArray<readonly [mood: Mood, sentence: RegExp]> = [
	['starting', /Getting ready/v],
	['scanning', /Looking through the folder, 41 %, 755 files/v],
	['connecting', /Connecting to build\.example:8440\/site/v],
	['inSync', /Everything is in sync\. 1 842 files, since 14:02:31/v],
	['paused', /until you press p/v],
];

for (const [mood, sentence] of sentences) {
	test(`an empty list says while ${mood} what is going on`, t => {
		t.regex(pendingSentence(sessions[mood]).text, sentence);
	});
}

test('with conflicts left it does not claim that everything is in sync', t => {
	const {text} = pendingSentence({...sessions.inSync, conflicts: sessions.live.conflicts});
	t.regex(text, /Everything else is in sync: 1 842 files, 3 left/v);
});

test('offline it says why, when it tries again, and that nothing is lost', t => {
	const text = noticeOf(sessions.offline, now)!.sentences.map(sentence => sentence.text).join('\n');
	t.regex(text, /ECONNREFUSED/v);
	t.regex(text, /6 attempts failed\. Trying again in 12s; r tries now/v);
	t.regex(text, /Last heard of at 13:51:07/v);
	t.is(noticeOf(sessions.offline, now)!.tag, 'since 13:51');
	t.regex(text, /what waits here is sent when the peer is back \(6 changes, 2\.4 MB\)/v);
});

for (const code of ['root', 'mass-delete', 'emptied'] as const) {
	test(`halted for ${code} it says what happened and what to do`, t => {
		const state: SessionState = {...sessions.inSync, phase: 'halted', halt: {code, message: 'It happened.', paths: []}};
		const {title, sentences: said} = noticeOf(state, now)!;
		t.regex(title, /^Safety stop/v);
		const text = said.map(sentence => sentence.text).join('\n');
		t.regex(text, /It happened\./v);
		t.regex(text, /press r to scan again/v);
	});
}

test('when all is well there is no notice', t => {
	t.is(noticeOf(sessions.live, now), undefined);
});

test('the size of what waits says when it is not all of it', t => {
	t.is(pendingSummary(sessions.busy), '6 changes, 2.4 MB');
	t.is(pendingSummary({pending: waiting(1001)}), '1 001 changes, 900 kB+');
	t.is(pendingSummary({pending: sessions.busy.pending.slice(4, 5)}), '1 change');
	t.is(pendingSummary(sessions.inSync), '');
});
