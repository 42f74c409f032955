import test from 'ava';
import {headerRow} from '../../../source/ui/rows/header-row.js';
import {textOf, unicodeLook} from '../look.js';
import {now, sessions} from '../states.js';

const text = (state: (typeof sessions)['live' | 'inSync'], width: number) => textOf(headerRow(state, now, {
	width, look: unicodeLook, title: 'fsync-tui', home: '/home/ana',
}));

for (const width of [80, 100, 140]) {
	test(`at ${width} columns nothing in the header moves when a session begins to sync and comes to rest`, t => {
		const syncing = text({...sessions.live, remote: 'a-host-with-a-name.example.org:8440/and-a-share-with-a-name'}, width);
		const resting = text({...sessions.inSync, remote: 'a-host-with-a-name.example.org:8440/and-a-share-with-a-name'}, width);
		t.is(syncing.length, width);
		const upTo = (line: string) => line.slice(0, line.indexOf(' ms'));
		t.is(upTo(syncing), upTo(resting));
		t.true(resting.includes('● LIVE in sync'));
	});
}
