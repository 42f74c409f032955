import test from 'ava';
import {phaseLook} from '../../../source/ui/state/phase.js';
import {now, sessions} from '../states.js';

const said = (state: typeof sessions.inSync) => {
	const {word, detail} = phaseLook(state, now);
	return [word, detail].filter(Boolean).join(' ');
};

test('a session that was paused says so whatever it is at', t => {
	const paused = (mood: keyof typeof sessions) => said({...sessions[mood], isPaused: true});
	t.is(paused('live'), 'PAUSING');
	t.is(paused('inSync'), 'PAUSING');
	t.is(paused('connecting'), 'PAUSING');
	t.is(paused('paused'), 'PAUSED since 13:58');
	t.is(paused('offline'), 'OFFLINE paused, retry 12s');
	t.is(paused('halted'), 'HALTED');
});

test('how far a look has come is told in numbers that can be read', t => {
	t.is(said({...sessions.scanning, detail: '61262 entries'}), 'SCANNING 61 262 entries');
});
