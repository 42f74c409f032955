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

const places: ReadonlyArray<readonly [folder: string, remote: string, width: number, shown: RegExp]> = [
	['/home/ana/site', 'build:8440/site', 80, / ~\/site {2}⇄ build:8440\/site {2}/v],
	['/srv/some/where/deep/down/site', 'vault:site', 80, / \/srv\/[^ ]*…[^ ]*\/site {2}⇄ vault:site {2}/v],
	['/home/ana/site', 'a-host-with-a-name.example.org:8440/site', 80, / ~\/site {2}⇄ a-host-[^ ]*…\/site {2}/v],
	['/srv/some/where/deep/down/site', 'a-host-with-a-name.example.org:8440/site', 140, / \/srv\/some\/where\/deep\/down\/site {2}⇄ a-host-with-a-name\.example\.org:8440\/site {2}/v],
];

for (const [folder, remote, width, shown] of places) {
	test(`${folder} and ${remote} share ${width} columns`, t => {
		const line = text({...sessions.inSync, folder, remote}, width);
		t.regex(line, shown);
		t.is(line.length, width);
	});
}
