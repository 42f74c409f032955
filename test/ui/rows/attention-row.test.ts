import test from 'ava';
import {attentionKey, attentionRow} from '../../../source/ui/rows/attention-row.js';
import {conflicts, problems} from '../states.js';
import {textOf, unicodeLook} from '../look.js';

const place = {width: 76, look: unicodeLook, isSelected: false};

test('a conflict says what it is about', t => {
	const texts = conflicts.map(conflict => textOf(attentionRow({conflict}, place)));
	t.regex(texts[0]!, /^ {2}▲ docs\/plan\.md +both sides changed it +$/v);
	t.regex(texts[1]!, /changed \/ deleted/v);
	t.regex(texts[2]!, /both sides created it/v);
});

test('a wide row shows both versions, a deleted one as deleted', t => {
	const text = textOf(attentionRow({conflict: conflicts[1]!}, {...place, width: 130}));
	t.regex(text, /local 13:40:00 {2}1\.2 kB {2}remote {10}deleted$/v);
});

test('a problem says on which side, and what to do', t => {
	t.regex(textOf(attentionRow({problem: problems[0]!}, {...place, width: 130})), /! secrets\/key\.pem +local +The file cannot be read \(EACCES\): give yourself permission/v);
});

test('a conflict and a problem of one path are two things', t => {
	t.not(attentionKey({conflict: {...conflicts[0]!, path: 'x'}}), attentionKey({problem: {...problems[0]!, path: 'x'}}));
});
