import test from 'ava';
import {
	meaningOf,
	type Meaning,
	type RawEvent,
	type Surroundings,
} from '../../../source/engine/disk/raw-events.js';

type Row = {
	event: RawEvent;
	/** What stands there now: folders by inode, files as 0. */
	disk?: Record<string, number>;
	/** When they were born, if not at 1. */
	born?: number;
	known?: string[];
	watched?: Record<string, number>;
	ignored?: string[];
	meaning: Meaning;
};

const raw = (folder: string, name?: string): RawEvent => ({folder, name});

const table: Record<string, Row> = {
	'a new file': {event: raw('a', 'x'), disk: {'a/x': 0}, meaning: {path: 'a/x', hint: 'created'}},
	'a file replaced by another': {
		event: raw('a', 'x'), disk: {'a/x': 0}, known: ['a/x'], meaning: {path: 'a/x', hint: 'modified'},
	},
	'a file written to': {
		event: raw('', 'x'), disk: {x: 0}, known: ['x'], meaning: {path: 'x', hint: 'modified'},
	},
	'a file gone': {event: raw('a', 'x'), known: ['a/x'], meaning: {path: 'a/x', hint: 'deleted'}},
	'a new folder': {event: raw('a', 'f'), disk: {'a/f': 7}, meaning: {path: 'a/f', hint: 'created'}},
	'a watched folder with other permissions': {
		event: raw('a', 'f'), disk: {'a/f': 7}, watched: {'a/f': 7}, known: ['a/f'], meaning: undefined,
	},
	'a watched folder replaced by another': {
		event: raw('a', 'f'), disk: {'a/f': 8}, watched: {'a/f': 7}, known: ['a/f'], meaning: {path: 'a/f', hint: 'modified'},
	},
	'a watched folder replaced by another that got its inode': {
		event: raw('a', 'f'), disk: {'a/f': 7}, born: 2, watched: {'a/f': 7}, known: ['a/f'], meaning: {path: 'a/f', hint: 'modified'},
	},
	'no name at all': {event: raw('a'), meaning: {path: 'a', hint: 'unknown'}},
	'the reserved folder': {event: raw('', '.fsync-tui'), disk: {'.fsync-tui': 3}, meaning: undefined},
	'a folder itself, gone': {event: raw('a/b', 'b'), meaning: undefined},
	'a child of its folder\'s name, gone': {event: raw('a/b', 'b'), known: ['a/b/b'], meaning: {path: 'a/b/b', hint: 'deleted'}},
	'a child of its folder\'s name, new': {event: raw('a/b', 'b'), disk: {'a/b/b': 0}, meaning: {path: 'a/b/b', hint: 'created'}},
	'the root itself': {event: raw('', 'root'), meaning: 'root'},
	'a child of the root\'s name': {event: raw('', 'root'), disk: {root: 0}, meaning: {path: 'root', hint: 'created'}},
	'an ignored file': {
		event: raw('a', 'x.o'), disk: {'a/x.o': 0}, ignored: ['a/x.o'], meaning: undefined,
	},
	'an ignored file, gone': {event: raw('a', 'x.o'), ignored: ['a/x.o'], meaning: undefined},
	'an ignored folder, gone': {event: raw('a', 'out'), ignored: ['a/out/'], meaning: undefined},
	'a newly ignored file that the tree still has': {
		event: raw('a', 'x.o'), ignored: ['a/x.o'], known: ['a/x.o'], meaning: {path: 'a/x.o', hint: 'deleted'},
	},
	'an ignored file with ignore rules': {
		event: raw('a', '.rules'), disk: {'a/.rules': 0}, ignored: ['a/.rules'], meaning: {path: 'a/.rules', hint: 'unknown'},
	},
	'an ignored file with ignore rules, gone': {event: raw('a', '.rules'), ignored: ['a/.rules'], meaning: {path: 'a/.rules', hint: 'unknown'}},
};

for (const [name, {event, disk, born = 1, known = [], watched = {}, ignored = [], meaning}] of Object.entries(table)) {
	test(`an event is understood: ${name}`, t => {
		const around: Surroundings = {
			rootName: 'root',
			look(path) {
				const inode = disk?.[path];
				return inode === undefined ? undefined : {isFolder: inode !== 0, inode, bornMilliseconds: born};
			},
			watched(folder) {
				const inode = watched[folder];
				return inode === undefined ? undefined : {inode, bornMilliseconds: 1};
			},
			knows: path => known.includes(path),
			ignores: (path, isFolder) => ignored.includes(isFolder ? `${path}/` : path),
			ruleFiles: ['.rules'],
		};
		t.deepEqual(meaningOf(event, around), meaning);
	});
}
