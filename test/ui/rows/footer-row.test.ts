import test from 'ava';
import {footerRow} from '../../../source/ui/rows/footer-row.js';
import {sessionKeyContext} from '../../../source/ui/state/session-model.js';
import {initialView} from '../../../source/ui/state/view-state.js';
import {sessions} from '../states.js';
import {textOf, unicodeLook} from '../look.js';

const context = sessionKeyContext(sessions.live, initialView({columns: 80, rows: 24}, 'pending'));

test('help and quit are there however narrow the terminal is', t => {
	for (const width of [16, 20, 30, 60, 80, 140]) {
		const text = textOf(footerRow(context, width, unicodeLook)).trimEnd();
		t.regex(text, /^ \? help .*q quit$/v);
	}
});

test('while it closes, the footer says so and how not to wait', t => {
	t.is(textOf(footerRow({...context, isClosing: true}, 60, unicodeLook)).trimEnd(), ' Finishing what is being written…  ctrl-c leave now');
});
